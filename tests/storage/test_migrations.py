"""The schema, up and down on both databases, by one process at a time."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, inspect, text
from sqlmodel import SQLModel

from core.errors import ConfigError
from storage import postgres, sqlite
from storage.database import Target, migrate, migrate_down, newest, open_database, revision
from storage.dialect import one_by_one
from storage.exclusive import exclusive
from storage.postgres import address
from tests.postgres_server import PostgresServer
from tests.storage.rows import Rows, everything, fill
from tests.storage.test_credentials import ROOT, written

# Which tables and columns a step down takes away with what is in them.
LOST = {
    "0012": {"donation": ("words",)},
    "0011": {"care": ()},
    "0010": {"mark": ()},
    "0009": {"donation": ("turn", "words")},
    "0008": {"story": (), "story_like": ()},
    "0007": {"audit": (), "invite": ()},
    "0006": {"forgotten": ()},
    "0005": {"memory": (), "viewer_choice": ()},
    "0004": {
        "spending": (),
        "turn": ("model", "tokens_in", "tokens_out", "microwon", "first_audio"),
    },
    "0003": {"film_feedback": ()},
    "0002": {"credential": ()},
}


async def test_they_make_what_the_models_say(target: Target) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with open_database(target) as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_down_and_up_keeps_every_row_of_every_table(target: Target) -> None:
    async with open_database(target) as engine:
        await fill_narrow(engine)
        before = await everything(engine)
        lost: dict[str, tuple[str, ...]] = {}
        for step, gone in LOST.items():
            lost |= gone
            async with engine.begin() as connection:
                await connection.run_sync(migrate_down, step)
            async with engine.begin() as connection:
                await connection.run_sync(migrate)
                assert await connection.run_sync(revision) == newest()
            assert without(await everything(engine), lost) == without(before, lost)
        async with engine.begin() as connection:
            await connection.run_sync(migrate_down, "base")
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        assert not any((await everything(engine)).values())


async def fill_narrow(engine: object) -> None:
    """Rows whose amounts an older schema can hold."""
    await fill(engine)  # type: ignore[arg-type]
    async with engine.begin() as connection:  # type: ignore[attr-defined]
        for table in ("chat", "donation"):
            await connection.execute(text(f"UPDATE {table} SET amount = 2147483647"))


def without(rows: Rows, lost: dict[str, tuple[str, ...]]) -> Rows:
    """`rows` without what was lost on the way down."""
    kept: Rows = {}
    for name, table in SQLModel.metadata.tables.items():
        columns = lost.get(name)
        if columns == ():
            continue
        places = [n for n, c in enumerate(table.c) if c.name not in (columns or ())]
        kept[name] = [tuple(row[place] for place in places) for row in rows[name]]
    return kept


PROGRAM = """
import asyncio, pathlib, sys
from sqlalchemy import text
from storage.database import open_database
from storage.dialect import one_by_one
from storage.exclusive import exclusive
from storage.postgres import address

async def main(where):
    print("ready", flush=True)
    sys.stdin.readline()
    target = address(where) if where.startswith("postgresql:") else pathlib.Path(where)
    async def start(number):
        async with open_database(target) as engine, engine.begin() as connection:
            mine = {"id": f"{sys.argv[2]} {number}"}
            await connection.execute(text("INSERT INTO identity VALUES (:id, 'p', 0)"), mine)

    await asyncio.gather(start(1), start(2))

asyncio.run(main(sys.argv[1]))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """A database that was never migrated."""
    if request.param == "sqlite":
        return tmp_path / "new.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return address(server.url(server.database()))


async def test_two_processes_that_start_twice_at_once_all_start(bare: Target) -> None:
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, written(bare), str(number),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for number in range(2)
    ]  # fmt: skip
    for process in started:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    for process in started:
        await process.communicate(b"go\n")
    assert [process.returncode for process in started] == [0, 0]
    async with open_database(bare) as engine:
        assert len((await everything(engine))["identity"]) == 4


async def test_a_migration_that_is_cut_off_is_none(
    bare: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All steps are one transaction."""

    def cut(connection: Connection) -> None:
        migrate(connection, "0004")
        raise KeyboardInterrupt

    async def start() -> None:
        async with open_database(bare):
            pass

    with monkeypatch.context() as patched:
        patched.setattr("storage.database.migrate", cut)
        with pytest.raises(KeyboardInterrupt):
            await start()
    engine = sqlite.engine_at(bare) if isinstance(bare, Path) else postgres.engine_at(bare)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda inner: inspect(inner).get_table_names())
    await engine.dispose()
    assert tables == []
    await start()


async def test_who_starts_waits_for_who_migrates(bare: Target) -> None:
    async def start() -> None:
        async with open_database(bare):
            pass

    async with AsyncExitStack() as held:
        if isinstance(bare, Path):
            await held.enter_async_context(exclusive(bare.with_name(f"{bare.name}.lock")))
        else:
            engine = postgres.engine_at(bare, pooled=False)
            connection = await held.enter_async_context(engine.begin())
            await one_by_one(connection, "migrations")
        starting = asyncio.create_task(start())
        await asyncio.wait({starting}, timeout=0.4)
        assert not starting.done()
    async with asyncio.timeout(10.0):
        await starting


async def test_a_newer_database_is_left_alone(target: Target) -> None:
    async with open_database(target) as engine, engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="newer LoveLM") as error:
        async with open_database(target):
            pass
    assert isinstance(target, URL) or "backup" in error.value.fix
