"""Whether a database that takes nothing is noticed soon, and costs nobody else anything."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bots.health import Readiness, checks
from storage.database import Target, open_database
from storage.postgres import address
from storage.writable import writable
from tests.postgres_server import serving


async def test_a_database_that_is_well_is_left_as_it_was(target: Target) -> None:
    async with open_database(target) as engine:
        for _ in range(3):
            await writable(engine)
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_a_locked_file_is_told_and_its_connection_stays_patient(tmp_path: Path) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        other = sqlite3.connect(tmp_path / "test.db")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await writable(engine)
        other.close()
        async with engine.connect() as connection:
            waits = await connection.execute(text("PRAGMA busy_timeout"))
            assert waits.scalar_one() == 30_000
        await writable(engine)


@pytest.mark.parametrize("begins", ["PRAGMA busy_timeout=1000", "BEGIN IMMEDIATE"])
async def test_who_stops_asking_leaves_its_connection_patient(tmp_path: Path, begins: str) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        asking = asyncio.create_task(writable(engine))

        @event.listens_for(engine.sync_engine, "after_cursor_execute")
        def stop(_1: object, _2: object, sql: str, *_3: object) -> None:
            if sql == begins:
                asking.cancel()

        await asyncio.wait({asking})
        assert asking.cancelled()
        async with engine.connect() as connection:
            waits = await connection.execute(text("PRAGMA busy_timeout"))
            assert waits.scalar_one() == 30_000


async def test_a_server_that_was_killed_is_told_and_so_is_its_return() -> None:
    with serving() as server:
        async with open_database(address(server.url(server.database()))) as engine:
            readiness = Readiness(checks(engine, {}))
            assert await readiness.parts() == {"database": "ok"}
            server.kill()
            async with asyncio.timeout(5.0):
                while (await readiness.parts())["database"] == "ok":
                    await asyncio.sleep(0.1)
            server.start()
            async with asyncio.timeout(5.0):
                while (await readiness.parts())["database"] != "ok":
                    await asyncio.sleep(0.1)
