"""Workers when the database fails, or another process was first."""

import asyncio
from collections.abc import Sequence

import pytest

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.engine import Engine
from core.replies import Reply
from core.turns import State, Turn
from core.workers import Workers
from tests.conftest import until
from tests.core.test_mouth import reply
from tests.storage.test_turns import turn


class FailingTurns:
    """Turns whose first writes fail, as on a full disk."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.moves: list[tuple[str, State]] = []
        self.new = True
        self.stored: tuple[State | None, Reply | None] = (None, None)

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        return list(turns)

    async def answered(self, turn_id: str, reply: Reply) -> bool:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.moves.append((turn_id, State.ANSWERED))
        return self.new

    async def move(self, turn_id: str, state: State, why: str = "") -> bool:
        self.moves.append((turn_id, state))
        return True

    async def look(self, turn_id: str) -> tuple[State | None, Reply | None]:
        if self.failures:
            self.failures -= 1
            raise OSError("gone")
        return self.stored

    async def unfinished(self, since: float) -> list[tuple[Turn, State, Reply | None]]:
        return []


async def test_a_full_disk_delays_an_answer_and_ends_nothing(brain: Brain) -> None:
    topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
    replies: MemoryTopic[Reply] = MemoryTopic(("room",))
    turns = FailingTurns(failures=1)
    engine = Engine(brain.answer, brain.personas, brain.words)
    task = asyncio.create_task(Workers(engine, turns, topic, replies).run())
    await topic.put(turn("a"))
    await until(lambda: turns.moves == [("a", State.ANSWERED)])
    task.cancel()


@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ((State.SAID, reply("late")), False),
        ((State.DROPPED, None), False),
        ((None, None), False),
        ((State.ANSWERED, reply("late")), True),
    ],
)
async def test_an_answer_that_somebody_else_gave_is_passed_on_if_it_is_still_to_be_said(
    brain: Brain,
    stored: tuple[State | None, Reply | None],
    again: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
    replies: MemoryTopic[Reply] = MemoryTopic(("room",))
    turns, refused = FailingTurns(failures=0), list[Turn]()
    turns.stored = stored
    monkeypatch.setattr("core.workers.RETRY_AFTER", 0.01)
    workers = Workers(Engine(brain.answer, brain.personas, brain.words), turns, topic, replies)
    workers.refused = refused.append
    task = asyncio.create_task(workers.run())
    turns.new = False

    async def once_gone(turn_id: str, reply: Reply) -> bool:
        turns.failures = 1  # the database goes away between the two
        del turns.answered  # type: ignore[method-assign]
        return False

    turns.answered = once_gone  # type: ignore[method-assign]
    await topic.put(turn("late"))
    if again:
        async with asyncio.timeout(10.0):
            while not await replies.waiting():
                await asyncio.sleep(0.01)
    else:
        await until(lambda: refused == [turn("late")])
    turns.new = True
    await topic.put(turn("first"))
    async for delivery in replies.listen("room"):
        assert delivery.item.turn_id == ("late" if again else "first")
        break
    assert bool(refused) is not again
    task.cancel()
