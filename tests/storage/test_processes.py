"""Several processes on one database: what one has done the other does not do again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.delivery.mouth import SAY, Mouth
from core.errors import Disconnected
from core.gifts.gift import Gift, GiftState
from core.replies import Reply
from core.spending.budget import Account, Cap, Scope
from core.spending.spent import Spent
from core.turns import BEFORE, State
from core.viewers.people import People
from storage.codes import SqlCodes
from storage.database import Target, open_database
from storage.donations import SqlDonations
from storage.identities import SqlIdentities
from storage.memories import SqlMemories
from storage.spending import SqlSpending
from storage.turns import SqlTurns
from storage.viewers import SqlViewers
from tests.conftest import FakeClock, gift, until
from tests.core.test_mouth import Outlet
from tests.storage.test_forgetting import brain
from tests.storage.test_turns import brought, reply, turn
from tests.storage.test_viewers import TOLD
from tests.stores import Stores, stores

__all__ = ["brain"]


@pytest.fixture
async def engines(target: Target) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    """One database, opened twice."""
    async with open_database(target) as one, open_database(target) as other:
        yield one, other


@pytest.fixture
def both(engines: tuple[AsyncEngine, AsyncEngine], clock: FakeClock) -> tuple[SqlTurns, SqlTurns]:
    return SqlTurns(engines[0], clock), SqlTurns(engines[1], clock)


async def test_a_turn_is_accepted_by_one(both: tuple[SqlTurns, SqlTurns]) -> None:
    many = [turn(str(number)) for number in range(50)]
    new = await asyncio.gather(both[0].accept(many), both[1].accept(many[::-1]))
    assert sorted(one.id for side in new for one in side) == sorted(one.id for one in many)


async def test_a_second_answer_is_refused(both: tuple[SqlTurns, SqlTurns]) -> None:
    one, stale = both
    await one.accept([turn("a")])
    first, second = reply(turn("a")), replace(reply(turn("a")), chat="다른 답이에요.")
    assert await one.answered("a", first)
    assert not await stale.answered("a", second)
    assert await one.answered("a", first), "its commit may have been what an error hid"
    assert await stale.unfinished(0.0) == [(turn("a"), State.ANSWERED, first)]
    await one.move("a", State.SAYING)
    assert not await one.answered("a", first)


async def test_of_many_at_once_one_says_it(both: tuple[SqlTurns, SqlTurns]) -> None:
    many = [turn(str(number)) for number in range(40)]
    await both[0].accept(many)
    await asyncio.gather(*(both[0].answered(one.id, reply(one)) for one in many))
    taken = await asyncio.gather(
        *(side.move(one.id, State.SAYING) for one in many for side in both * 2)
    )
    assert taken.count(True) == len(many)
    per_turn = [taken[at : at + 4].count(True) for at in range(0, len(taken), 4)]
    assert per_turn == [1] * len(many)


@pytest.mark.parametrize("there", list(State))
async def test_a_turn_moves_only_from_where_it_may(
    both: tuple[SqlTurns, SqlTurns], there: State
) -> None:
    turns, other = both
    for state in State:
        mine = turn(f"{there} {state}")
        await turns.accept([mine])
        if there is State.ANSWERED:
            await turns.answered(mine.id, reply(mine))
        elif there is not State.ACCEPTED:
            await brought(turns, mine, there)
        assert await other.move(mine.id, state) == (there in BEFORE[state])


async def test_who_was_stopped_meanwhile_changes_nothing(both: tuple[SqlTurns, SqlTurns]) -> None:
    """A process that sleeps through its turn's end is told when it wakes."""
    sleeper, other = both
    await sleeper.accept([turn("a")])
    await sleeper.answered("a", reply(turn("a")))
    await sleeper.move("a", State.SAYING)
    assert await other.move("a", State.UNKNOWN, "died while saying")
    assert not await sleeper.move("a", State.ANSWERED, "RateLimited")
    assert not await sleeper.move("a", State.SAID)
    assert await sleeper.unfinished(0.0) == []


# Mouths.


@asynccontextmanager
async def mouth(
    kept: Stores, outlet: Outlet, clock: FakeClock
) -> AsyncIterator[MemoryTopic[Reply]]:
    replies: MemoryTopic[Reply] = MemoryTopic((SAY,))
    speaking = Mouth(
        kept.turns, kept.donations, replies, {"room": outlet}, {}, kept.channels,
        lambda _: False, lambda *_: False, clock,
    )  # fmt: skip
    task = asyncio.create_task(speaking.run())
    yield replies
    task.cancel()
    await asyncio.wait({task})


@pytest.mark.parametrize("failures", [0, 1])
async def test_two_mouths_that_get_the_same_reply_say_it_once(
    target: Target, brain: Brain, clock: FakeClock, failures: int
) -> None:
    said: list[str] = []
    outlets = [Outlet(*[Disconnected("gone")] * failures) for _ in range(2)]
    for outlet in outlets:
        outlet.said = said
    ids = [str(number) for number in range(20)]
    async with (
        stores(target, brain, clock) as one,
        stores(target, brain, clock) as other,
        mouth(one, outlets[0], clock) as here,
        mouth(other, outlets[1], clock) as there,
    ):
        await one.turns.accept([turn(id) for id in ids])
        for id in ids:
            answer = replace(reply(turn(id)), chat=id)
            await one.turns.answered(id, answer)
            await here.put(answer)
            await there.put(answer)
        await until(lambda: len(said) >= len(ids))
        async with asyncio.timeout(10.0):
            while await one.turns.unfinished(0.0):
                await asyncio.sleep(0.01)
    assert sorted(said) == sorted(ids)


# Money, codes, memories.


async def test_a_cap_holds_over_all_processes(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    cap = Account(Scope.ALL, "", Cap(0, 1_000))
    viewers = [Account(Scope.VIEWER, str(number), Cap(0, 10_000)) for number in range(7)]

    async def spend(engine: AsyncEngine, order: int) -> list[Account | None]:
        """One after another, in a different order on each side."""
        side = SqlSpending(engine)
        return [
            await side.hold("2026-01-01", [cap, viewers[n % 7]][::order], Spent(25, 0, 0))
            for n in range(40)
        ]

    found = await asyncio.gather(*(spend(engines[n % 2], 1 - n % 2 * 2) for n in range(4)))
    assert sum(over.count(None) for over in found) == 40
    assert (await SqlSpending(engines[0]).spent("2026-01-01", Scope.ALL, "")).tokens_in == 1_000


async def test_a_gift_is_new_and_acknowledged_once(
    engines: tuple[AsyncEngine, AsyncEngine], clock: FakeClock
) -> None:
    sides = [SqlDonations(engine, clock) for engine in engines]
    gifts = [Gift(event=gift(1_000 + number)) for number in range(30)]
    ids = [one.event.id for one in gifts]
    new = await asyncio.gather(sides[0].add(gifts), sides[1].add(gifts[::-1]))
    assert sorted([*new[0], *new[1]]) == sorted(ids)
    moved = await asyncio.gather(
        *(side.move([id], GiftState.CHECK) for id in ids for side in sides)
    )
    assert sum(len(one) for one in moved) == len(ids)


async def test_a_code_is_good_once_and_only_the_newest(
    engines: tuple[AsyncEngine, AsyncEngine],
) -> None:
    sides = [SqlCodes(engine) for engine in engines]
    await asyncio.gather(*(sides[n % 2].issue(f"key{n}", b"same", 10.0, 1.0) for n in range(10)))
    taken = await asyncio.gather(*(side.take(f"key{n}", 2.0) for n in range(10) for side in sides))
    assert [one for one in taken if one is not None] == [b"same"]


async def test_memories_stay_few(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    sides = [SqlMemories(engine) for engine in engines]
    told = [replace(TOLD, turn=f"t{n}", at=TOLD.at + n) for n in range(12)]
    await viewers_of(engines[0]).decide("twitch:1", "remembers", True)
    await asyncio.gather(
        *(sides[n % 2].add(one, ["twitch:1", "discord:1"], 5) for n, one in enumerate(told))
    )
    kept = await sides[0].of(["twitch:1"], 0.0)
    assert [one.turn for one in kept] == ["t11", "t10", "t9", "t8", "t7"]


async def test_no_memory_outlives_a_consent(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    """One process stores while the other ends it: whichever comes first, nothing is kept."""
    keeps, ends = SqlMemories(engines[0]), SqlMemories(engines[1])
    for number in range(10):
        account = f"twitch:{number}"
        viewers = viewers_of(engines[1])
        await viewers.decide(account, "remembers", True)

        async def ended(account: str = account, viewers: SqlViewers = viewers) -> None:
            await viewers.decide(account, "remembers", False)
            await ends.forget([account])

        told = replace(TOLD, turn=account, viewer=account)
        await asyncio.gather(keeps.add(told, [account], 5), ended())
        assert await keeps.of([account], 0.0) == []


def viewers_of(engine: AsyncEngine) -> SqlViewers:
    """Choices of people none of whom has two accounts."""
    clock = FakeClock()
    return SqlViewers(engine, People(SqlIdentities(engine), {}, clock), clock)
