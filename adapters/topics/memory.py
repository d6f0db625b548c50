"""A topic inside one process."""

import asyncio
import contextlib
import itertools
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.ports import TRIES

log = logging.getLogger(__name__)

T = TypeVar("T")

HELD = 1_000
# Seconds that something given up is counted.
REMEMBERED = 86_400.0
# Lanes that come while a listener waits are seen this soon (seconds).
TICK = 0.25


@dataclass(frozen=True, slots=True)
class Delivered(Generic[T]):
    """An item taken from a MemoryTopic."""

    item: T
    lane: str
    attempt: int
    fence: int
    failed: Callable[["Delivered[T]", str], None]

    async def ack(self) -> None:
        """Nothing to do: what must survive the process is a row in the database."""

    async def fail(self, why: str) -> None:
        self.failed(self, why)


class _Group(Generic[T]):
    """What waits for one group: item, lane and how often it was delivered."""

    def __init__(self) -> None:
        self.items: deque[tuple[T, str, int]] = deque()
        self._moved = asyncio.Event()

    def move(self) -> None:
        """Wake whoever waits for items or for room."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, longest: float | None = None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._moved.wait()

    def take(self, lanes: Collection[str] | None) -> tuple[T, str, int] | None:
        """The oldest of these lanes."""
        for number, waiting in enumerate(self.items):
            if lanes is None or waiting[1] in lanes:
                del self.items[number]
                return waiting
        return None


class MemoryTopic(Generic[T]):
    """Bounded queues, one a group; `put` waits while a group's queue is full."""

    def __init__(self, groups: tuple[str, ...], lane: Callable[[T], str] = lambda _: "") -> None:
        self._groups: dict[str, _Group[T]] = {group: _Group() for group in groups}
        self._lane = lane
        self._fences = itertools.count(1)
        self._dead: deque[float] = deque()

    async def put(self, item: T) -> None:
        lane = self._lane(item)
        for group in self._groups.values():
            while len(group.items) >= HELD:
                await group.wait()
            group.items.append((item, lane, 0))
            group.move()

    async def put_all(self, items: Sequence[T]) -> None:
        for item in items:
            await self.put(item)

    async def listen(
        self, group: str, lanes: Collection[str] | None = None
    ) -> AsyncIterator[Delivered[T]]:
        """Deliveries for `group`, for ever."""
        waiting = self._groups[group]

        def failed(delivery: Delivered[T], why: str) -> None:
            if delivery.attempt >= TRIES:
                self._dead.append(time.monotonic())
                log.error("item given up", extra={"group": group, "why": why})
            else:
                waiting.items.append((delivery.item, delivery.lane, delivery.attempt))
                waiting.move()

        while True:
            found = waiting.take(lanes)
            if found is None:
                await waiting.wait(None if lanes is None else TICK)
                continue
            waiting.move()
            item, lane, tried = found
            yield Delivered(item, lane, tried + 1, next(self._fences), failed)

    async def waiting(self) -> int:
        return sum(len(group.items) for group in self._groups.values())

    async def dead_letters(self) -> int:
        """Of the last day."""
        while self._dead and self._dead[0] < time.monotonic() - REMEMBERED:
            self._dead.popleft()
        return len(self._dead)
