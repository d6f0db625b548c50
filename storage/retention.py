"""Forgets what has been kept long enough."""

from datetime import UTC, datetime

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import Clock
from storage.tables import CHAT, DONATION, SPENDING, TURN
from storage.turns import FINISHED

KEPT = 30 * 86_400.0


class Retention:
    """Chat, finished turns, donations and days of spending live for thirty days."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def sweep(self) -> None:
        """Delete what is older, then let the write-ahead log shrink."""
        before = self._clock() - KEPT
        day = datetime.fromtimestamp(before, UTC).date().isoformat()
        async with self._engine.begin() as connection:
            await connection.execute(delete(CHAT).where(CHAT.c.at < before))
            await connection.execute(delete(DONATION).where(DONATION.c.at < before))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < day))
            await connection.execute(
                delete(TURN).where(TURN.c.at < before, TURN.c.state.in_(FINISHED))
            )
        async with self._engine.connect() as connection:
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
