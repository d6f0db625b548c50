"""News, in memory and through Redis, alone or a cluster."""

import asyncio
import secrets
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import msgspec
import pytest

from adapters.topics.memory_broadcast import HELD, MemoryBroadcast
from adapters.topics.redis_broadcast import RedisBroadcast
from adapters.topics.redis_connection import connected
from core.errors import TopicError
from core.events import Viewer
from core.fleet.news import MISSED, News
from core.ports import Broadcast
from tests.conftest import until
from tests.redis_server import RedisServer, serving


class Hearing:
    """A listener in a task, and what it heard."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.heard: list[News] = []
        self.task = asyncio.create_task(self._hear(broadcast.listen()))

    async def _hear(self, news: AsyncIterator[News]) -> None:
        async for one in news:
            self.heard.append(one)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})


@pytest.fixture(params=["memory", "redis", "cluster"])
async def two(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Broadcast, Broadcast]]:
    """Two processes' ends of the same broadcast."""
    if request.param == "memory":
        here = MemoryBroadcast()
        yield here, here
        return
    urls = [request.getfixturevalue("redis").url] * 2
    if request.param == "cluster":
        urls = [server.cluster_url for server in request.getfixturevalue("redis_cluster")[:2]]
    name = secrets.token_hex(4)
    async with AsyncExitStack() as stack:
        ends = []
        for url in urls:
            connection = await stack.enter_async_context(connected(url))
            ends.append(await stack.enter_async_context(RedisBroadcast(connection, name)))
        yield ends[0], ends[1]


async def test_everybody_hears_at_once(two: tuple[Broadcast, Broadcast]) -> None:
    one, other = two
    listeners = [Hearing(one), Hearing(one), Hearing(other)]
    viewer = Viewer("twitch:1", "시청자")
    began = asyncio.get_running_loop().time()
    await one.send("hush", viewer)
    await other.send("settings")
    await until(lambda: all(len(listener.heard) == 2 for listener in listeners))
    assert asyncio.get_running_loop().time() - began < 0.5
    for listener in listeners:
        by_kind = {news.kind: news.payload for news in listener.heard}
        assert msgspec.convert(by_kind["hush"], Viewer) == viewer
        assert by_kind["settings"] is None
        await listener.stop()


async def test_nobody_hears_what_was_before(two: tuple[Broadcast, Broadcast]) -> None:
    one, other = two
    early = Hearing(other)
    await one.send("before")
    await until(lambda: early.heard == [News("before")])
    late = Hearing(other)
    await one.send("after")
    await until(lambda: late.heard == [News("after")])
    for listener in (early, late):
        await listener.stop()


async def test_one_who_falls_behind_is_told() -> None:
    broadcast = MemoryBroadcast()
    news = broadcast.listen()
    for number in range(HELD + 1):
        await broadcast.send("number", number)
    assert await anext(news) == News(MISSED)
    assert await anext(news) == News("number", HELD)


@pytest.mark.parametrize("closed", [True, False])
async def test_a_listener_gone_before_its_first_news_gets_none(closed: bool) -> None:
    class Payload:
        pass

    broadcast, payload = MemoryBroadcast(), Payload()
    news, kept = broadcast.listen(), weakref.ref(payload)
    if closed:
        await news.aclose()  # type: ignore[attr-defined]
    else:
        del news
    broadcast.pass_on(News("late", payload))
    del payload
    assert kept() is None


async def test_news_are_heard_again_after_redis_died() -> None:
    with serving() as server:
        async with connected(server.url) as connection, RedisBroadcast(connection) as broadcast:
            listener = Hearing(broadcast)
            await broadcast.send("first")
            await until(lambda: listener.heard == [News("first")])
            server.kill()
            server.start()
            await until(lambda: listener.heard == [News("first"), News(MISSED)])
            await broadcast.send("second")
            await until(lambda: listener.heard[2:] == [News("second")])
            server.kill()
            with pytest.raises(TopicError, match="not sent within"):
                await broadcast.send("third")
            await listener.stop()


async def test_rubbish_is_no_news(redis: RedisServer) -> None:
    name = secrets.token_hex(4)
    async with connected(redis.url) as connection, RedisBroadcast(connection, name) as broadcast:
        listener = Hearing(broadcast)
        for rubbish in (b"", b"\xff", b"[]", b'{"v":2,"news":{"kind":"x"}}', b'{"v":1}'):
            await connection.publish(connection.key(name), rubbish)
        await broadcast.send("news")
        await until(lambda: listener.heard == [News("news")])
        await listener.stop()


async def test_news_that_break_the_decoder_end_nothing(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    name = secrets.token_hex(4)
    async with connected(redis.url) as connection, RedisBroadcast(connection, name) as broadcast:
        listener = Hearing(broadcast)
        deep = b'{"v":1,"news":{"kind":"x","payload":' + b"[" * 100_000
        await connection.publish(connection.key(name), deep)
        await until(lambda: listener.heard == [News(MISSED)])
        await broadcast.send("news")
        await until(lambda: listener.heard[1:] == [News("news")])
        await listener.stop()
    assert "redis channel lost" in caplog.messages
    assert "RecursionError" in caplog.text
