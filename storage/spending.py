"""What models cost: held before a call, settled after it, and what that comes to in an hour."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Float, bindparam, cast, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.labels import Platform
from core.spending.budget import Account, Scope, passes
from core.spending.costs import Pace
from core.spending.spent import Spent
from storage.dialect import floor, insert
from storage.tables import SPENDING, TURN

Key = tuple[str, str, str]
HOUR = 3_600.0


@dataclass(slots=True)
class _Wanted:
    day: str
    accounts: Sequence[Account]
    more: Spent
    checked: bool
    over: Account | None = None

    def rows(self) -> list[Key]:
        return [(self.day, account.scope, account.key) for account in self.accounts]


class SqlSpending:
    """Whoever asks while a commit runs shares the next one, in the order of asking."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[_Wanted] = []
        self._next: asyncio.Task[None] | None = None
        self._committing = asyncio.Lock()

    async def hold(self, day: str, accounts: Sequence[Account], most: Spent) -> Account | None:
        """Count `most` everywhere or, where a cap forbids it, nowhere; that account."""
        wanted = _Wanted(day, accounts, most, checked=True)
        await self._put(wanted)
        return wanted.over

    async def settle(self, day: str, accounts: Sequence[Account], more: Spent) -> None:
        await self._put(_Wanted(day, accounts, more, checked=False))

    async def _put(self, wanted: _Wanted) -> None:
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._commit())
        self._waiting.append(wanted)
        await asyncio.shield(self._next)

    async def _commit(self) -> None:
        async with self._committing:
            self._next, waiting, self._waiting = None, self._waiting, []
            # In one order everywhere: two processes that wait for each other would be stuck.
            keys = sorted({key for wanted in waiting for key in wanted.rows()})
            async with self._engine.begin() as connection:
                # Written first, so that nobody else writes between reading and counting.
                await connection.execute(
                    insert(connection, SPENDING).on_conflict_do_nothing(),
                    [dict(zip(KEY, key, strict=True)) | NOTHING for key in keys],
                )
                before = await _read(connection, keys, lock=True)
                after = dict(before)
                for wanted in waiting:
                    _count(wanted, after)
                changed = [_row(key, after[key]) for key in keys if after[key] != before[key]]
                if changed:
                    await connection.execute(UPDATE, changed)

    async def spent(self, day: str, scope: Scope, key: str) -> Spent:
        async with self._engine.connect() as connection:
            found = await _read(connection, [(day, scope, key)])
        return found.get((day, scope, key), Spent())

    async def pace(self, platform: Platform, channel: str, since: float) -> Pace:
        """How a channel has been going since then (Unix seconds): answers an hour while there
        were any; and what an answer of a model came to, wherever it was given."""
        here = (TURN.c.platform == platform, TURN.c.at >= since)
        whole = channel.partition("/")[0]
        there = (TURN.c.channel == whole) | TURN.c.channel.startswith(f"{whole}/", autoescape=True)
        hours = func.count(func.distinct(floor(TURN.c.at / HOUR)))
        written = (TURN.c.at >= since, TURN.c.tokens_out > 0)
        means = select(
            *(cast(func.avg(column), Float) for column in (TURN.c.tokens_in, TURN.c.tokens_out))
        ).where(*written)
        async with self._engine.connect() as connection:
            turns, active = (
                await connection.execute(select(func.count(), hours).where(*here, there))
            ).one()
            tokens_in, tokens_out = (await connection.execute(means)).one()
        return Pace(turns / active if active else 0.0, tokens_in or 0.0, tokens_out or 0.0)


def _count(wanted: _Wanted, spent: dict[Key, Spent]) -> None:
    """Count in `spent` what is wanted, if no cap forbids it."""
    accounts = dict(zip(wanted.rows(), wanted.accounts, strict=True))
    if wanted.checked:
        over = (a for key, a in accounts.items() if not passes(spent[key], wanted.more, a.cap))
        wanted.over = next(over, None)
    if wanted.over is None:
        for key in accounts:
            spent[key] += wanted.more


async def _read(
    connection: AsyncConnection, keys: Sequence[Key], lock: bool = False
) -> dict[Key, Spent]:
    """What there is of `keys`; with `lock`, nobody else changes it before the transaction ends."""
    table = SPENDING.c
    columns = (table.day, table.scope, table.key, table.tokens_in, table.tokens_out, table.microwon)
    one = tuple_(table.day, table.scope, table.key)
    statement = select(*columns).where(one.in_(keys)).order_by(*one)
    if lock:
        statement = statement.with_for_update()
    rows = (await connection.execute(statement)).all()
    return {(row[0], row[1], row[2]): Spent(*row[3:]) for row in rows}


def _row(key: Key, spent: Spent) -> dict[str, object]:
    row = dict(zip(KEY, key, strict=True))
    values = (spent.tokens_in, spent.tokens_out, spent.microwon)
    return {f"b_{name}": value for name, value in row.items()} | dict(
        zip(NOTHING, values, strict=True)
    )


KEY = ("day", "scope", "key")
NOTHING = {"tokens_in": 0, "tokens_out": 0, "microwon": 0}
UPDATE = update(SPENDING).where(*(SPENDING.c[name] == bindparam(f"b_{name}") for name in KEY))
