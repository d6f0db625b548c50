"""A database, or who writes to it, killed at any moment: what was committed is there."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.turns import State
from storage.database import open_database
from storage.postgres import address
from storage.turns import SqlTurns
from tests.conftest import FakeClock, until
from tests.faults.report import RowOf, Times
from tests.faults.writer import writing
from tests.postgres_server import PostgresServer, serving
from tests.storage.test_turns import reply, turn

WRITES_WITHIN = 20.0


async def test_a_writer_to_sqlite_killed(tmp_path: Path, times: Times, row: RowOf) -> None:
    kills, luck = times(6, 200), random.Random(4)
    database, told = tmp_path / "lovelm.db", tmp_path / "told.txt"
    told.touch()
    with row(4, "SIGKILL SQLite's writer", "0 committed rows lost, integrity ok") as found:
        for _ in range(kills):
            before = told.stat().st_size
            process = writing(database, told)
            await until(lambda: told.stat().st_size > before, WRITES_WITHIN)  # noqa: B023
            await asyncio.sleep(luck.uniform(0.0, 0.2))
            process.kill()
            process.join()
            sound(database)
        lines = told.read_text("utf-8").split("\n")[:-1]
        committed = dict(line.split(" ")[::-1] for line in lines)
        connection = sqlite3.connect(database)
        kept = dict(connection.execute("SELECT id, state FROM turn"))
        connection.close()
        found.figure = f"{kills} kills, {len(lines):,} commits, {len(kept):,} rows"
        assert [id for id in committed if id not in kept] == []
        answered = [id for id, state in committed.items() if state == State.ANSWERED]
        assert {kept[id] for id in answered} == {State.ANSWERED}
        assert len(kept) > kills


def sound(database: Path) -> None:
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    with serving() as server:
        yield server


@dataclass
class Writer:
    """Writes turns until stopped, again and again what could not be written."""

    turns: SqlTurns
    accepted: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    failures: int = 0

    async def run(self, name: str) -> None:
        number = 0
        while True:
            number += 1
            mine = turn(f"{name}:{number}")
            await self._insist(lambda: self.turns.accept([mine]))  # noqa: B023 - awaited here
            self.accepted.append(mine.id)
            assert await self._insist(lambda: self.turns.answered(mine.id, reply(mine)))  # noqa: B023
            self.answered.append(mine.id)

    async def _insist(self, write: object) -> object:
        while True:
            try:
                return await write()  # type: ignore[operator]
            except DBAPIError:
                self.failures += 1
                await asyncio.sleep(0.02)


async def test_postgresql_killed(
    mortal: PostgresServer, clock: FakeClock, times: Times, row: RowOf
) -> None:
    kills, luck = times(3, 50), random.Random(5)
    with row(4, "SIGKILL PostgreSQL", "0 committed rows lost, indexes agree") as found:
        async with open_database(address(mortal.url("postgres"))) as engine:
            writer = Writer(SqlTurns(engine, clock))
            tasks = [asyncio.create_task(writer.run(str(number))) for number in range(8)]
            for _ in range(kills):
                had = len(writer.answered)
                await until(lambda: len(writer.answered) > had + 20)  # noqa: B023
                await asyncio.sleep(luck.uniform(0.0, 0.05))
                await asyncio.to_thread(mortal.kill)
                await asyncio.to_thread(mortal.start)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            unfinished = await SqlTurns(engine, clock).unfinished(0.0)
            kept = {one.id: state for one, state, _ in unfinished}
            async with engine.connect() as connection:
                indexed = await connection.execute(text("SELECT count(*) FROM turn WHERE at > 0"))
                assert indexed.scalar_one() == len(kept)
        commits = len(writer.accepted) + len(writer.answered)
        found.figure = f"{kills} kills, {commits:,} commits, {len(kept):,} rows"
        assert {*writer.accepted} <= kept.keys()
        assert {kept[id] for id in writer.answered} == {State.ANSWERED}
        assert writer.failures >= kills
