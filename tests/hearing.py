"""An adapter that runs while a test looks on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from core.events import Event
from core.ports import Adapter


@asynccontextmanager
async def hearing(
    adapter: Adapter, hear: Callable[[Event], object]
) -> AsyncIterator[asyncio.Task[None]]:
    """`adapter` hears until left; yields its task. Whatever `hear` gives counts as a bool."""
    task = asyncio.create_task(adapter.run(hear))  # type: ignore[arg-type]
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
