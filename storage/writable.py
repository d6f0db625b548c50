"""Whether the database takes what is written, asked so that nobody has to wait for the answer."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


async def writable(engine: AsyncEngine) -> None:
    """Returns when it does. Raises DBAPIError within about a second when a file does not; a
    server that is silent is for the caller to time out."""
    first, asks, last = ASKED[engine.dialect.name]
    async with engine.connect() as connection:
        try:
            for statement in (*first, *asks):
                await connection.execute(text(statement))
        finally:
            await connection.rollback()
            for statement in last:
                await connection.execute(text(statement))


# A reader of SQLite sees nothing of a file that cannot be written, and who only takes the lock
# for writing nothing of a full disk, so a number that means nothing here is written as it was;
# the connection goes back to its pool as patient as it came.
ASKED: Final = {
    "sqlite": (
        ("PRAGMA busy_timeout=1000",),
        ("BEGIN IMMEDIATE", "PRAGMA user_version=0", "COMMIT"),
        ("PRAGMA busy_timeout=30000",),
    ),
    "postgresql": ((), ("SELECT pg_is_in_recovery()",), ()),
}
