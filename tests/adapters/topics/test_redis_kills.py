"""Redis killed, stopped, away, or not fit to be used at all."""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.topics.redis_connection import VOLATILE, connected
from adapters.topics.redis_streams import RedisTopic
from core.errors import ConfigError, TopicError
from tests.conftest import until
from tests.ports import free_port
from tests.redis_server import DURABLE, PASSWORD, RedisServer, cluster, serving

KILLS = 3
RESUMES_WITHIN = 10.0


@asynccontextmanager
async def opened(
    url: str, name: str = "turns", patience: float = 15.0
) -> AsyncIterator[RedisTopic[int]]:
    async with connected(url) as connection:
        async with RedisTopic(
            connection, name, ("engine",), int, lambda n: str(n % 3), patience=patience
        ) as topic:
            yield topic


class Traffic:
    """Items that are put for ever, and two listeners."""

    def __init__(self, topic: RedisTopic[int]) -> None:
        self.put: set[int] = set()
        self.got: set[int] = set()
        self.acknowledged: set[int] = set()
        self.twice: set[int] = set()
        self._topic = topic
        self._putting = asyncio.create_task(self._put())
        self._listening = [asyncio.create_task(self._listen()) for _ in range(2)]

    async def _put(self) -> None:
        number = 0
        while True:
            await self._topic.put(number)
            self.put.add(number)
            number += 1

    async def _listen(self) -> None:
        async for delivery in self._topic.listen("engine"):
            if delivery.item in self.acknowledged:
                self.twice.add(delivery.item)
            self.got.add(delivery.item)
            await delivery.ack()
            self.acknowledged.add(delivery.item)

    async def stop(self) -> None:
        """Nothing is put any more; what was is waited for."""
        self._putting.cancel()
        await asyncio.wait({self._putting})
        await until(lambda: self.put <= self.acknowledged)
        for task in self._listening:
            task.cancel()
        await asyncio.wait(self._listening)


async def killed(server: RedisServer, traffic: Traffic, pause: float) -> float:
    """Kill the server, start it again; how long after that it goes on."""
    server.kill()
    await asyncio.sleep(pause)
    await asyncio.to_thread(server.start)
    began, seen, put = time.monotonic(), len(traffic.acknowledged), len(traffic.put)
    await until(lambda: len(traffic.acknowledged) > seen + 5 and len(traffic.put) > put + 5)
    return time.monotonic() - began


@pytest.mark.parametrize("fsync", ["everysec", "always"])
async def test_nothing_is_lost_when_redis_is_killed(fsync: str) -> None:
    luck = random.Random(7)
    options = ("--appendonly", "yes", "--appendfsync", fsync, "--save", "")
    with serving(*options) as server:
        async with opened(server.url) as topic:
            traffic = Traffic(topic)
            for _ in range(KILLS):
                await asyncio.sleep(luck.uniform(0.05, 0.2))
                assert await killed(server, traffic, luck.uniform(0, 0.3)) < RESUMES_WITHIN
            await traffic.stop()
            # An acknowledgement or a put whose answer was lost is repeated.
            assert len(traffic.twice) <= 2 * KILLS
            assert len(traffic.put) > 10


async def test_a_node_of_a_cluster_is_killed() -> None:
    names = ("a", "b", "c")  # CRC16 puts each on another node
    with cluster() as servers:
        async with AsyncExitStack() as stack:
            topics = [
                await stack.enter_async_context(opened(servers[0].cluster_url, name))
                for name in names
            ]
            traffics = [Traffic(topic) for topic in topics]
            await until(lambda: all(len(one.acknowledged) > 5 for one in traffics))
            for server in servers:
                with server.control() as control:
                    assert control.dbsize() > 0
            servers[2].kill()
            servers[2].start()
            before = [len(one.acknowledged) for one in traffics]
            await until(
                lambda: all(
                    len(one.acknowledged) > seen + 5
                    for one, seen in zip(traffics, before, strict=True)
                ),
                within=RESUMES_WITHIN,
            )
            for traffic in traffics:
                await traffic.stop()


async def test_a_put_waits_for_redis_and_then_gives_up() -> None:
    with serving() as server:
        async with opened(server.url) as topic, opened(server.url, patience=0.4) as hasty:
            server.kill()
            began = time.monotonic()
            with pytest.raises(TopicError, match=r"not taken within 0\.4 s"):
                await hasty.put(1)
            assert time.monotonic() - began < 2.0
            waiting = asyncio.create_task(topic.put(2))
            await asyncio.sleep(0.2)
            server.start()
            await waiting
            async with asyncio.timeout(5.0):
                delivery = await anext(topic.listen("engine"))
            assert delivery.item == 2
            await delivery.ack()


async def test_what_is_done_while_redis_is_away_is_acknowledged_when_it_is_back() -> None:
    with serving() as server:
        async with opened(server.url) as topic:
            await topic.put(1)
            listener = topic.listen("engine")
            delivery = await anext(listener)
            server.kill()
            acknowledging = asyncio.create_task(delivery.ack())
            await asyncio.sleep(0.2)
            assert not acknowledging.done()
            server.start()
            await acknowledging
            with server.control() as control:
                assert control.xlen("lovelm:0:{turns}:engine:1") == 0


async def test_a_redis_that_hangs_holds_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.topics.redis_connection.ANSWER_WITHIN", 1.5)
    with serving() as server:
        async with opened(server.url) as topic:
            traffic = Traffic(topic)
            await until(lambda: len(traffic.acknowledged) > 5)
            assert server.process is not None
            server.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(2.0)
            server.process.send_signal(signal.SIGCONT)
            seen = len(traffic.acknowledged)
            await until(lambda: len(traffic.acknowledged) > seen + 5, within=RESUMES_WITHIN)
            await traffic.stop()


FORGETFUL = (
    (("--appendonly", "no"), "appendonly"),
    ((*DURABLE, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"), "maxmemory-policy"),
)


@pytest.mark.parametrize(("options", "what"), FORGETFUL)
async def test_a_redis_that_forgets_is_refused_unless_that_is_wanted(
    options: tuple[str, ...], what: str
) -> None:
    with serving(*options) as server:
        with pytest.raises(ConfigError, match=what) as refused:
            async with connected(server.url):
                pass
        assert f"{VOLATILE}=1" in refused.value.fix
        async with connected(server.url, volatile=True) as connection:
            assert connection.key("turns") == "lovelm:0:{turns}"


async def test_a_redis_that_forbids_config_is_known_all_the_same() -> None:
    with serving(*DURABLE, "--rename-command", "CONFIG", "") as server:
        async with connected(server.url):
            pass
    with serving("--appendonly", "no", "--rename-command", "CONFIG", "") as server:
        with pytest.raises(ConfigError, match="appendonly"):
            async with connected(server.url):
                pass


WRONG = (
    "http://127.0.0.1:{port}",
    "redis+sentinel://127.0.0.1:{port}",
    "redis://127.0.0.1:x/0",
    "redis://:planted@127.0.0.1:{port}/0",
    "redis://:planted@127.0.0.1:{closed}/0",
    "redis+cluster://:planted@127.0.0.1:{closed}",
    "redis+cluster://:{password}@127.0.0.1:{port}",
    "",
)


@pytest.mark.parametrize("url", WRONG)
async def test_an_address_that_does_not_work_is_told_without_its_password(
    redis: RedisServer, url: str
) -> None:
    url = url.format(port=redis.port, closed=free_port(), password=PASSWORD)
    began = time.monotonic()
    with pytest.raises(ConfigError) as refused:
        async with connected(url):
            pass
    assert time.monotonic() - began < 2.5
    assert refused.value.key == "LOVELM_REDIS_URL"
    assert "planted" not in str(refused.value)


async def test_databases_of_one_server_are_apart(redis: RedisServer) -> None:
    async with connected(redis.url) as one, connected(redis.url[:-1] + "3") as other:
        assert one.key("news") != other.key("news")
