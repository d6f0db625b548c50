"""Hard caps on what models may cost."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import BudgetSpent
from core.labels import Platform
from core.pipeline.occasion import Occasion
from core.spending.budget import Account, Budget, Cap, Caps, Price, Scope
from core.spending.costs import TURNS_AN_HOUR, Pace, preview
from core.spending.spent import MICRO, Spent
from storage.database import open_database
from storage.retention import Retention
from storage.spending import SqlSpending
from storage.tables import SPENDING
from storage.turns import SqlTurns
from tests.conftest import FakeClock
from tests.storage.test_turns import reply, turn
from tests.writing import PLENTY, budget

HERE = Occasion(platform=Platform.TWITCH, channel="1", viewer="v")
PRICE = Price(1_000, 4_000)


async def call(budget: Budget, occasion: Occasion = HERE, used: Spent | None = None) -> bool:
    """Whether a call of at most 1,000 and 400 tokens was allowed."""
    try:
        async with budget.call(occasion, 1_000, 400) as allowed:
            await asyncio.sleep(0)
            if used is not None:
                allowed.spent = budget.price.of(used.tokens_in, used.tokens_out)
    except BudgetSpent:
        return False
    return True


async def test_ten_thousand_at_once_stay_within_the_cap(tmp_path: Path) -> None:
    """A call may come to ₩2.6 and comes to ₩1.3; the cap is ₩100."""
    used = Spent(500, 200)
    async with budget(tmp_path, PRICE, channel=Cap(100, 1_000_000)) as allowed:
        answered = sum(await asyncio.gather(*(call(allowed, used=used) for _ in range(10_000))))
        assert answered == 38, "as many as are allowed if each comes to the most"
        while await call(allowed, used=used):
            answered += 1
        spent = await allowed.today(Platform.TWITCH, "1")
    assert spent == PRICE.of(500 * answered, 200 * answered)
    assert 97 * MICRO < spent.microwon <= 100 * MICRO


@pytest.mark.parametrize("cap", ["viewer", "channel", "all"])
@pytest.mark.parametrize("most", [Cap(7, 1_000_000), Cap(1_000, 4_000)])
async def test_each_cap_holds_by_itself(tmp_path: Path, cap: str, most: Cap) -> None:
    async with budget(tmp_path, PRICE, **{cap: most}) as allowed:
        answered = [await call(allowed) for _ in range(4)]
        assert answered == [True, True, False, False]
        other = Occasion(platform=Platform.CHZZK, channel="2", viewer="w")
        assert await call(allowed, other) is (cap != "all")
        elsewhere = Occasion(platform=Platform.TWITCH, channel="1/thread", viewer="w")
        assert await call(allowed, elsewhere) is (cap == "viewer"), "a thread has no cap of its own"


async def test_nothing_is_charged_at_a_cap_of_nothing(tmp_path: Path) -> None:
    none = Cap(0, 1_000_000)
    async with budget(tmp_path, PRICE, channel=none) as allowed:
        assert not await call(allowed)
        assert await allowed.today(Platform.TWITCH, "1") == Spent()
    async with budget(tmp_path, Price(), channel=none) as allowed:
        assert await call(allowed), "what is free needs no won"


async def test_every_day_begins_anew_in_korea(tmp_path: Path) -> None:
    clock = FakeClock(1_767_279_540.0)  # 2026-01-01 23:59 in Seoul
    async with open_database(tmp_path / "test.db") as engine:
        caps = Caps(PLENTY, lambda *_: Cap(3, 1_000_000), PLENTY)
        allowed = Budget(SqlSpending(engine), PRICE, caps, lambda viewer: viewer, clock)
        assert (allowed.day(), await call(allowed), await call(allowed)) == (
            "2026-01-01",
            True,
            False,
        )
        clock.tick(60)
        assert (allowed.day(), await call(allowed)) == ("2026-01-02", True)
        clock.tick(32 * 86_400)
        await Retention(engine, clock).sweep()
        async with engine.connect() as connection:
            days = set((await connection.execute(select(SPENDING.c.day))).scalars())
    assert days == set()


async def test_linked_accounts_share_a_budget(tmp_path: Path) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        caps = Caps(Cap(3, 1_000_000), lambda *_: PLENTY, PLENTY)
        allowed = Budget(SqlSpending(engine), PRICE, caps, lambda _: "person", FakeClock())
        assert await call(allowed)
        assert not await call(allowed, Occasion(viewer="another"))


async def test_what_a_dead_process_held_stays_counted(tmp_path: Path) -> None:
    async with budget(tmp_path, PRICE, channel=Cap(3, 1_000_000)) as allowed:
        entered = asyncio.Event()

        async def killed() -> None:
            async with allowed.call(HERE, 1_000, 400):
                entered.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(killed())
        await entered.wait()
        assert (await allowed.today(Platform.TWITCH, "1")).microwon == PRICE.of(1_000, 400).microwon
        assert not await call(allowed)
        task.cancel()
        await asyncio.wait({task})
        assert not await call(allowed), "nobody knows what it came to: the most it may have been"


class Slow(SqlSpending):
    """Answers only once it is let, after the hold is durable."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.held, self.let = asyncio.Event(), asyncio.Event()

    async def hold(self, day: str, accounts: Sequence[Account], most: Spent) -> Account | None:
        over = await super().hold(day, accounts, most)
        self.held.set()
        await self.let.wait()
        return over


@pytest.mark.parametrize("most", [Cap(3, 1_000_000), Cap(0, 1_000_000)])
async def test_who_left_while_it_was_held_pays_nothing(tmp_path: Path, most: Cap) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        store = Slow(engine)
        caps = Caps(PLENTY, lambda *_: most, PLENTY)
        allowed = Budget(store, PRICE, caps, lambda viewer: viewer, FakeClock())
        task = asyncio.create_task(call(allowed))
        await store.held.wait()
        held = await allowed.today(Platform.TWITCH, "1")
        assert held == (PRICE.of(1_000, 400) if most.won else Spent())
        task.cancel()
        store.let.set()
        await asyncio.wait({task})
        assert task.cancelled()
        assert await allowed.today(Platform.TWITCH, "1") == Spent()
        assert await call(allowed) is bool(most.won)


async def test_an_hour_costs_what_was_measured(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_database(tmp_path / "test.db") as engine:
        turns, spending = SqlTurns(engine, clock), SqlSpending(engine)
        assert await spending.pace(Platform.ROOM, "room", 0.0) == Pace(0.0, 0.0, 0.0)
        told = [turn(str(number), at=number * 1_800.0) for number in range(4)]
        await turns.accept(told)
        for one, tokens in zip(told, (2_000, 1_000, 0, 0), strict=True):
            written = reply(one)
            spent = PRICE.of(tokens, tokens // 10)
            await turns.answered(one.id, replace(written, spent=spent))
        await turns.heard("0", 1.25)
        pace = await spending.pace(Platform.ROOM, "room", 0.0)
    assert pace == Pace(turns=2.0, tokens_in=1_500.0, tokens_out=150.0)
    assert preview(pace, PRICE) == (2 * (1_500 * 1_000 + 150 * 4_000) / MICRO, False)
    assert preview(Pace(0.0, 1_500.0, 150.0), PRICE) == (TURNS_AN_HOUR * 2.1, True)
    assert preview(pace, Price()) == (0.0, False)


async def test_whose_spending_it_was_is_kept_for_a_day(tmp_path: Path) -> None:
    clock = FakeClock(1_767_279_600.0)  # 2026-01-02 00:00 in Seoul
    async with open_database(tmp_path / "test.db") as engine:
        caps = Caps(PLENTY, lambda *_: PLENTY, PLENTY)
        allowed = Budget(SqlSpending(engine), PRICE, caps, lambda viewer: viewer, clock)
        assert await call(allowed)
        kept = []
        for _ in range(3):
            await Retention(engine, clock).sweep()
            async with engine.connect() as connection:
                kept.append(set((await connection.execute(select(SPENDING.c.scope))).scalars()))
            clock.tick(86_400)
    assert [Scope.VIEWER in scopes for scopes in kept] == [True, True, False]
    assert {Scope.CHANNEL, Scope.ALL} <= kept[-1]
