"""Words of gifts that wait for a manager: kept through a restart, decided about once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bots.brain import Brain
from core.gifts.approval import WAITS
from core.gifts.gift import Gift, GiftState, WordState
from core.labels import Platform
from tests.conftest import FakeClock, gift, until
from tests.core.approving import HERE, Desk, at_work
from tests.storage.test_turns import lost_once


@pytest.fixture
async def process(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Any]:
    """Starts one on the same database."""
    async with AsyncExitStack() as stack:
        yield lambda: stack.enter_async_context(at_work(tmp_path / "test.db", brain, clock))


async def test_words_wait_for_a_manager_and_the_gift_does_not(
    process: Any, clock: FakeClock
) -> None:
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "[온유] 힘내요 !하트", at=clock.now))
    assert [(one.id, one.text) for one in desk.alerts] == [(event.id, "[온유] !하트")]
    assert [one.event.text for one in desk.recorded] == ["[온유] !하트"]
    assert desk.waiting == [event]
    stored = await desk.kept.gifts.get(event.id)
    assert stored is not None
    assert stored.event == event, "the same key is still known to be the same donation"
    await desk.kept.donations.doubted([event.id])
    assert [one.text for one in desk.alerts] == ["[온유] !하트"] * 2
    await desk.give(alone := gift(1, "!하트", at=clock.now))
    assert desk.waiting == [event], "a choice alone is no message"
    assert await desk.words(alone) is WordState.FREE


async def test_after_a_restart_they_wait_still(process: Any, clock: FakeClock) -> None:
    one: Desk = await process()
    shown = await one.give(gift(5_000, "하나", "a", clock.now))
    hidden = await one.give(gift(5_000, "둘", "b", clock.now + 1))
    other: Desk = await process()
    assert other.waiting == []
    await other.look()
    assert other.waiting == [shown, hidden]
    assert [one.text for one in other.alerts] == ["", ""], "thanked without their words"
    assert await other.take(shown) == shown
    assert await other.take(hidden, shown=False) == hidden
    assert [await other.words(event) for event in (shown, hidden)] == [
        WordState.SHOWN,
        WordState.HIDDEN,
    ]
    await other.look()
    assert other.waiting == [], "what was let pass is in the queue here"


async def test_of_two_processes_one_decides(process: Any, clock: FakeClock) -> None:
    """A channel moves between them while both think that it is theirs."""
    one: Desk = await process()
    event = await one.give(gift(5_000, "힘내요", at=clock.now))
    other: Desk = await process()
    await other.look()
    decided = await asyncio.gather(one.take(event), other.take(event, shown=False))
    assert decided.count(event) == 1
    assert not one.waiting
    assert not other.waiting
    again = await asyncio.gather(one.take(event), other.take(event))
    assert again == [None, None]


async def test_a_channel_that_left_is_decided_about_elsewhere(
    process: Any, clock: FakeClock
) -> None:
    one: Desk = await process()
    event = await one.give(gift(5_000, "힘내요", at=clock.now))
    one.kept.donations.leave(one.kept.channels.home(*HERE))
    assert one.waiting == []
    await one.kept.donations.resume((), lambda home: False)
    assert one.waiting == []
    other: Desk = await process()
    await other.look()
    assert await other.take(event) == event


async def test_what_was_let_pass_and_died_before_it_had_a_turn_waits_again(
    process: Any, clock: FakeClock
) -> None:
    died: Desk = await process()
    event = await died.give(gift(5_000, "힘내요", at=clock.now))
    assert await died.take(event) == event
    after: Desk = await process()
    await after.look()
    assert after.waiting == [event]
    assert await after.take(event) == event
    await after.answer(event)
    last: Desk = await process()
    await last.look()
    assert last.waiting == [], "a turn goes on by itself, and nothing is read twice"


async def test_what_has_a_turn_is_not_decided_about(process: Any, clock: FakeClock) -> None:
    """It was handed on with its channel while it still stood in the list here."""
    one, other = await process(), await process()
    event = await one.give(gift(5_000, "힘내요", at=clock.now))
    assert await one.take(event) == event
    await other.look()
    assert other.waiting == [event]
    await one.answer(event)
    assert await other.take(event, shown=False) is None
    assert await one.words(event) is WordState.SHOWN


async def test_they_wait_for_an_hour(process: Any, clock: FakeClock) -> None:
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "힘내요", at=clock.now))
    elsewhere = desk.kept.donations.approval.take(Platform.ROOM, "other", event.id, True)
    assert await elsewhere is None
    clock.tick(WAITS + 1)
    assert desk.waiting == []
    assert await desk.take(event) is None
    after: Desk = await process()
    await after.look()
    assert after.waiting == []


async def test_whoever_discloses_is_not_decided_about_anywhere(
    process: Any, clock: FakeClock
) -> None:
    one, other = await process(), await process()
    theirs = await one.give(gift(5_000, "하나", "a", clock.now))
    kept = await one.give(gift(5_000, "둘", "b", clock.now))
    let_pass = await one.give(gift(5_000, "셋", "a", clock.now))
    assert await one.take(let_pass) == let_pass
    await other.look()
    # Known here at once, elsewhere by who is cared for, and by the database.
    one.kept.donations.hide({"a"})
    assert one.waiting == [kept]
    other.kept.donations.approval.held = lambda viewer: viewer == "a"
    assert other.waiting == [kept]
    assert await other.take(theirs) is None
    async with asyncio.timeout(5.0):
        while await one.words(let_pass) is not WordState.HIDDEN:
            await asyncio.sleep(0.01)
    assert await one.words(theirs) is WordState.HIDDEN
    other.kept.donations.approval.held = lambda _: False
    assert await other.take(theirs) is None
    for desk in (one, other):
        await desk.look()
        assert desk.waiting == [kept]


async def test_what_is_to_be_hidden_is_hidden_however_the_database_is(
    process: Any, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "힘내요", "a", clock.now))
    monkeypatch.setattr(desk.kept.gifts, "hide", lost_once(desk.kept.gifts.hide))
    desk.kept.donations.hide({"a"})
    await desk.look()
    assert desk.waiting == []
    await until(lambda: not desk.kept.donations.approval.unsettled)
    assert await desk.words(event) is WordState.HIDDEN


async def test_a_stop_stores_whose_words_are_hidden(process: Any, clock: FakeClock) -> None:
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "힘내요", "a", clock.now))
    desk.kept.donations.approval.hide({"a"})
    await desk.kept.donations.flush()
    assert await desk.words(event) is WordState.HIDDEN


async def test_what_waits_goes_with_its_writer(process: Any, clock: FakeClock) -> None:
    desk: Desk = await process()
    gone = await desk.give(gift(5_000, "하나", "a", clock.now))
    kept = await desk.give(gift(5_000, "둘", "b", clock.now))
    await desk.kept.donations.forget({"a"})
    assert desk.waiting == [kept]
    assert await desk.words(gone) is WordState.FREE
    after: Desk = await process()
    await after.look()
    assert after.waiting == [kept]


async def test_a_wish_to_look_first_counts_for_what_a_dead_process_left(
    process: Any, clock: FakeClock
) -> None:
    desk: Desk = await process()
    event = gift(5_000, "힘내요", at=clock.now)
    await desk.kept.gifts.add([Gift(event=event)])  # stored by a process that died at once
    await desk.look()
    await until(lambda: bool(desk.recorded))
    assert [one.text for one in desk.alerts] == [""]
    assert desk.waiting == [event]
    assert await desk.words(event) is WordState.WAITING
    assert await desk.take(event) == event


async def test_what_waits_is_not_shown_when_nobody_asks_any_more(
    process: Any, clock: FakeClock
) -> None:
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "힘내요", at=clock.now))
    await desk.ask(on=False)
    free = await desk.give(gift(5_000, "둘", at=clock.now))
    assert [one.text for one in desk.alerts] == ["", "둘"]
    await desk.kept.donations.doubted([event.id])
    assert desk.alerts[-1].text == ""
    assert desk.waiting == [event]
    stored = await desk.kept.gifts.get(free.id)
    assert stored == Gift(event=free, state=GiftState.RECEIVED)


async def test_a_decision_that_was_lost_may_be_made_again(
    process: Any, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database took it, and the answer did not come."""
    desk: Desk = await process()
    event = await desk.give(gift(5_000, "힘내요", at=clock.now))
    monkeypatch.setattr(desk.kept.gifts, "decide", lost_once(desk.kept.gifts.decide))
    with pytest.raises(OSError, match="lost"):
        await desk.take(event)
    assert await desk.take(event) is None
    await desk.look()
    assert desk.waiting == [event]
    assert await desk.take(event) == event


async def test_of_very_many_the_latest_wait(
    process: Any, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.gifts.approval.MOST", 2)
    one: Desk = await process()
    given = [
        await one.give(gift(5_000, f"힘내요 {number}", f"v{number}", clock.now + number))
        for number in range(4)
    ]
    other: Desk = await process()
    for _ in range(2):
        await other.look()
        assert one.waiting == other.waiting == given[2:]
