"""The database's files."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import open_database
from storage.dialect import purge
from tests.storage.rows import fill


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that others may read, for a user whose files they may read."""
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
async def test_only_the_owner_may_read_it(open_folder: Path) -> None:
    async with open_database(open_folder / "lovelm.db") as engine, engine.begin() as connection:
        await connection.execute(text("CREATE TABLE more (a)"))
        assert modes(open_folder) == dict.fromkeys(
            ("lovelm.db", "lovelm.db-wal", "lovelm.db-shm", "lovelm.db.lock"), 0o600
        )


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
async def test_an_older_one_is_taken_back_from_others(open_folder: Path) -> None:
    path = open_folder / "lovelm.db"
    async with open_database(path):
        pass
    path.chmod(0o644)
    async with open_database(path) as engine, engine.begin() as connection:
        await connection.execute(text("CREATE TABLE more (a)"))
        assert set(modes(open_folder).values()) == {0o600}


async def test_a_large_file_is_written_anew_in_the_night_only(tmp_path: Path) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        await fill(engine, 2_000)
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM chat"))
        await purge(engine, most=1.0)
        assert await free(engine) > 0
        assert (tmp_path / "test.db-wal").stat().st_size == 0
        await purge(engine)
        assert await free(engine) == 0


async def free(engine: AsyncEngine) -> int:
    """Pages of the file that nothing is in."""
    async with engine.connect() as connection:
        count: int = (await connection.execute(text("PRAGMA freelist_count"))).scalar_one()
        return count


def modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
