"""Which database this installation has."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.data_lock import data_lock
from bots.settings import Role, Settings
from core.errors import ConfigError
from storage.claim import claimed
from storage.database import Target, open_database
from storage.postgres import address


def target(settings: Settings, folder: Path) -> Target:
    """The PostgreSQL database that is set, or the file in the data folder. Raises ConfigError."""
    url = settings.database_url.get_secret_value()
    return address(url) if url else folder / "lovelm.db"


def served(settings: Settings) -> bool:
    """Whether a server keeps it. Raises ConfigError where several processes would need one."""
    server = bool(settings.database_url.get_secret_value())
    if settings.shared and not server:
        raise ConfigError(
            "LOVELM_DATABASE_URL",
            "is missing although LOVELM_REDIS_URL is set: several processes share no file",
            "set it to a PostgreSQL database, or remove LOVELM_REDIS_URL to run one process",
        )
    return server


def open_ours(settings: Settings, folder: Path) -> AbstractAsyncContextManager[AsyncEngine]:
    """It, open and migrated; others may have it open too."""
    return open_database(target(settings, folder))


@asynccontextmanager
async def open_running(settings: Settings, folder: Path) -> AsyncIterator[AsyncEngine]:
    """It, for a process that runs on it: alone, since a second would say what is on its way in the
    first once more, or as one of those that Redis joins. Raises ConfigError where it may not; also
    later, having cancelled what runs, where another took its place while PostgreSQL was away."""
    server = served(settings)
    with nullcontext() if settings.shared else data_lock(folder):
        async with open_ours(settings, folder) as database:
            once = [role for role in settings.roles if role in ONCE]
            async with claimed(database, not settings.shared, once) if server else nullcontext():
                yield database


def shown(settings: Settings, folder: Path) -> str:
    """Where it is, for people; no user, no password."""
    where = target(settings, folder)
    return (
        str(where)
        if isinstance(where, Path)
        else f"{where.host or 'local socket'}/{where.database}"
    )


# Nobody could tell two of these apart: one room, one clock.
ONCE = (Role.WEB, Role.JOBS)
