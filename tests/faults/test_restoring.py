"""Schema and backups in the table: what is stored outlives both."""

import time
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.backup import dump, restore
from storage.database import Target, open_database
from storage.tables import CHAT
from tests.faults.report import RowOf, Times
from tests.postgres_server import postgres, postgres_database
from tests.storage.conftest import target
from tests.storage.rows import everything, fill
from tests.storage.test_backup import elsewhere
from tests.storage.test_migrations import test_down_and_up_keeps_every_row_of_every_table as moved

__all__ = ["elsewhere", "postgres", "postgres_database", "target"]

NOW = 1_800_000_000.0
ALLOWED = 300.0
BATCH = 10_000


def kind(where: Target) -> str:
    return "SQLite" if isinstance(where, Path) else "PostgreSQL"


async def test_down_and_up(row: RowOf, target: Target) -> None:
    with row(18, f"migrations up, down, up: {kind(target)}", "equal rows") as found:
        await moved(target)
        found.figure = "every revision there and back, every row equal"


async def chatter(engine: AsyncEngine, lines: int) -> None:
    """As many chat lines as a very large channel writes in a month."""
    async with engine.begin() as connection:
        for first in range(0, lines, BATCH):
            made = [
                {
                    "id": f"twitch:{number:032x}", "platform": "twitch", "channel": "1337",
                    "viewer": f"twitch:{number % 5_000}", "kind": "chat", "at": NOW + number,
                    "text": f"오늘 방송 진짜 재밌다 {number}", "amount": 0,
                }
                for number in range(first, min(lines, first + BATCH))
            ]  # fmt: skip
            await connection.execute(insert(CHAT), made)


async def test_a_backup_comes_back(
    row: RowOf, times: Times, target: Target, elsewhere: Target, tmp_path: Path
) -> None:
    lines = times(5_000, 2_500_000)
    fault = f"backup, then restore: {kind(target)} to {kind(elsewhere)}"
    with row(18, fault, "equal rows, restore ≤ 5 min") as found:
        file = tmp_path / "a.backup"
        async with open_database(target) as engine:
            await fill(engine)
            await chatter(engine, lines)
            before = time.monotonic()
            made = await dump(engine, file, NOW, lambda *_: None)
            dumped = time.monotonic() - before
        async with open_database(elsewhere) as other:
            before = time.monotonic()
            done = await restore(other, file, NOW, False, lambda *_: None)
            took = time.monotonic() - before
            size = file.stat().st_size / 1e6
            found.figure = (
                f"{done.rows:,} rows ({size:.1f} MB): backup {dumped:.0f} s, restore {took:.0f} s"
            )
            assert done.rows == sum(table.rows for table in made.tables.values())
            async with other.connect() as connection:
                rows = await connection.scalar(select(func.count()).select_from(CHAT))
            assert rows == lines + 3
            assert took <= ALLOWED
            if lines < 100_000:
                async with open_database(target) as engine:
                    there, here = await everything(engine), await everything(other)
                for name in made.tables:
                    assert here[name] == there[name], name
