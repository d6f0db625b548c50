"""Which database this installation has."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.settings import Settings
from storage.database import Target, open_database
from storage.postgres import address


def target(settings: Settings, folder: Path) -> Target:
    """The PostgreSQL database that is set, or the file in the data folder. Raises ConfigError."""
    url = settings.database_url.get_secret_value()
    return address(url) if url else folder / "lovelm.db"


def open_ours(settings: Settings, folder: Path) -> AbstractAsyncContextManager[AsyncEngine]:
    """It, open and migrated; others may have it open too."""
    return open_database(target(settings, folder))


def shown(settings: Settings, folder: Path) -> str:
    """Where it is, for people; no user, no password."""
    where = target(settings, folder)
    return (
        str(where)
        if isinstance(where, Path)
        else f"{where.host or 'local socket'}/{where.database}"
    )
