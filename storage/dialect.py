"""What SQLite and PostgreSQL do each in their own way, under one name."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from math import inf
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Float, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage import postgres
from storage.exclusive import exclusive

Bind = AsyncEngine | AsyncConnection


def insert(bind: Bind, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what is done `on_conflict`."""
    return postgresql.insert(table) if _postgres(bind) else sqlite.insert(table)


def _postgres(bind: Bind) -> bool:
    return bind.dialect.name == "postgresql"


class holds(FunctionElement[bool]):
    """Whether a column of bytes holds these bytes."""

    type = Boolean()
    inherit_cache = True


class floor(FunctionElement[float]):
    """The whole number below one that is not negative."""

    type = Float()
    inherit_cache = True


@compiles(holds, "sqlite")
def _(element: holds, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)}) > 0"


@compiles(holds, "postgresql")
def _(element: holds, compiler: Any, **options: Any) -> str:
    within, part = (compiler.process(one, **options) for one in element.clauses)
    return f"position({part} in {within}) > 0"


@compiles(floor, "sqlite")
def _(element: floor, compiler: Any, **options: Any) -> str:
    # Not every SQLite has been built with floor().
    return f"CAST({compiler.process(element.clauses, **options)} AS INTEGER)"


@compiles(floor, "postgresql")
def _(element: floor, compiler: Any, **options: Any) -> str:
    return f"floor({compiler.process(element.clauses, **options)})"


def by_bytes(bind: Bind, column: ColumnElement[str]) -> ColumnElement[str]:
    """`column` to be ordered by, as Python's `sorted` does; a server's language may have another
    order, and rows that two processes lock in two orders make them wait for each other."""
    return column.collate("C" if _postgres(bind) else "BINARY")


async def one_by_one(connection: AsyncConnection, name: str) -> None:
    """Whoever says the same `name` waits until this transaction ends, in any process. It comes
    first in a transaction that reads what it will write."""
    await connection.execute(text(ONE_BY_ONE[connection.dialect.name]), {"name": name})


async def write_first(connection: AsyncConnection) -> None:
    """It comes first in a transaction that reads rows, locked, which it will write: in a file
    only who begins as a writer may."""
    if not _postgres(connection):
        await connection.execute(text("BEGIN IMMEDIATE"))


def alone(engine: AsyncEngine, locks: Path, name: str) -> AbstractAsyncContextManager[None]:
    """While held, nobody else holds `name`, in this process or another; it goes with a process
    that dies. Processes on a file share this machine's folder `locks`."""
    if _postgres(engine):
        return postgres.alone(engine, name)
    return exclusive(locks / f"{name}.lock")


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that reads everything as it is at its first statement, however long it takes;
    others go on writing."""
    async with engine.connect() as connection:
        for statement in SNAPSHOT[engine.dialect.name]:
            await connection.execute(text(statement))
        yield connection


async def write_alone(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    """Nobody else reads or writes `tables` until this transaction ends, however long it takes.
    It comes after `one_by_one`, which is all that a file needs."""
    if _postgres(connection):
        await connection.execute(text(PATIENT))
        names = ", ".join(f'"{table.name}"' for table in tables)
        await connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


async def purge(engine: AsyncEngine, most: float = inf) -> None:
    """Let go of what was deleted or overwritten and is still in the database's files. A file is
    written anew for that, which nobody else can write to meanwhile, and only one of at most
    `most` bytes."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if _postgres(connection) or await _size(connection) <= most:
            await connection.execute(text("VACUUM"))
        if not _postgres(connection):
            # The log holds what was written until it is merged; a reader that is at work may
            # keep it from that for now.
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


async def _size(connection: AsyncConnection) -> float:
    """Of the database's file, in bytes."""
    pages, bytes = [
        (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
        for name in ("page_count", "page_size")
    ]
    return float(pages * bytes)


# Bytes of a database that can be written anew while a stream goes on: about a second. Larger ones
# are every night.
AT_ONCE: Final = 64 << 20
ONE_BY_ONE: Final = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))",
}
# Its own limit is for a process that was stopped, not for a slow disk.
PATIENT: Final = "SET LOCAL idle_in_transaction_session_timeout = 0"
SNAPSHOT: Final = {
    "sqlite": ("BEGIN",),
    "postgresql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", PATIENT),
}
