"""Each gift has one turn that thanks for it, whoever takes it up, on real databases."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.gate.burst import burst_turn, thanks_turn
from core.gifts.gift import Gift
from core.turns import Turn
from storage.database import Target, open_database
from storage.donations import SqlDonations
from storage.turns import SqlTurns
from tests.conftest import FakeClock, gift
from tests.storage.test_turns import lost_once


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


@pytest.fixture
def turns(engine: AsyncEngine, clock: FakeClock) -> SqlTurns:
    return SqlTurns(engine, clock)


EVENTS = [gift(amount, viewer=f"v{amount}") for amount in (1_000, 2_000, 3_000)]
ALONE = thanks_turn(EVENTS[1:2], EVENTS[1].id)


async def stored(engine: AsyncEngine, clock: FakeClock) -> None:
    await SqlDonations(engine, clock).add([Gift(event=event) for event in EVENTS])


def thanked(turn: Turn) -> list[tuple[str, str]]:
    return [(id, one.viewer) for id, one in zip(turn.event_ids, turn.thanked, strict=True)]


async def test_a_common_line_leaves_out_whom_another_turn_thanks(
    engine: AsyncEngine, turns: SqlTurns, clock: FakeClock
) -> None:
    await stored(engine, clock)
    assert await turns.accept([ALONE]) == [ALONE]
    [found] = await turns.accept([burst_turn(EVENTS)])
    assert thanked(found) == [(event.id, event.viewer.id) for event in (EVENTS[0], EVENTS[2])]
    unfinished = [turn for turn, *_ in await turns.unfinished(0.0)]
    assert {turn.id: turn for turn in unfinished} == {ALONE.id: ALONE, found.id: found}


async def test_who_was_named_in_a_common_line_has_no_own(
    engine: AsyncEngine, turns: SqlTurns, clock: FakeClock
) -> None:
    await stored(engine, clock)
    first = burst_turn(EVENTS[:2])
    assert await turns.accept([first, ALONE]) == [first]
    assert await turns.accept([burst_turn(EVENTS[1::-1])]) == []
    assert await turns.accept([first]) == []


async def test_a_commit_that_seemed_to_fail_is_its_own(
    engine: AsyncEngine, turns: SqlTurns, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stored(engine, clock)
    await turns.accept([ALONE])
    whole = burst_turn(EVENTS)
    monkeypatch.setattr(turns, "_insert", lost_once(turns._insert))
    with pytest.raises(OSError, match="lost"):
        await turns.accept([whole])
    clock.tick(1.0)
    [found] = await turns.accept([whole])
    assert EVENTS[1].id not in found.event_ids


async def test_two_processes_that_take_up_the_same_gifts_share_them(
    engine: AsyncEngine, target: Target, clock: FakeClock
) -> None:
    await stored(engine, clock)
    async with open_database(target) as other:
        both = [SqlTurns(one, clock) for one in (engine, other)]
        forth, back = burst_turn(EVENTS), burst_turn(EVENTS[::-1])
        found = await asyncio.gather(both[0].accept([forth]), both[1].accept([back, ALONE]))
        gifts = sorted(id for turns in found for turn in turns for id in turn.event_ids)
        assert gifts == sorted(event.id for event in EVENTS)


async def test_what_could_not_be_stored_is_thanked_for_all_the_same(turns: SqlTurns) -> None:
    assert await turns.accept([burst_turn(EVENTS)]) == [burst_turn(EVENTS)]
