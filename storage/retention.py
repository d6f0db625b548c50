"""Forgets what has been kept long enough."""

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from core.memories import KEPT_FOR
from core.ports import Clock
from storage.database import merge_log
from storage.tables import CHAT, DONATION, MEMORY, SPENDING, TURN
from storage.turns import FINISHED

KEPT = 30 * 86_400.0


class Retention:
    """Chat, finished turns, donations and days of spending live for thirty days, what personas
    remember for as long as it counts."""

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
            await connection.execute(delete(MEMORY).where(MEMORY.c.at < self._clock() - KEPT_FOR))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < day))
            await connection.execute(
                delete(TURN).where(TURN.c.at < before, TURN.c.state.in_(FINISHED))
            )
        await merge_log(self._engine)
