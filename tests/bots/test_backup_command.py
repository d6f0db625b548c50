"""`lovelm backup` and `lovelm restore`, as an operator runs them."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from bots import cli, settings
from bots.data_lock import data_lock
from bots.database import open_ours
from bots.settings import data_folder
from storage.backup import TABLES
from tests.postgres_server import PostgresServer, postgres, postgres_database
from tests.storage.rows import Rows, everything, fill

__all__ = ["postgres", "postgres_database"]

# Three in each table.
ROWS = 3 * len(TABLES)


def ours(work: Callable[..., object]) -> object:
    """What `work` says of the database that is set."""
    options = settings.load()

    async def use() -> object:
        async with open_ours(options, data_folder(options)) as engine:
            return await work(engine)  # type: ignore[misc]

    return asyncio.run(use())


def rows() -> Rows:
    found = ours(everything)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def url(postgres: PostgresServer, postgres_database: URL) -> str:
    assert postgres_database.database is not None
    return postgres.url(postgres_database.database)


def test_from_a_file_to_postgres_and_back(
    own_folder: Path, url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    postgres: PostgresServer,
) -> None:  # fmt: skip
    ours(fill)
    assert cli.main(["backup", "a.backup"]) == 0
    assert f"a.backup: {ROWS} rows (audit 3, channel_setting 3," in capfd.readouterr().out
    before = rows()
    monkeypatch.setenv("LOVELM_DATABASE_URL", url)
    assert cli.main(["restore", "a.backup"]) == 0
    out = capfd.readouterr()
    assert f"restored: {ROWS} rows, as of 20" in out.out
    assert "lovelm connect" in out.out
    assert f"{ROWS}/{ROWS} rows" in out.err
    after = rows()
    assert after == before | {"credential": [], "care": [], "code": [], "invite": []}
    assert cli.main(["restore", "a.backup"]) == 2
    assert "--replace" in capfd.readouterr().err
    assert cli.main(["backup", "b.backup"]) == 0
    monkeypatch.delenv("LOVELM_DATABASE_URL")
    assert cli.main(["restore", "b.backup", "--replace"]) == 0
    out = capfd.readouterr()
    assert "tokens that were in the database are still there" in out.out
    assert rows() == before | {"code": []}
    assert postgres.password not in out.out + out.err


def test_nothing_is_restored_under_a_running_lovelm(
    own_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["backup", "a.backup"]) == 0
    with data_lock(data_folder(settings.load())):
        assert cli.main(["backup", "b.backup"]) == 0
        assert cli.main(["restore", "a.backup", "--replace"]) == 2
    assert f"in use by another LoveLM, process {os.getpid()}" in capfd.readouterr().err


def test_rubbish_is_named_on_one_line(own_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (own_folder / "rubbish").write_bytes(b"rubbish")
    assert cli.main(["restore", "rubbish"]) == 2
    assert capfd.readouterr().err == "lovelm: rubbish is no backup of LoveLM\n"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:planted@h/d", "must begin with postgresql://"),
        ("postgresql://u:planted@127.0.0.1:1/d", "refused"),
        ("postgresql://u:pl@nted@h/d", "%40"),
    ],
)
def test_a_wrong_address_ends_it_at_once(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    url: str, why: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("LOVELM_DATABASE_URL", url)
    began = time.monotonic()
    assert cli.main(["backup", "a"]) == 2
    assert time.monotonic() - began < 2.0
    error = capfd.readouterr().err
    assert error.startswith("lovelm: LOVELM_DATABASE_URL: ")
    assert why in error
    assert "  fix: " in error
    assert "nted" not in error
    assert not (own_folder / "a").exists()


def test_the_server_uses_what_is_set(
    own_folder: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOVELM_DATABASE_URL", url)

    async def insert(engine: object) -> None:
        async with engine.begin() as connection:  # type: ignore[attr-defined]
            assert connection.dialect.name == "postgresql"
            await connection.execute(text("INSERT INTO identity VALUES ('v', 'p', 0)"))

    ours(insert)
    assert rows()["identity"] == [("v", "p", 0.0)]
    assert not list((own_folder / "data").glob("*.db"))
