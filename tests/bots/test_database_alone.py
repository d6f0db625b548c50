"""One process at a time runs on a database of PostgreSQL; others may read and write it."""

import pytest
from sqlalchemy import URL, text

from bots.database import open_alone, open_ours
from bots.settings import Settings, data_folder
from core.errors import ConfigError
from tests.postgres_server import PostgresServer, postgres, postgres_database

__all__ = ["postgres", "postgres_database"]


@pytest.fixture
def chosen(
    postgres: PostgresServer, postgres_database: URL, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    assert postgres_database.database is not None
    monkeypatch.setenv("LOVELM_DATABASE_URL", postgres.url(postgres_database.database))
    return Settings()


async def test_a_second_process_is_refused_until_the_first_has_ended(
    chosen: Settings, own_folder: object, postgres: PostgresServer
) -> None:
    folder = data_folder(chosen)
    async with open_alone(chosen, folder):
        with pytest.raises(ConfigError, match="one process a database") as error:
            async with open_alone(chosen, folder):
                pass
        assert error.value.key == "LOVELM_DATABASE_URL"
        assert postgres.password not in str(error.value)
        async with open_ours(chosen, folder) as database, database.connect() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    async with open_alone(chosen, folder):
        pass
