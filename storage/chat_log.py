"""What was said in chat, written behind in batches."""

import asyncio
import itertools
from collections import deque
from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from core.events import Event
from core.safety.masking import mask
from core.whole import at_the_end, whole
from storage.dialect import insert
from storage.tables import CHAT

HELD = 20_000
BATCH = 1_000
LONGEST = 600


class SqlChatLog:
    """Collects events at once and writes them together; at most HELD wait."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._held: deque[Event] = deque(maxlen=HELD)
        self.append = self._held.append
        # What is being written must not appear after its writer was forgotten.
        self._writing = asyncio.Lock()

    async def flush(self) -> None:
        """Write everything held, in batches."""
        async with self._writing:
            while events := list(itertools.islice(self._held, BATCH)):
                rows = await asyncio.to_thread(_rows, events)
                await whole(self._insert(rows))
                written = {event.id for event in events}
                while self._held and self._held[0].id in written:
                    self._held.popleft()

    async def close(self) -> None:
        """Write what is held, at the end."""
        await at_the_end(self.flush(), lines=len(self._held))

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete what these accounts said, written or not."""
        async with self._writing:
            kept = [event for event in self._held if event.viewer.id not in viewers]
            self._held.clear()
            self._held.extend(kept)
            await whole(self._delete(list(viewers)))

    async def _delete(self, viewers: list[str]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(CHAT).where(CHAT.c.viewer.in_(viewers)))

    async def _insert(self, rows: list[dict[str, object]]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(insert(connection, CHAT).on_conflict_do_nothing(), rows)


def _rows(events: list[Event]) -> list[dict[str, object]]:
    """The table's rows, personal data masked; off the loop, since masking takes its time."""
    return [
        {
            "id": event.id,
            "platform": event.platform,
            "channel": event.channel,
            "viewer": event.viewer.id,
            "kind": type(event).__name__,
            "at": event.at,
            "text": mask(event.text[:LONGEST]),
            "amount": getattr(event, "amount", 0),
        }
        for event in events
    ]
