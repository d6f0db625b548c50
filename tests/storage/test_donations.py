"""The rows of what was given, on real databases."""

import asyncio

import pytest

from core.gate.candidate import Candidate, turn_of
from core.gifts.gift import Gift, GiftState, WordState
from core.gifts.words import words_of
from core.labels import Platform
from core.turns import Reason
from storage.database import Target, open_database
from storage.donations import SqlDonations
from storage.turns import SqlTurns
from tests.conftest import FakeClock, gift
from tests.storage.test_turns import lost_once


async def test_a_gift_whose_commit_seemed_to_fail_is_new(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(target) as engine:
        gifts = SqlDonations(engine, clock)
        known, new, off = (Gift(event=gift(amount)) for amount in (1_000, 2_000, 3_000))
        off = Gift(event=off.event, state=GiftState.OFF)
        await gifts.add([known])
        clock.tick(1.0)
        monkeypatch.setattr(gifts, "_insert", lost_once(gifts._insert))
        with pytest.raises(OSError, match="lost"):
            await gifts.add([known, new, off])
        clock.tick(1.0)
        assert await gifts.add([known, new, off]) == {new.event.id, off.event.id}
        assert await gifts.add([known, new, off]) == set()


async def test_a_gift_that_was_acknowledged_meanwhile_is_not_new(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(target) as engine:
        gifts, given = SqlDonations(engine, clock), Gift(event=gift(1_000))
        monkeypatch.setattr(gifts, "_insert", lost_once(gifts._insert))
        with pytest.raises(OSError, match="lost"):
            await gifts.add([given])
        await gifts.move([given.event.id], GiftState.ACKNOWLEDGED)
        assert await gifts.add([given]) == set()


async def test_donors_without_a_name_are_counted_together(target: Target, clock: FakeClock) -> None:
    async with open_database(target) as engine:
        gifts = SqlDonations(engine, clock)
        about = ("room:anonymous", "a", "hook:anonymous", "hook:anonymous")
        for number, who in enumerate(about):
            await gifts.add([Gift(event=gift(1_000, viewer=who, at=float(number)))])
        assert await gifts.anonymous(Platform.ROOM, "room", 0.0, 3.0) == 2_000
        assert await gifts.anonymous(Platform.ROOM, "room", 50.0, 60.0) == 0
        (named,) = await gifts.ranking(Platform.ROOM, "room", 0.0, 9.0, 5)
        assert (named.viewer, named.won) == ("a", 1_000)


async def test_words_are_decided_about_once_and_only_as_they_were_known(
    target: Target, clock: FakeClock
) -> None:
    async with open_database(target) as engine:
        gifts, turns = SqlDonations(engine, clock), SqlTurns(engine, clock)
        events = [gift(1_000, "힘내요", viewer, float(at)) for at, viewer in enumerate("abcde")]
        free, old, shown, hidden, answered = events
        asked = [
            Gift(event=one, words=WordState.FREE if one is free else WordState.WAITING)
            for one in reversed(events)
        ]
        await gifts.add(asked)
        assert [one.event for one in await gifts.words(0.0)] == events[1:]
        assert [one.event for one in await gifts.words(2.0)] == events[2:]
        waits, to = WordState.WAITING, WordState.SHOWN
        races = [gifts.decide(shown.id, waits, to), gifts.decide(shown.id, waits, WordState.HIDDEN)]
        assert sorted(await asyncio.gather(*races)) == [False, True]
        assert not await gifts.decide(shown.id, waits, to)
        assert await gifts.decide(hidden.id, waits, WordState.HIDDEN)
        assert await gifts.decide(answered.id, waits, to)
        # As it was known, until it has a turn.
        assert await gifts.decide(answered.id, to, to)
        candidate = Candidate([words_of(answered)], Reason.DONATION, 1.0, 0.0)
        assert await turns.accept([turn_of(candidate)])
        assert not await gifts.decide(answered.id, to, WordState.HIDDEN)
        assert not await gifts.decide(free.id, waits, to)
        assert not await gifts.decide("nobody's", waits, to)
        assert old in [one.event for one in await gifts.words(0.0)]
        assert answered not in [one.event for one in await gifts.words(0.0)]


async def test_words_are_asked_about_hidden_and_forgotten(target: Target, clock: FakeClock) -> None:
    async with open_database(target) as engine:
        gifts = SqlDonations(engine, clock)
        asked, told, theirs, gone = (
            gift(1_000, "힘내요", viewer, float(at)) for at, viewer in enumerate("aabc")
        )
        await gifts.add([Gift(event=one) for one in (asked, told, theirs, gone)])
        assert await gifts.words(0.0) == []
        await gifts.ask([asked.id, told.id, theirs.id, gone.id])
        assert await gifts.decide(told.id, WordState.WAITING, WordState.SHOWN)
        await gifts.ask([told.id])
        found = {one.event.id: one.words for one in await gifts.words(0.0)}
        assert found[told.id] is WordState.SHOWN, "what was decided is not asked again"
        await gifts.hide({"a", "nobody"})
        await gifts.forget({"c"})
        assert [one.event for one in await gifts.words(0.0)] == [theirs]
        states = [found.words for one in (asked, told, gone) if (found := await gifts.get(one.id))]
        assert states == [WordState.HIDDEN, WordState.HIDDEN, WordState.FREE]
