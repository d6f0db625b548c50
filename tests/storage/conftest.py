"""What is kept is tested on both kinds of database."""

from pathlib import Path

import pytest

from storage.database import Target
from tests.postgres_server import postgres, postgres_database

__all__ = ["postgres", "postgres_database"]


@pytest.fixture(params=["sqlite", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """A database that nothing is in."""
    if request.param == "sqlite":
        return tmp_path / "test.db"
    found: Target = request.getfixturevalue("postgres_database")
    return found
