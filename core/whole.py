"""Work that is done to its end, whatever happens to the one who waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# A stop takes twenty seconds at most, whatever it waits for.
PATIENCE = 12.0


async def at_most(seconds: float, work: Coroutine[Any, Any, object]) -> bool:
    """Whether `work` ended in so many seconds. What cannot be broken off then goes on alone."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        task.cancel()
        return False
    task.result()
    return True


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
