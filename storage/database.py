"""The database: opened, checked, migrated, closed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import ConfigError
from storage import postgres, sqlite
from storage.dialect import one_by_one
from storage.exclusive import exclusive

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"

# A file of SQLite, or the address of a PostgreSQL database.
Target = Path | URL


@asynccontextmanager
async def open_database(target: Target) -> AsyncIterator[AsyncEngine]:
    """The database at `target`, migrated to the newest schema; others may open it too.

    Of a file only its owner may read it. Raises ConfigError when it cannot be used.
    """
    engine = sqlite.engine_at(target) if isinstance(target, Path) else postgres.engine_at(target)
    try:
        try:
            async with _one_migrates(target), engine.begin() as connection:
                await one_by_one(connection, "migrations")
                await connection.run_sync(migrate)
            await _check(target, engine)
        except (DBAPIError, sqlite3.DatabaseError) as error:
            raise _broken(target, error) from (error if isinstance(target, Path) else None)
        yield engine
    finally:
        # Cancellation must not leave the write-ahead log behind unmerged.
        await asyncio.shield(engine.dispose())


def _one_migrates(target: Target) -> AbstractAsyncContextManager[None]:
    """Files are locked before SQLite opens them: making one is not safe in two processes."""
    if isinstance(target, Path):
        return exclusive(target.with_name(f"{target.name}.lock"))
    return nullcontext()


async def _check(target: Target, engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        if not isinstance(target, Path):
            return await postgres.check(connection)
        verdict = (await connection.execute(text(sqlite.CHECK))).scalar_one()
        if verdict != "ok":
            raise sqlite.broken(target, verdict)


def _broken(target: Target, error: Exception) -> ConfigError:
    if isinstance(target, Path):
        return sqlite.broken(target, error)
    assert isinstance(error, DBAPIError)
    return postgres.broken(target, error)


def migrate(connection: Connection, to: str | None = None) -> None:
    """Bring the schema up to revision `to`, or the newest. Raises ConfigError for one that a newer
    LoveLM made."""
    to = to or newest()
    there = revision(connection)
    if there is not None and not known(there):
        raise ConfigError(
            "database",
            f"was made by a newer LoveLM (revision {there})",
            "use that version, or restore a backup of this one",
        )
    if there != to:
        # Alembic takes memory for as long as the process runs, and mostly has nothing to do.
        from alembic import command

        command.upgrade(_config(connection), to)


def migrate_down(connection: Connection, to: str) -> None:
    """Bring the schema back to revision `to`."""
    from alembic import command

    command.downgrade(_config(connection), to)


def revision(connection: Connection) -> str | None:
    """The schema's; None of an empty database."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found


def known(revision: str) -> bool:
    """Whether this version has that revision of the schema."""
    return revision in _revisions()


def newest() -> str:
    """The revision that every open database has."""
    return max(_revisions())


def _revisions() -> set[str]:
    """Each file of the migrations begins with its revision."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*_*.py")}


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
