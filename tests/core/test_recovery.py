"""What a process that died left, and what is lost while LoveLM runs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from adapters.topics.memory import HELD, MemoryTopic
from bots.brain import Brain
from core.delivery.mouth import SAY, Mouth
from core.delivery.recovery import AWAY, EVERY, LOST, Recovery
from core.replies import Part, Reply
from core.turns import FRESH, UNASKED_FRESH, State
from tests.conftest import FakeClock
from tests.core.test_mouth import reply
from tests.storage.test_turns import brought, turn
from tests.stores import Stores, stores


@dataclass
class Left:
    kept: Stores
    replies: MemoryTopic[Reply]
    recovery: Recovery
    homes: set[str]

    async def put(self) -> tuple[int, int]:
        """How many turns and replies are on their way again."""
        await self.recovery.resume()
        return await self.kept.topic.waiting(), await self.replies.waiting()

    async def state(self, id: str) -> State | None:
        return (await self.kept.turns.look(id))[0]


@pytest.fixture
async def left(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Left]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        replies: MemoryTopic[Reply] = MemoryTopic((SAY,))
        mouth = Mouth(
            kept.turns, kept.donations, replies, {}, {}, kept.channels,
            lambda _: False, lambda *_: False, clock,
        )  # fmt: skip
        homes = {""}
        recovery = Recovery(
            kept.turns, kept.donations, mouth, kept.topic, replies, kept.channels, clock,
            homes.__contains__,
        )  # fmt: skip
        yield Left(kept, replies, recovery, homes)


async def test_more_than_a_topic_holds_does_not_keep_a_process_from_starting(
    left: Left, clock: FakeClock
) -> None:
    kept, many = left.kept, [turn(f"{number:04}") for number in range(HELD + 1)]
    await kept.turns.accept(many)
    async with asyncio.timeout(10.0):
        await left.recovery.look(died=True)
    await kept.turns.accept([replace(turn("new"), at=clock())])
    task = asyncio.create_task(left.recovery.resume())
    found = []
    async for delivery in kept.topic.listen("engine"):
        found.append(delivery.item.id)
        if len(found) == len(many):
            break
    await task
    assert found == [one.id for one in many], "what is new is not taken up again"


async def test_what_nobody_works_on_is_taken_up_and_again_if_that_is_lost_too(
    left: Left, clock: FakeClock
) -> None:
    await left.kept.turns.accept([turn("a", clock.now)])
    await left.recovery.look()
    assert await left.put() == (0, 0), "it may have come just now"
    clock.tick(LOST)
    await left.recovery.look()
    assert await left.put() == (1, 0)
    clock.tick(LOST)
    await left.recovery.look()
    assert await left.put() == (1, 0), "it is on its way"
    clock.tick(AWAY)
    await left.recovery.look()
    assert await left.put() == (2, 0)
    await left.kept.turns.answered("a", reply("a"))
    clock.tick(AWAY)
    await left.recovery.look()
    assert await left.put() == (2, 1), "its reply is not here: it goes on its way"


async def test_an_engine_has_its_time(left: Left, clock: FakeClock) -> None:
    one = turn("a", clock.now)
    await left.kept.turns.accept([one])
    left.kept.channels.of(one.platform, one.channel).in_flight["a"] = one
    for _ in range(3):
        await left.recovery.look()
        clock.tick(LOST)
    assert await left.put() == (0, 0)
    clock.tick(AWAY)
    await left.recovery.look()
    assert await left.put() == (1, 0)


async def test_a_channel_does_not_wait_for_what_ended_elsewhere(
    left: Left, clock: FakeClock
) -> None:
    one = turn("a", clock.now)
    channel = left.kept.channels.of(one.platform, one.channel)
    channel.in_flight["a"] = one
    left.homes.clear()
    for _ in range(3):
        await left.recovery.look()
    assert channel.in_flight, "another process speaks there"
    left.homes.add("")
    await left.recovery.look()
    assert channel.in_flight, "it may not be stored yet"
    await left.recovery.look()
    assert not channel.in_flight


async def test_what_is_anothers_is_left_alone(left: Left, clock: FakeClock) -> None:
    await left.kept.turns.accept([replace(turn("a", clock.now), home="twitch/1")])
    await left.recovery.look(died=True)
    assert await left.put() == (0, 0)
    left.homes.add("twitch/1")
    await left.recovery.look(died=True)
    assert await left.put() == (1, 0)


async def test_what_another_has_left_is_taken_up_at_once(left: Left, clock: FakeClock) -> None:
    """An answer waits for nobody but its mouth; a question may still be with an engine."""
    theirs = [replace(turn(id, clock.now), home="twitch/1") for id in "ab"]
    await left.kept.turns.accept(theirs)
    await left.kept.turns.answered("a", reply("a"))
    task = asyncio.create_task(left.recovery.run())
    await asyncio.sleep(0)
    left.homes.add("twitch/1")
    left.recovery.gained()
    async with asyncio.timeout(EVERY / 2):
        while await left.replies.waiting() == 0:
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})
    assert await left.put() == (0, 1)
    clock.tick(LOST)
    await left.recovery.look()
    assert await left.put() == (1, 1)


async def test_what_was_being_said_is_unknown_and_what_is_old_dropped(
    left: Left, clock: FakeClock
) -> None:
    turns = left.kept.turns
    await turns.accept([turn("said", clock.now), turn("old", clock.now - FRESH - 1.0)])
    await brought(turns, turn("said"), State.SAYING)
    await left.recovery.look(died=True)
    assert [await left.state(id) for id in ("said", "old")] == [State.UNKNOWN, State.DROPPED]


async def test_one_row_that_cannot_be_read_keeps_nothing_from_the_others(
    left: Left, clock: FakeClock
) -> None:
    await left.kept.turns.accept([turn("a", clock.now), turn("b", clock.now)])
    async with left.kept.engine.begin() as connection:
        newer = text("UPDATE turn SET turn = :turn WHERE id = 'a'")
        await connection.execute(newer, {"turn": b'{"id": "a", "reason": "of a newer version"}'})
    await left.recovery.look(died=True)
    assert await left.put() == (1, 0)


async def test_a_turn_that_cannot_be_settled_is_looked_at_again(
    left: Left, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = left.kept.turns
    await turns.accept([turn("a", clock.now), turn("b", clock.now)])
    await brought(turns, turn("a"), State.SAYING)
    move = turns.move

    async def failing(*about: object) -> bool:
        raise OSError("disk full")

    monkeypatch.setattr(turns, "move", failing)
    await left.recovery.look(died=True)
    assert await left.put() == (1, 0)
    monkeypatch.setattr(turns, "move", move)
    await left.recovery.look()
    clock.tick(LOST)
    await left.recovery.look()
    assert await left.state("a") is State.UNKNOWN


async def test_what_nobody_asked_for_is_not_taken_up_late(left: Left, clock: FakeClock) -> None:
    script = (Part("onyu", "온유", "다들 저녁 드셨어요?"),)
    told = [replace(turn(id, clock.now), script=script) for id in "ab"]
    await left.kept.turns.accept(told[:1])
    clock.tick(UNASKED_FRESH + 1)
    await left.kept.turns.accept([replace(told[1], at=clock())])
    await left.recovery.look(died=True)
    assert await left.state("a") is State.DROPPED
    assert await left.put() == (1, 0)
