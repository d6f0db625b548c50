"""A channel goes to another process: what was promised is kept there, what was skipped is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.topics.memory_broadcast import MemoryBroadcast
from bots.brain import Brain
from core.channels.waiting import SKIPPED
from core.delivery.handover import Handover
from core.delivery.unanswered import Unanswered
from core.errands import Errands
from core.fleet.newsroom import Newsroom
from core.gifts.gift import Gift, WordState
from core.labels import Platform
from core.replies import Notice
from tests.conftest import FakeClock, gift, line, until
from tests.core.test_floor import at_work
from tests.stores import Stores, stores

HERE = (Platform.ROOM, "room")


@dataclass
class Process:
    """One of two; whether it `serves` the channel, how often that was asked, and what it told
    there."""

    kept: Stores
    serves: bool
    handover: Handover
    told: list[Notice] = field(default_factory=list)
    asked: int = 0

    def is_here(self, _: str) -> bool:
        self.asked += 1
        return self.serves

    def promise(self, *names: str) -> list[str]:
        """A line of each waits; their ids."""
        ids = []
        for name in names:
            about = line(f"{name}의 고민", name, name=name)
            self.kept.channels.of(*HERE).gate.ask(about, about.text, None, about.at)
            ids.append(about.id)
        return ids

    def skip(self, id: str) -> None:
        assert self.kept.channels.of(*HERE).gate.aside.take(id)


@pytest.fixture
async def two(
    tmp_path: Path, brain: Brain, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Process]]:
    monkeypatch.setattr("core.delivery.handover.WITHIN", 0.1)
    broadcast = MemoryBroadcast()
    async with AsyncExitStack() as stack:
        found: list[Process] = []
        for serves in (True, False):
            kept = await stack.enter_async_context(stores(tmp_path / "test.db", brain, clock))
            newsroom, errands = Newsroom(broadcast), Errands()
            one = Process(kept, serves, None)  # type: ignore[arg-type]
            one.handover = Handover(
                kept.channels, kept.donations, kept.turns,
                Unanswered(kept.turns, kept.donations.approval, errands.put), newsroom, one.is_here, one.told.append, errands.put,
            )  # fmt: skip
            await stack.enter_async_context(at_work(newsroom))
            task = asyncio.create_task(errands.run())
            stack.push_async_callback(asyncio.wait, {task})
            stack.callback(task.cancel)
            found.append(one)
        yield found


async def owed(there: Process) -> list[str]:
    return [turn.viewer.name for turn, _, _ in await there.kept.turns.unfinished(0.0)]


async def test_who_was_skipped_a_moment_ago_is_told_there_and_gets_no_answer(
    two: list[Process],
) -> None:
    old, new = two
    first, _, third = old.promise("하나", "둘", "셋")
    old.skip(first)
    old.skip(third)
    old.serves, new.serves = False, True
    old.handover.leave("")
    await until(lambda: bool(new.told))
    assert [(one.in_reply_to, one.text) for one in new.told] == [(first, SKIPPED), (third, SKIPPED)]
    assert old.told == []
    async with asyncio.timeout(10.0):
        while await owed(new) != ["둘"]:
            await asyncio.sleep(0.01)


async def test_they_are_told_once_somebody_answers_there(two: list[Process]) -> None:
    """For a moment a lease is nobody's."""
    old, new = two
    (first,) = old.promise("하나")
    old.skip(first)
    old.serves = False
    old.handover.leave("")
    await until(lambda: new.asked > 1)
    assert new.told == []
    new.serves = True
    await until(lambda: bool(new.told))
    # Whoever is handed on after that is told after it.
    (second,) = old.promise("둘")
    old.skip(second)
    old.handover.leave("")
    await until(lambda: len(new.told) > 1)
    assert [one.in_reply_to for one in new.told] == [first, second]


async def test_a_channel_that_comes_back_tells_them_itself(two: list[Process]) -> None:
    old, new = two
    old.skip(*old.promise("하나"))
    old.serves = False
    old.handover.leave("")
    await until(lambda: new.asked > 0)
    old.serves = True
    await until(lambda: bool(old.told))
    assert new.told == []


async def test_where_nobody_answers_any_more_it_ends(
    two: list[Process], caplog: pytest.LogCaptureFixture
) -> None:
    old, new = two
    old.skip(*old.promise("하나"))
    old.serves = False
    old.handover.leave("")
    await until(lambda: any("skipped" in one.message for one in caplog.records))
    assert old.told == new.told == []


async def test_words_of_a_gift_that_were_skipped_are_not_offered_there(
    two: list[Process], clock: FakeClock
) -> None:
    old, new = two
    given = gift(5_000, "힘내요", at=clock.now)
    await old.kept.gifts.add([Gift(event=given, words=WordState.SHOWN)])
    old.kept.channels.of(*HERE).gate.words(given, clock.now)
    old.skip(f"words:{given.id}")
    old.serves, new.serves = False, True
    old.handover.leave("")
    await old.kept.donations.flush()
    await new.kept.donations.resume(())
    assert new.kept.donations.approval.waiting(*HERE) == []
    assert await owed(new) == []
