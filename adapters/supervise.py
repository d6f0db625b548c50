"""Keeps a connection alive: runs it again for ever, slower after each failure."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from core.errors import AuthExpired

log = logging.getLogger(__name__)

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
STEADY_AFTER = 30.0


async def supervise(
    name: str,
    connect: Callable[[], Awaitable[None]],
    renewed: Callable[[], Awaitable[None]] | None = None,
    lost: Callable[[], object] = lambda: None,
) -> None:
    """Run `connect` again whenever it ends, with exponential backoff and full jitter.

    A connection that lasted STEADY_AFTER seconds starts the backoff anew. When the credential
    is dead a person must act, and the other platforms go on: waits for `renewed`, which
    returns when the person did, or returns where there is none. `lost` is called whenever a
    connection has ended.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    failures = 0
    while True:
        began = loop.time()
        try:
            await connect()
        except Exception as error:  # a supervisor outlives whatever its connection dies of
            if task is not None and task.cancelling():
                # In Python 3.11 a TaskGroup that fails in the same moment hides a cancellation.
                raise asyncio.CancelledError from None
            if isinstance(error, AuthExpired):
                log.error("credential refused", extra={"part": name, "why": str(error)})
                if renewed is None:
                    return
                await _until(renewed)
            else:
                log.warning("connection lost", extra={"part": name, "error": type(error).__name__})
                log.debug("because", exc_info=True)
        lost()
        failures = 0 if loop.time() - began > STEADY_AFTER else failures + 1
        await asyncio.sleep(backoff(failures))


async def _until(renewed: Callable[[], Awaitable[None]]) -> None:
    """Wait for a person; should even that fail, the connection is tried again and tells."""
    try:
        await renewed()
    except Exception as error:
        log.warning("not known whether renewed", extra={"error": type(error).__name__})
        await asyncio.sleep(LONGEST_WAIT)


def backoff(failures: int) -> float:
    """Seconds to wait after `failures` failures in a row."""
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures, 16))
    return random.uniform(FIRST_WAIT / 2, ceiling)
