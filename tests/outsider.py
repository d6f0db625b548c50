"""Another program's hand on a SQLite file that the application has open."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Outsider:
    """Its statements wait for the file in a thread.

    On the event loop they would wait for a transaction whose next statement needs that loop.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(
            path, timeout=30.0, isolation_level=None, check_same_thread=False
        )

    async def __call__(self, sql: str) -> None:
        await asyncio.to_thread(self.connection.execute, sql)


@asynccontextmanager
async def outsider(path: Path) -> AsyncIterator[Outsider]:
    other = Outsider(path)
    try:
        yield other
    finally:
        other.connection.close()
