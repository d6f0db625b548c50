"""Forgets what has been kept long enough."""

from datetime import UTC, datetime
from math import inf

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.korea import KOREA
from core.ports import Clock
from core.spending.budget import Scope
from core.stories.story import StoryState
from core.viewers.memories import KEPT_FOR
from storage.dialect import purge
from storage.tables import (
    AUDIT,
    CHAT,
    DONATION,
    FORGOTTEN,
    MARK,
    MEMORY,
    SPENDING,
    STORY,
    STORY_LIKE,
    TURN,
)

DAY = 86_400.0
# How old a backup may be that is restored, so that nobody comes back who was forgotten since.
KEPT = 30 * DAY
# What managers did.
NOTED = 90 * DAY


class Keep(Struct, frozen=True, kw_only=True):
    """For how many seconds: `chat` with turns; `audit` is what managers did."""

    chat: float = KEPT
    donations: float = KEPT
    stories: float = KEPT_FOR
    audit: float = NOTED


class Retention:
    """What personas remember lives for half a year, days of spending and who was forgotten for
    thirty days, all else as long as it is to be kept; whose spending it was until the next day is
    over. Refused and withdrawn stories live for thirty days at most."""

    def __init__(self, engine: AsyncEngine, clock: Clock, keep: Keep | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._keep = keep or Keep()

    async def sweep(self, most: float = inf) -> None:
        """Delete what is older, for good; a file of more than `most` bytes keeps traces until the
        next sweep without a bound."""
        now, keep = self._clock(), self._keep
        before, chat = now - KEPT, now - keep.chat
        day = datetime.fromtimestamp(before, UTC).date().isoformat()
        yesterday = datetime.fromtimestamp(now - DAY, KOREA).date().isoformat()
        viewers = SPENDING.c.scope == Scope.VIEWER
        async with self._engine.begin() as connection:
            await connection.execute(delete(CHAT).where(CHAT.c.at < chat))
            await connection.execute(delete(AUDIT).where(AUDIT.c.at < now - keep.audit))
            await connection.execute(delete(FORGOTTEN).where(FORGOTTEN.c.at < before))
            await connection.execute(delete(DONATION).where(DONATION.c.at < now - keep.donations))
            # Of whom nothing is picked must be known as long as there is something to pick from.
            picked = now - max(keep.chat, keep.donations)
            await connection.execute(delete(MARK).where(MARK.c.at < picked))
            await connection.execute(delete(MEMORY).where(MEMORY.c.at < now - KEPT_FOR))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < day))
            await connection.execute(delete(SPENDING).where(SPENDING.c.day < yesterday, viewers))
            await connection.execute(delete(TURN).where(TURN.c.at < chat))
            await connection.execute(delete(STORY).where(_told_long_ago(now, keep.stories)))
            gone = STORY_LIKE.c.story.not_in(select(STORY.c.id))
            await connection.execute(delete(STORY_LIKE).where(gone))
        await purge(self._engine, most)


def _told_long_ago(now: float, keep: float) -> ColumnElement[bool]:
    """Stories whose time is over: of those that nobody will hear any more it comes sooner."""
    over = STORY.c.state.in_((StoryState.REFUSED, StoryState.WITHDRAWN))
    return (STORY.c.at < now - keep) | (over & (STORY.c.moved_at < now - min(KEPT, keep)))
