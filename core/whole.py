"""Work that is done to its end, whatever happens to the one who waits for it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# A stop takes twenty seconds at most, whatever it waits for.
PATIENCE = 12.0
# Seconds that it gives each part for what is left to be done.
STOPS_WITHIN = 3.0

log = logging.getLogger(__name__)


async def at_the_end(work: Coroutine[Any, Any, object], **left: int) -> None:
    """Do what is left to be done, when the process stops. That neither fails nor waits longer than
    STOPS_WITHIN, for a database that is away or silent: a log line tells of what so many are
    `left`."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=STOPS_WITHIN)
    if not task.done():  # what cannot be broken off goes on alone
        task.cancel()
        log.warning("left at the stop", extra={"left": left})
    elif error := task.exception():
        log.error("failed at the stop", extra={"left": left}, exc_info=error)


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`. A cancelled caller waits until it has ended, PATIENCE at most.

    A commit or a message half sent when the process stops would leave behind what nobody
    can know: whether it happened.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            await asyncio.wait({task}, timeout=PATIENCE)
        raise
