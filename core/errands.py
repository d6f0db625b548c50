"""Small work that a line in chat begins and that must wait for a database."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from core.meter import SILENT, Drop, Meter
from core.whole import at_the_end, whole

log = logging.getLogger(__name__)

HELD = 500
AT_ONCE = 4

Errand = Callable[[], Coroutine[Any, Any, None]]


class Errands:
    """Runs errands apart from the hot path, a few at a time; when full the newest is refused."""

    def __init__(self, meter: Meter = SILENT) -> None:
        self._meter = meter
        self._waiting: asyncio.Queue[Errand] = asyncio.Queue(HELD)

    def put(self, errand: Errand) -> bool:
        """Queue `errand`; never waits. False when too many wait already."""
        try:
            self._waiting.put_nowait(errand)
        except asyncio.QueueFull:
            log.warning("errand refused: too many wait")
            self._meter.dropped(Drop.ERRAND)
            return False
        return True

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting.qsize()

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(AT_ONCE):
                tasks.create_task(self._work(), name=f"errand {number}")

    async def _work(self) -> None:
        while True:
            await _done(await self._waiting.get())

    async def flush(self) -> None:
        """Run those that still wait, once nobody does any more; a stop waits so long at most."""
        await at_the_end(self._rest(), errands=self._waiting.qsize())

    async def _rest(self) -> None:
        while self._waiting.qsize():
            await _done(self._waiting.get_nowait())


async def _done(errand: Errand) -> None:
    """A stop waits for what was begun."""
    try:
        await whole(errand())
    except Exception:  # one that fails must not keep the others from running
        log.exception("errand failed")
