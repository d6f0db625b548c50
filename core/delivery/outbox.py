"""Lines on their way out: a queue and a loop for each channel, so that none waits for another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from core.errors import RateLimited
from core.labels import Platform
from core.meter import SILENT, Drop, Meter
from core.replies import Receipt

log = logging.getLogger(__name__)

HELD = 200
# Receipts on their way in one channel.
BESIDE = 50


class Line(Protocol):
    """Anything that belongs to a channel."""

    @property
    def platform(self) -> Platform: ...

    @property
    def channel(self) -> str: ...


T = TypeVar("T", bound=Line)


class Outbox(Generic[T]):
    """Hands each item to `send`, in order for its channel; when full the oldest gives way.
    Receipts that follow one another are handed over side by side: who says them says those of one
    moment in one line.

    Wired up later: `dropped` gets what gave way.
    """

    def __init__(self, send: Callable[[T], Awaitable[None]], meter: Meter = SILENT) -> None:
        self._send = send
        self._meter = meter
        self._queues: dict[tuple[str, str], asyncio.Queue[T]] = {}
        self.dropped: Callable[[T], object] = lambda _: None
        self._fresh: asyncio.Queue[asyncio.Queue[T]] = asyncio.Queue()

    def put(self, item: T) -> None:
        """Queue `item`; never waits."""
        key = (item.platform, item.channel)
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = asyncio.Queue(HELD)
            self._fresh.put_nowait(queue)
        if queue.full():
            self.dropped(queue.get_nowait())
            log.warning("outbox full, oldest dropped", extra={"platform": item.platform})
            self._meter.dropped(Drop.OUTBOX)
        queue.put_nowait(item)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(self._empty(await self._fresh.get()))

    async def _empty(self, queue: asyncio.Queue[T]) -> None:
        beside: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as tasks:
            while True:
                item = await queue.get()
                if isinstance(item, Receipt):
                    if len(beside) == BESIDE:
                        await asyncio.wait(beside, return_when=asyncio.FIRST_COMPLETED)
                    task = tasks.create_task(self._hand_over(item))
                    beside.add(task)
                    task.add_done_callback(beside.discard)
                    continue
                if beside:
                    await asyncio.wait(beside)
                await self._hand_over(item)

    async def _hand_over(self, item: T) -> None:
        try:
            await self._send(item)
        except RateLimited:  # what was worth a second try had one where it was sent
            log.info("line not sent, over the limit", extra={"platform": item.platform})
            self._meter.dropped(Drop.LIMITED)
        except Exception:  # one line that cannot be said must not silence the next
            log.exception("line not sent", extra={"platform": item.platform})
