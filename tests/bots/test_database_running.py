"""One process by itself runs on a database of PostgreSQL, or several that Redis joins."""

import pytest
from sqlalchemy import URL, text

from bots.database import open_ours, open_running
from bots.settings import Role, Settings, data_folder
from core.errors import ConfigError
from tests.postgres_server import PostgresServer, postgres, postgres_database

__all__ = ["postgres", "postgres_database"]

# Nothing connects to it here.
PASSWORD = "planted-9fQz"
REDIS = f"redis://:{PASSWORD}@127.0.0.1:1/0"


@pytest.fixture
def chosen(
    postgres: PostgresServer, postgres_database: URL, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    assert postgres_database.database is not None
    monkeypatch.setenv("LOVELM_DATABASE_URL", postgres.url(postgres_database.database))
    return Settings()


def joined(chosen: Settings, *roles: Role) -> Settings:
    return Settings(**chosen.model_dump() | {"roles": roles, "redis_url": REDIS, "PORT": 0})


async def refused(chosen: Settings, why: str, key: str) -> None:
    with pytest.raises(ConfigError, match=why) as error:
        async with open_running(chosen, data_folder(chosen)):
            pass
    assert error.value.key == key
    assert PASSWORD not in str(error.value)


async def test_a_second_process_is_refused_until_the_first_has_ended(
    chosen: Settings, own_folder: object
) -> None:
    folder = data_folder(chosen)
    other = Settings(**chosen.model_dump() | {"data_dir": folder / "other", "PORT": 0})
    async with open_running(chosen, folder):
        await refused(other, "Redis does not join", "LOVELM_DATABASE_URL")
        await refused(joined(chosen, Role.CHAT), "Redis does not join", "LOVELM_DATABASE_URL")
        async with open_ours(chosen, folder) as database, database.connect() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    async with open_running(other, data_folder(other)):
        pass


async def test_chat_and_engine_run_many_times_and_web_and_jobs_once(
    chosen: Settings, own_folder: object
) -> None:
    folder = data_folder(chosen)
    often, once = joined(chosen, Role.CHAT, Role.ENGINE), joined(chosen, Role.WEB, Role.JOBS)
    async with open_running(once, folder), open_running(often, folder):
        async with open_running(often, folder):
            await refused(joined(chosen, Role.ENGINE, Role.JOBS), "jobs already", "LOVELM_ROLES")
            await refused(chosen, "another LoveLM", "LOVELM_DATABASE_URL")
    async with open_running(once, folder):
        pass


async def test_several_processes_share_no_file(own_folder: object) -> None:
    several = Settings(redis_url=REDIS)  # type: ignore[arg-type]
    await refused(several, "share no file", "LOVELM_DATABASE_URL")
