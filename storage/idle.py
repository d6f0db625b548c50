"""What was said unasked."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.labels import Platform
from core.replies import Part
from core.turns import UNASKED, Turn
from storage.tables import TURN


class SqlAired:
    """Reads the turns that nobody asked for."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def since(self, platform: Platform, channel: str, at: float) -> list[tuple[Part, ...]]:
        """What was said, or was to be, from `at` on (Unix seconds), oldest first."""
        mine = TURN.c.id.startswith(UNASKED, autoescape=True)
        statement = (
            select(TURN.c.turn)
            .where(TURN.c.platform == platform, TURN.c.channel == channel, TURN.c.at >= at, mine)
            .order_by(TURN.c.at)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).scalars().all()
        return [turn.script for turn in map(_decode, rows) if turn.script]


_decode = msgspec.json.Decoder(Turn).decode
