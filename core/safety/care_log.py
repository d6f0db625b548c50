"""Who needs care, written down until the database has taken it."""

import asyncio
import logging
from collections import OrderedDict

from core.safety.aftercare import VIEWERS, Disclosed
from core.stores import CareStore
from core.whole import at_the_end

log = logging.getLogger(__name__)

RETRY_AFTER = 1.0


class CareLog:
    """What counts is what came last of each person; all that waits is in memory."""

    def __init__(self, store: CareStore) -> None:
        self._store = store
        self._waiting: OrderedDict[str, Disclosed | None] = OrderedDict()
        self._something = asyncio.Event()

    def keep(self, told: Disclosed) -> None:
        """A disclosure; never waits."""
        self._put(told.person, told)

    def drop(self, person: str) -> None:
        """It was none; never waits."""
        self._put(person, None)

    def _put(self, person: str, told: Disclosed | None) -> None:
        self._waiting[person] = told
        self._waiting.move_to_end(person)
        if len(self._waiting) > VIEWERS:
            self._waiting.popitem(last=False)
        self._something.set()

    async def run(self) -> None:
        """Run until cancelled."""
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                try:
                    await self._write()
                except Exception:  # a full disk: it is held here until it can be stored
                    log.exception("care not stored", extra={"waiting": len(self._waiting)})
                    await asyncio.sleep(RETRY_AFTER)

    async def flush(self) -> None:
        """Store what waits, at the end."""
        await at_the_end(self._write(), care=len(self._waiting))

    async def _write(self) -> None:
        while self._waiting:
            person, told = next(iter(self._waiting.items()))
            await (self._store.drop(person) if told is None else self._store.keep(told))
            if self._waiting.get(person) is told:
                self._waiting.pop(person, None)
