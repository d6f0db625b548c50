"""Opens what accounts consented to, for the server and the commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bots.secret_keys import cipher
from bots.settings import Settings
from storage.credentials import SqlGrants
from storage.database import open_database

LOCKS = "locks"


@asynccontextmanager
async def open_grants(settings: Settings, folder: Path) -> AsyncIterator[SqlGrants]:
    """The grants of the data folder, sealed with the newest key. Another process may have them
    open too. Raises ConfigError for a bad key or database."""
    keys = cipher(settings, folder)
    async with open_database(folder / "lovelm.db") as database:
        grants = SqlGrants(database, keys, folder / LOCKS)
        await grants.reseal()
        yield grants
