"""Forgets what has been kept long enough."""

from datetime import UTC, datetime
from math import inf

from msgspec import Struct
from sqlalchemy import ColumnElement, Table, delete, select, tuple_
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
# Rows that are deleted at a time.
SOME = 2_000
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
        # Of whom nothing is picked must be known as long as there is something to pick from.
        picked = now - max(keep.chat, keep.donations)
        for table, over in (
            (CHAT, CHAT.c.at < chat),
            (AUDIT, AUDIT.c.at < now - keep.audit),
            (FORGOTTEN, FORGOTTEN.c.at < before),
            (DONATION, DONATION.c.at < now - keep.donations),
            (MARK, MARK.c.at < picked),
            (MEMORY, MEMORY.c.at < now - KEPT_FOR),
            (SPENDING, (SPENDING.c.day < day) | ((SPENDING.c.day < yesterday) & viewers)),
            (TURN, TURN.c.at < chat),
            (STORY, _told_long_ago(now, keep.stories)),
            (STORY_LIKE, STORY_LIKE.c.story.not_in(select(STORY.c.id))),
        ):
            await self._delete(table, over)
        await purge(self._engine, most)

    async def _delete(self, table: Table, over: ColumnElement[bool]) -> None:
        """Some at a time: whoever writes meanwhile waits for no more than that, even when a setting
        has just taken weeks away."""
        key = tuple_(*table.primary_key)
        some = delete(table).where(key.in_(select(*table.primary_key).where(over).limit(SOME)))
        gone = SOME
        while gone:
            async with self._engine.begin() as connection:
                gone = (await connection.execute(some)).rowcount


def _told_long_ago(now: float, keep: float) -> ColumnElement[bool]:
    """Stories whose time is over: of those that nobody will hear any more it comes sooner."""
    over = STORY.c.state.in_((StoryState.REFUSED, StoryState.WITHDRAWN))
    return (STORY.c.at < now - keep) | (over & (STORY.c.moved_at < now - min(KEPT, keep)))
