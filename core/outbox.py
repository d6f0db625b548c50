"""Lines on their way out: one queue and one loop a platform, so that none waits for another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, Protocol, TypeVar

from core.labels import Platform

log = logging.getLogger(__name__)

HELD = 200


class Line(Protocol):
    """Anything that belongs to a platform."""

    @property
    def platform(self) -> Platform: ...


T = TypeVar("T", bound=Line)


class Outbox(Generic[T]):
    """Hands each item to `send`, in order for its platform; when full the oldest gives way."""

    def __init__(self, platforms: Iterable[str], send: Callable[[T], Awaitable[None]]) -> None:
        self._send = send
        self._queues: dict[str, asyncio.Queue[T]] = {
            name: asyncio.Queue(HELD) for name in platforms
        }

    def put(self, item: T) -> None:
        """Queue `item`; never waits."""
        queue = self._queues[item.platform]
        if queue.full():
            queue.get_nowait()
            log.warning("outbox full, oldest dropped", extra={"platform": item.platform})
        queue.put_nowait(item)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for name, queue in self._queues.items():
                tasks.create_task(self._empty(queue), name=f"outbox {name}")

    async def _empty(self, queue: asyncio.Queue[T]) -> None:
        while True:
            item = await queue.get()
            try:
                await self._send(item)
            except Exception:  # one line that cannot be said must not silence the next
                log.exception("line not sent", extra={"platform": item.platform})
