"""Forgets what has been kept long enough."""

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from core.budget import Scope
from core.memories import KEPT_FOR
from core.ports import Clock
from core.recollection import KOREA
from storage.dialect import purge
from storage.tables import CHAT, DONATION, FORGOTTEN, MEMORY, SPENDING, TURN

DAY = 86_400.0
KEPT = 30 * DAY


class Retention:
    """Chat, turns, donations, days of spending and who was forgotten live for thirty days,
    what personas remember for as long as it counts; whose spending it was until the next day is
    over."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def sweep(self) -> None:
        """Delete what is older, for good."""
        before = self._clock() - KEPT
        day = datetime.fromtimestamp(before, UTC).date().isoformat()
        yesterday = datetime.fromtimestamp(self._clock() - DAY, KOREA).date().isoformat()
        viewers = SPENDING.c.scope == Scope.VIEWER
        async with self._engine.begin() as connection:
            await connection.execute(delete(CHAT).where(CHAT.c.at < before))
            await connection.execute(delete(FORGOTTEN).where(FORGOTTEN.c.at < before))
            await connection.execute(delete(DONATION).where(DONATION.c.at < before))
            await connection.execute(delete(MEMORY).where(MEMORY.c.at < self._clock() - KEPT_FOR))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < day))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < yesterday, viewers))
            await connection.execute(delete(TURN).where(TURN.c.at < before))
        await purge(self._engine)
