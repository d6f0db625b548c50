"""`lovelm migrate`, as a deployment runs it before anything else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots import cli
from storage.database import newest
from tests.postgres_server import PostgresServer, postgres

__all__ = ["postgres"]


@pytest.fixture
def bare(postgres: PostgresServer) -> Iterator[str]:
    """A database without a table."""
    name = postgres.database()
    yield name
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_file_is_brought_up_to_date_as_often_as_one_likes(
    own_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert cli.main(["migrate"]) == 0
        where = own_folder / "data/lovelm.db"
        assert capfd.readouterr().out == f"{where}: schema {newest()}\n"


def test_many_at_once_make_one_schema(
    own_folder: Path, postgres: PostgresServer, bare: str
) -> None:
    """A deployment may start its processes and a job beside them in any order."""
    url = postgres.url(bare)
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bots.cli", "migrate"],
            cwd=Path(__file__).parents[2],
            env=os.environ
            | {"LOVELM_DATABASE_URL": url, "LOVELM_DATA_DIR": str(own_folder / str(number))},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for process in started:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert out == f"127.0.0.1/{bare}: schema {newest()}\n"
    assert postgres.execute("SELECT version_num FROM alembic_version", bare) == [(newest(),)]


def test_what_is_wrong_is_told_with_its_fix(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    postgres: PostgresServer, bare: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("LOVELM_DATABASE_URL", postgres.url(bare))
    assert cli.main(["migrate"]) == 0
    postgres.execute("UPDATE alembic_version SET version_num = '9999'", bare)
    assert cli.main(["migrate"]) == 2
    error = capfd.readouterr().err
    assert "made by a newer LoveLM (revision 9999)" in error
    assert "  fix: " in error
    assert postgres.password not in error
