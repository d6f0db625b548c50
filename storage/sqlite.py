"""SQLite: one file beside the other data, private to its owner."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import ConfigError

# WAL: readers never wait for the writer; writers wait for each other, and for a file that is
# written anew in the night. FULL: a committed turn survives a power cut. Secure delete: what is
# deleted or overwritten is gone from its place, though not from where a page was before it was
# split: that is what `storage.dialect.purge` is for.
PRAGMAS: Final = (
    "busy_timeout=30000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
CHECK: Final = "PRAGMA quick_check"


def engine_at(path: Path) -> AsyncEngine:
    """The database file at `path`, made if need be. Raises ConfigError when it cannot be."""
    try:
        _keep_private(path)
    except OSError as error:
        raise broken(path, f"unable to open it: {error.strerror}") from error
    # An error names what was to be stored: viewers' words, which no log may hold.
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    return engine


def _keep_private(path: Path) -> None:
    """Mode 0600, before anything is in it; SQLite gives new -wal and -shm the file's mode."""
    path.touch(mode=0o600)
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if file.is_file():
            file.chmod(0o600)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def broken(path: Path, reason: object) -> ConfigError:
    """What is wrong with the file, worded for operators."""
    first = str(getattr(reason, "orig", reason)).splitlines()[0]
    if "unable to open" in first or "readonly" in first:
        return ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be written ({first})",
            "choose a folder you may write to",
        )
    if "is full" in first or "I/O error" in first:
        return ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be written ({first})",
            "make room on its disk (df -h), or look whether the disk fails; what is in it stays",
        )
    return ConfigError(
        "LOVELM_DATA_DIR",
        f"{path} is not a usable database ({first})",
        f"move it away and start again (a new one is made): mv {path} {path}.broken",
    )
