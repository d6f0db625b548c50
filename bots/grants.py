"""Opens what accounts consented to, for the server and the commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.database import open_ours
from bots.secret_keys import cipher
from bots.settings import Settings
from storage.credentials import SqlGrants

LOCKS = "locks"


@asynccontextmanager
async def open_grants(settings: Settings, folder: Path) -> AsyncIterator[SqlGrants]:
    """The grants of the data folder, sealed with the newest key. Another process may have them
    open too. Raises ConfigError for a bad key or database."""
    async with open_ours(settings, folder) as database:
        yield await grants_in(database, settings, folder)


async def grants_in(database: AsyncEngine, settings: Settings, folder: Path) -> SqlGrants:
    """The grants of a database that is open already. Raises ConfigError for a bad key."""
    grants = SqlGrants(database, cipher(settings, folder), folder / LOCKS)
    await grants.reseal()
    return grants
