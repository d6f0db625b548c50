"""Everything that is kept, into one file and back, on either kind of database."""

import gzip
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel

from core.errors import BadInput, ConfigError
from core.gifts.gift import GiftState, WordState
from core.replies import Reply
from core.turns import State, Turn
from storage import postgres
from storage.backup_file import FORMAT, BackupReader, BackupWriter, Head, Manifest
from storage.care import CARE
from storage.credentials import CREDENTIAL
from storage.database import known, migrate, migrate_down, newest
from storage.dialect import insert, one_by_one, purge, snapshot, write_alone
from storage.donations import ASKED
from storage.forgotten import Row, forgotten_since, without
from storage.retention import DAY, KEPT
from storage.tables import CODE, DONATION, FORGOTTEN, INVITE, TURN

BATCH: Final = 1_000
# Tokens leave the database for nobody, nor does who disclosed a crisis; a code that was used once
# must not come back, nor an invitation that was revoked.
LEFT_OUT: Final = (CREDENTIAL, CARE, CODE, INVITE)
TABLES: Final = tuple(
    table
    for _, table in sorted(SQLModel.metadata.tables.items())
    if table.name not in {one.name for one in LEFT_OUT}
)
# Seconds before a backup within which somebody was perhaps still being forgotten.
SHORTLY: Final = 60.0
# Why a turn ended that a backup found unfinished.
RESTORED: Final = "restored"

# How many rows are done, of how many.
Tell = Callable[[int, int], object]


class Restored(Struct, frozen=True):
    """What was put back: `at` is when the backup was made (Unix seconds); `connected`: whether
    the database had tokens of its own, which it keeps."""

    rows: int
    at: float
    connected: bool


async def dump(engine: AsyncEngine, path: Path, now: float, tell: Tell) -> Manifest:
    """Write all tables, as they are at one moment, to `path`, which only its owner may read.
    Others go on writing meanwhile. Raises ConfigError when it cannot be read or written."""
    try:
        with _in_place(path) as out, gzip.GzipFile(fileobj=out, mode="wb", filename="") as file:
            writer = BackupWriter(file, Head(FORMAT, newest(), now))
            await _write(engine, writer, tell)
            return writer.end()
    except DBAPIError as error:
        raise _failed(path, "no backup was made", error) from None


async def _write(engine: AsyncEngine, writer: BackupWriter, tell: Tell) -> None:
    async with snapshot(engine) as connection:
        total = sum([await _count(connection, table) for table in TABLES])
        done = 0
        for table in TABLES:
            columns = {str(column.name): _kind(column) for column in table.c}
            with writer.table(str(table.name), columns) as into:
                found = await connection.stream(select(table))
                async for rows in found.partitions(BATCH):
                    into.add([_without_tokens(row._asdict()) for row in rows])
                    done += len(rows)
                    tell(done, total)


def _without_tokens(row: Row) -> tuple[Any, ...]:
    """The row's values. Whoever has the token of a Discord command can speak as the bot."""
    for name, kind in TOKENS.items():
        raw = row.get(name)
        # Only a key looks like this: in a viewer's words each quotation mark has a backslash.
        if isinstance(raw, bytes) and b'"token":"' in raw:
            known = msgspec.structs.replace(msgspec.json.decode(raw, type=kind), token=None)
            row[name] = msgspec.json.encode(known)
    return tuple(row.values())


async def restore(
    engine: AsyncEngine, path: Path, now: float, replace: bool, tell: Tell
) -> Restored:
    """Put back what `path` holds, all of it or nothing. Who asked to be forgotten since stays
    forgotten; tokens that the database has stay too. What was under way is said no more: since
    the backup it may have been.

    Raises BadInput for a file that is not whole, too old or from a newer version, and for a
    database that is not empty (unless it is to `replace` what is there) or in use; ConfigError
    when the database cannot be written.
    """
    backup = BackupReader(path)
    if not known(backup.head.revision):
        raise BadInput(f"{path} was made by a newer LoveLM; use that version")
    if now - backup.head.at > KEPT:
        raise BadInput(TOO_OLD.format(path, (now - backup.head.at) / DAY, KEPT / DAY))
    noted = _noted(backup)
    try:
        async with engine.begin() as connection:
            await one_by_one(connection, "migrations")
            await _make_room(connection, replace)
            gone = noted | await forgotten_since(connection, backup.head.at)
            await connection.run_sync(migrate_down, backup.head.revision)
            await _load(connection, backup, gone, tell)
            await connection.run_sync(migrate)
            await _settle(connection)
            connected = await _count(connection, CREDENTIAL) > 0
    except DBAPIError as error:
        raise _failed(path, "not restored, nothing is changed", error) from None
    try:
        await purge(engine)
    except DBAPIError as error:
        raise ConfigError(
            str(path), f"{UNPURGED} ({error.args[0]})", "start LoveLM: it purges every night"
        ) from None
    return Restored(backup.manifest.rows, backup.head.at, connected)


def _noted(backup: BackupReader) -> frozenset[str]:
    """Hashes of who was perhaps being forgotten while the backup was made."""
    since = backup.head.at - SHORTLY
    return frozenset(
        row["account"]
        for head, rows in backup.tables()
        for row in rows
        if head.name == FORGOTTEN.name and row["at"] > since
    )


async def _settle(connection: AsyncConnection) -> None:
    """End what the backup found under way."""
    for state, end in ENDS.items():
        ended = update(TURN).where(TURN.c.state == state).values(state=end, why=RESTORED)
        await connection.execute(ended)
    received = DONATION.c.state == GiftState.RECEIVED
    await connection.execute(update(DONATION).where(received).values(state=GiftState.CHECK))
    asked = DONATION.c.words.in_(ASKED)
    await connection.execute(update(DONATION).where(asked).values(words=WordState.HIDDEN))


async def _make_room(connection: AsyncConnection, replace: bool) -> None:
    """Lock the tables and empty them, if they may be. Who was forgotten is known afterwards too."""
    if connection.dialect.name == "postgresql" and await postgres.others(connection):
        raise BadInput("LoveLM is running on that database; stop it first")
    await write_alone(connection, SQLModel.metadata.tables.values())
    tables = [table for table in (*TABLES, CODE) if table is not FORGOTTEN]
    full = [table for table in tables if await _count(connection, table)]
    if full and not replace:
        names = ", ".join(table.name for table in full)
        raise BadInput(f"the database is not empty ({names}); --replace puts the backup in place")
    for table in full:
        await connection.execute(delete(table))


async def _load(
    connection: AsyncConnection, backup: BackupReader, gone: Collection[str], tell: Tell
) -> None:
    done, allowed = 0, {table.name for table in TABLES}
    for head, rows in backup.tables():
        if head.name not in allowed:
            raise BadInput(f"the backup has a table that LoveLM does not: {head.name}")
        columns = (Column(name, TYPES[kind]) for name, kind in head.columns.items())
        table = Table(head.name, MetaData(), *columns)
        statement = insert(connection, table)
        if head.name == FORGOTTEN.name:  # of that the database itself knows the newest
            statement = statement.on_conflict_do_nothing()
        for batch in _batches(rows):
            kept = [row for one in batch if (row := without(head.name, one, gone)) is not None]
            if kept:
                await connection.execute(statement, kept)
            done += len(batch)
            tell(done, backup.manifest.rows)


def _batches(rows: Iterator[Any]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


def _failed(path: Path, what: str, error: DBAPIError) -> ConfigError:
    return ConfigError(str(path), f"{what} ({error.args[0]})", "see the message, then try again")


def _kind(column: Column[Any]) -> str:
    type = column.type
    return KIND_OF[(type.impl_instance if isinstance(type, TypeDecorator) else type).python_type]


@contextmanager
def _in_place(path: Path) -> Iterator[IO[bytes]]:
    """Write beside, then put in place: what is cut off leaves no half backup."""
    try:
        file, name = tempfile.mkstemp(".part", f"{path.name}.", path.parent)
        try:
            with os.fdopen(file, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            str(path),
            f"cannot be written ({error.strerror})",
            "choose a folder you may write to, on a disk with room",
        ) from error


TOO_OLD: Final = (
    "{} is {:.1f} days old; after {:.0f} days nobody knows any more who asked to be forgotten since,"
    " and it would bring them back"
)
UNPURGED: Final = "restored, but what was there before is not purged from the database's files yet"
TOKENS: Final[dict[str, type[Turn] | type[Reply]]] = {"turn": Turn, "reply": Reply}
# Of what was being said nobody knows whether it was; the rest was said since, or is too old.
ENDS: Final = {
    State.ACCEPTED: State.DROPPED,
    State.ANSWERED: State.DROPPED,
    State.SAYING: State.UNKNOWN,
}
KIND_OF: Final = {bool: "boolean", bytes: "bytes", float: "real", int: "integer", str: "text"}
TYPES: Final[dict[str, Any]] = {
    "boolean": Boolean,
    "bytes": LargeBinary,
    "real": Float,
    "integer": BigInteger,
    "text": String,
}
