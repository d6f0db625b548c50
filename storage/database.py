"""The database: opened, checked, migrated, closed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import ConfigError

MIGRATIONS = Path(__file__).parent / "migrations"
# WAL: readers never wait for the writer. FULL: a committed turn survives a power cut. Secure
# delete: of what is deleted or overwritten the file holds nothing any more.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
)


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[AsyncEngine]:
    """The SQLite database at `path`, migrated to the newest schema.

    Only its owner may read it. Raises ConfigError when the folder cannot be written or the
    file is no database.
    """
    try:
        _keep_private(path)
    except OSError as error:
        raise _broken(path, f"unable to open it: {error.strerror}") from error
    # An error names what was to be stored: viewers' words, which no log may hold.
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    try:
        try:
            async with engine.begin() as connection:
                await connection.run_sync(migrate)
                check = await connection.execute(text("PRAGMA quick_check"))
                verdict = check.scalar_one()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise _broken(path, error) from error
        if verdict != "ok":
            raise _broken(path, verdict)
        yield engine
    finally:
        # Cancellation must not leave the write-ahead log behind unmerged.
        await asyncio.shield(engine.dispose())


async def merge_log(engine: AsyncEngine) -> None:
    """Put what was written into the database's file and empty the write-ahead log, which holds
    what was deleted until then; a reader that is at work may keep it from that for now."""
    async with engine.connect() as connection:
        await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _keep_private(path: Path) -> None:
    """Mode 0600, before anything is in it; SQLite gives new -wal and -shm the file's mode."""
    path.touch(mode=0o600)
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if file.is_file():
            file.chmod(0o600)


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the schema to revision `to`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _broken(path: Path, reason: object) -> ConfigError:
    first = str(getattr(reason, "orig", reason)).splitlines()[0]
    if "unable to open" in first or "readonly" in first:
        return ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be written ({first})",
            "choose a folder you may write to",
        )
    return ConfigError(
        "LOVELM_DATA_DIR",
        f"{path} is not a usable database ({first})",
        f"move it away and start again (a new one is made): mv {path} {path}.broken",
    )
