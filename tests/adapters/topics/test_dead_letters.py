"""What a topic in Redis gives up, and what it keeps of it."""

import asyncio
import time

import pytest

from core.ports import TRIES
from tests.adapters.topics.taking import opened, taking
from tests.conftest import until
from tests.redis_server import RedisServer


async def test_what_nobody_holds_any_more_comes_again_and_then_is_given_up(
    redis: RedisServer, name: str
) -> None:
    async with opened(redis, name) as topic, taking(topic) as taker:
        await topic.put(42)
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
    assert letter == {
        b"group": b"engine", b"lane": b"0", b"id": b"turn 42", b"attempts": b"3",
        b"why": b"its readers died or were stopped",
    }  # fmt: skip


async def test_a_dead_letter_is_removed_after_a_day_without_another(
    redis: RedisServer, name: str
) -> None:
    dead = f"lovelm:0:{{{name}}}.dead"
    with redis.control() as control:
        day = 24 * 3600
        control.xadd(dead, {"id": "old"}, id=f"{int((time.time() - day - 1) * 1000)}-0")
        young = control.xadd(dead, {"id": "young"}, id=f"{int((time.time() - day + 600) * 1000)}-0")
        async with opened(redis, name):
            await until(lambda: control.xlen(dead) == 1)
        assert [id for id, _ in control.xrange(dead)] == [young]


async def test_the_count_ends_when_letters_were_dealt_with_and_begins_anew(
    redis: RedisServer, name: str
) -> None:
    dead = f"lovelm:0:{{{name}}}.dead"
    async with opened(redis, name, claim_after=60.0) as topic, taking(topic) as taker:

        async def given_up(item: int) -> None:
            await topic.put(item)
            for _ in range(TRIES):
                await (await taker.next()).fail("no use")
            assert await topic.waiting() == 0

        assert await topic.dead_letters() == 0
        await given_up(1)
        assert await topic.dead_letters() == 1
        with redis.control() as control:
            control.delete(dead)
            assert await topic.dead_letters() == 0
            await given_up(2)
            await given_up(3)
            assert await topic.dead_letters() == 2
            # Those of yesterday are dealt with or too late for that, though nobody trims them now.
            control.delete(dead)
            control.xadd(dead, {"id": "old"}, id=f"{int((time.time() - 25 * 3600) * 1000)}-0")
            assert await topic.dead_letters() == 0


LETTER = {b"group", b"lane", b"id", b"attempts", b"why"}
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
            letters = [fields for _, fields in control.xrange(f"lovelm:0:{{{name}}}.dead")]
            control.delete(f"lovelm:0:{{{name}}}:engine:5")
    assert all(letter.keys() == LETTER for letter in letters)
    assert [letter[b"why"] for letter in letters] == [
        b"no version", b"another version", b"not to be read (KeyError)",
        b"not to be read (ValidationError)", b"not to be read (ValidationError)",
        b"not to be read (DecodeError)", b"no version",
    ]  # fmt: skip
    assert "planted" not in caplog.text
