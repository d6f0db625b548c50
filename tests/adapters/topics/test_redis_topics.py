"""A topic in Redis when processes or what is in Redis are broken."""

import asyncio
import signal
import time
from typing import Any

import pytest

from adapters.topics.redis_connection import Connection, Script
from core.errors import TopicError
from tests.adapters.topics.process import started
from tests.adapters.topics.taking import CLAIM_AFTER, opened, taking
from tests.conftest import until
from tests.redis_server import RedisServer


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


async def test_an_answer_cut_short_does_not_end_renewing(
    redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run, cut = Connection.run, list[bool]()

    async def spoiled(self: Connection, script: Script, key: str, *about: str | bytes | int) -> Any:
        answer = await run(self, script, key, *about)
        if about[0] == "renew" and not cut:
            cut.append(True)
            return []
        return answer

    monkeypatch.setattr(Connection, "run", spoiled)
    async with opened(redis, name) as one, opened(redis, name) as other, taking(one) as working:
        await one.put(7)
        held = await working.next()
        await until(lambda: bool(cut))
        async with taking(other) as idle:
            await asyncio.sleep(3 * CLAIM_AFTER)
            assert idle.got.empty()
        await held.ack()
    assert [record.msg for record in caplog.records if record.levelname == "ERROR"] == [
        "items not renewed"
    ]


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
