"""A topic in Redis when processes, items or what is in Redis are broken."""

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.topics.redis_connection import connected
from adapters.topics.redis_reader import RedisDelivery
from adapters.topics.redis_streams import RedisTopic
from core.errors import TopicError
from tests.adapters.topics.process import started
from tests.conftest import until
from tests.redis_server import RedisServer

CLAIM_AFTER = 0.6


@pytest.fixture
def name() -> str:
    return secrets.token_hex(4)


@asynccontextmanager
async def opened(
    server: RedisServer, name: str, claim_after: float = CLAIM_AFTER, patience: float = 15.0
) -> AsyncIterator[RedisTopic[int]]:
    async with connected(server.url) as connection:
        async with RedisTopic(
            connection, name, ("engine",), int, lambda n: str(n // 100), claim_after, patience
        ) as topic:
            yield topic


class Taking:
    """A listener that acknowledges nothing by itself."""

    def __init__(self, topic: RedisTopic[int]) -> None:
        self.got: asyncio.Queue[RedisDelivery[int]] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(topic))

    async def _listen(self, topic: RedisTopic[int]) -> None:
        listener = topic.listen("engine")
        while True:
            self.got.put_nowait(await anext(listener))

    async def next(self) -> RedisDelivery[int]:
        async with asyncio.timeout(10.0):
            return await self.got.get()

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@asynccontextmanager
async def taking(topic: RedisTopic[int]) -> AsyncIterator[Taking]:
    taker = Taking(topic)
    try:
        yield taker
    finally:
        await taker.stop()


def keys(server: RedisServer, name: str) -> set[str]:
    """What is left of a topic; lanes that are known and bells do not count."""
    with server.control() as control:
        found = {key.decode().partition("}")[2] for key in control.keys(f"*{name}*")}
    return found - {":engine", ":engine.bell"}


async def test_ten_thousand_items_at_once(redis: RedisServer, name: str) -> None:
    async with opened(redis, name) as topic:
        got: list[int] = []

        async def work() -> None:
            async for delivery in topic.listen("engine"):
                got.append(delivery.item)
                await delivery.ack()

        tasks = [asyncio.create_task(work()) for _ in range(4)]
        began = time.monotonic()
        await topic.put_all(range(10_000))
        assert time.monotonic() - began < 5.0
        await until(lambda: len(got) >= 10_000, within=60.0)
        assert sorted(got) == list(range(10_000))
        await until(lambda: not [key for key in keys(redis, name) if key.endswith(".busy")])
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        with redis.control() as control:
            assert control.xlen(f"lovelm:0:{{{name}}}:engine:7") == 0


async def test_what_a_killed_process_held_is_taken_over(redis: RedisServer, name: str) -> None:
    async with opened(redis, name) as topic:
        with started("take", redis.url, name, str(CLAIM_AFTER)) as process:
            await topic.put(7)
            assert process.stdout is not None
            first = await asyncio.to_thread(process.stdout.readline)
            process.send_signal(signal.SIGKILL)
            async with taking(topic) as taker:
                delivery = await taker.next()
                item, attempt, fence = map(int, first.split())
                assert (item, attempt) == (7, 1)
                assert (delivery.item, delivery.attempt) == (7, 2)
                assert delivery.fence > fence
                await delivery.ack()
        assert await topic.dead_letters() == 0
    assert not [key for key in keys(redis, name) if key.endswith(".busy")]


async def test_a_process_that_was_stopped_acknowledges_too_late(
    redis: RedisServer, name: str
) -> None:
    async with opened(redis, name) as topic:
        with started("take", redis.url, name, str(CLAIM_AFTER)) as process:
            await topic.put(7)
            assert process.stdout is not None
            assert process.stdin is not None
            first = await asyncio.to_thread(process.stdout.readline)
            process.send_signal(signal.SIGSTOP)
            async with taking(topic) as taker:
                delivery = await taker.next()
                assert delivery.fence > int(first.split()[2])
                process.send_signal(signal.SIGCONT)
                process.stdin.write("\n")
                process.stdin.flush()
                assert await asyncio.to_thread(process.stdout.readline) == "acknowledged\n"
                with redis.control() as control:  # it is still the second one's
                    assert control.xlen(f"lovelm:0:{{{name}}}:engine:0") == 1
                    await delivery.ack()
                    assert control.xlen(f"lovelm:0:{{{name}}}:engine:0") == 0


async def test_long_work_is_not_taken_from_who_lives(redis: RedisServer, name: str) -> None:
    async with opened(redis, name) as one, opened(redis, name) as other:
        async with taking(one) as working:
            await one.put(7)
            held = await working.next()
            async with taking(other) as idle:
                await asyncio.sleep(3 * CLAIM_AFTER)
                assert idle.got.empty()
                await held.ack()
                await asyncio.sleep(CLAIM_AFTER)
                assert idle.got.empty()


async def test_what_nobody_holds_any_more_comes_again_and_then_is_given_up(
    redis: RedisServer, name: str
) -> None:
    async with opened(redis, name) as topic, taking(topic) as taker:
        await topic.put(7)
        for attempt in (1, 2, 3):
            delivery = await taker.next()
            assert delivery.attempt == attempt
            del delivery
        await topic.put(8)
        delivery = await taker.next()
        assert delivery.item == 8
        await delivery.ack()
        async with asyncio.timeout(5.0):
            while await topic.dead_letters() != 1:
                await asyncio.sleep(0.02)
    with redis.control() as control:
        [(_, letter)] = control.xrange(f"lovelm:0:{{{name}}}.dead")
        assert control.ttl(f"lovelm:0:{{{name}}}.dead") > 0
    assert letter[b"item"] == b"7"
    assert letter[b"attempts"] == b"3"
    assert letter[b"lane"] == b"0"


async def test_closing_gives_back_at_once_and_counts_no_attempt(
    redis: RedisServer, name: str
) -> None:
    fences = []
    for _ in range(5):
        async with opened(redis, name, claim_after=30.0) as topic, taking(topic) as taker:
            if not fences:
                await topic.put(7)
            delivery = await taker.next()
            assert delivery.attempt == 1
            fences.append(delivery.fence)
    assert fences == sorted(set(fences))


RUBBISH = (
    {"x": "y"},
    {"v": "2", "item": "1"},
    {"v": "1"},
    {"v": "1", "item": "["},
    {"v": "1", "item": '"planted"'},
    {"v": "1", "item": b"\xff\xfe"},
    {str(n): "1" for n in range(9_000)},
)


async def test_rubbish_is_given_up_and_holds_up_nothing(
    redis: RedisServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(redis, name) as topic:
        await topic.put(1)
        with redis.control() as control:
            for fields in RUBBISH:
                control.xadd(f"lovelm:0:{{{name}}}:engine:0", fields)
            # Something else under the names of lanes.
            control.set(f"lovelm:0:{{{name}}}:engine:5", "x")
            control.sadd(f"lovelm:0:{{{name}}}:engine.busy", "5", "6")
            control.zadd(f"lovelm:0:{{{name}}}:engine", {"5": 1})
        await topic.put_all([2, 101])
        async with taking(topic) as taker:
            deliveries = [await taker.next() for _ in range(3)]
            assert {delivery.item for delivery in deliveries} == {1, 2, 101}
            for delivery in deliveries:
                await delivery.ack()
            await topic.put(102)
            assert (await taker.next()).item == 102
        assert await topic.dead_letters() == len(RUBBISH)
        with redis.control() as control:
            reasons = [fields[b"why"] for _, fields in control.xrange(f"lovelm:0:{{{name}}}.dead")]
            control.delete(f"lovelm:0:{{{name}}}:engine:5")
    assert reasons == [
        b"no version", b"another version", b"not to be read (KeyError)",
        b"not to be read (ValidationError)", b"not to be read (ValidationError)",
        b"not to be read (DecodeError)", b"no version",
    ]  # fmt: skip
    assert "planted" not in caplog.text


async def test_everything_in_redis_deleted_while_listening(redis: RedisServer, name: str) -> None:
    async with opened(redis, name) as topic, taking(topic) as taker:
        await topic.put(1)
        await (await taker.next()).ack()
        with redis.control() as control:
            for key in control.keys(f"*{name}*"):
                control.delete(key)
        await topic.put(2)
        assert (await taker.next()).item == 2


async def test_lanes_and_readers_that_are_idle_are_removed(redis: RedisServer, name: str) -> None:
    base = f"lovelm:0:{{{name}}}"
    with redis.control() as control:
        async with opened(redis, name, claim_after=0.05) as topic:
            async with taking(topic) as taker:
                await topic.put_all([1, 101])
                for _ in range(2):
                    await (await taker.next()).ack()
                control.zadd(f"{base}:engine", {"1": 1})
                await until(lambda: not control.exists(f"{base}:engine:1"))
                assert control.zrange(f"{base}:engine", 0, -1) == [b"0"]
            control.xgroup_createconsumer(f"{base}:engine:0", "engine", "dead")
            await asyncio.sleep(0.6)  # ten times the silence
            await topic.put(2)
            async with taking(topic) as taker:
                found = await taker.next()
                names = {
                    one["name"] for one in control.xinfo_consumers(f"{base}:engine:0", "engine")
                }
                assert b"dead" not in names
                await found.ack()
                await topic.put(103)  # the lane that was removed
                assert (await taker.next()).item == 103


async def test_a_full_lane_waits_and_then_says_so(
    redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.topics.redis_streams.HELD", 3)
    async with opened(redis, name, patience=0.5) as topic:
        await topic.put_all([1, 2, 3])
        with pytest.raises(TopicError, match="not taken within"):
            await topic.put(4)
        await topic.put(104)  # another lane
        waiting = asyncio.create_task(topic.put(5))
        async with taking(topic) as taker:
            for _ in range(4):
                await (await taker.next()).ack()
            await waiting
            assert (await taker.next()).item == 5


async def test_a_stop_is_not_swallowed(redis: RedisServer, name: str) -> None:
    """redis-py waits with asyncio.wait_for, whose race Python 3.11 loses now and then."""
    async with opened(redis, name) as topic:
        for number in range(40):
            async with taking(topic) as taker:
                putting = asyncio.create_task(topic.put(number))
                await asyncio.sleep(number / 8_000)
                async with asyncio.timeout(5.0):
                    await taker.stop()
                await putting
