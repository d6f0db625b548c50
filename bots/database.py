"""Which database this installation has."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.settings import Settings
from storage import postgres
from storage.database import Target, open_database
from storage.postgres import address


def target(settings: Settings, folder: Path) -> Target:
    """The PostgreSQL database that is set, or the file in the data folder. Raises ConfigError."""
    url = settings.database_url.get_secret_value()
    return address(url) if url else folder / "lovelm.db"


def open_ours(settings: Settings, folder: Path) -> AbstractAsyncContextManager[AsyncEngine]:
    """It, open and migrated; others may have it open too."""
    return open_database(target(settings, folder))


@asynccontextmanager
async def open_alone(settings: Settings, folder: Path) -> AsyncIterator[AsyncEngine]:
    """It, for the one process that runs on it: a second would say what is on its way in the first
    once more. A file's process holds its folder. Raises ConfigError where another runs."""
    async with open_ours(settings, folder) as database:
        server = database.dialect.name == "postgresql"
        async with postgres.only(database) if server else nullcontext():
            yield database


def shown(settings: Settings, folder: Path) -> str:
    """Where it is, for people; no user, no password."""
    where = target(settings, folder)
    return (
        str(where)
        if isinstance(where, Path)
        else f"{where.host or 'local socket'}/{where.database}"
    )
