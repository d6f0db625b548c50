"""A topic inside one process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

HELD = 1_000


@dataclass(frozen=True, slots=True)
class Delivered(Generic[T]):
    """An item taken from a MemoryTopic."""

    item: T

    async def ack(self) -> None:
        """Nothing to do: what must survive the process is a row in the database."""


class MemoryTopic(Generic[T]):
    """Bounded queues, one a group; `put` waits while a group's queue is full."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self._queues: dict[str, asyncio.Queue[T]] = {group: asyncio.Queue(HELD) for group in groups}

    async def put(self, item: T) -> None:
        for queue in self._queues.values():
            await queue.put(item)

    async def listen(self, group: str) -> AsyncIterator[Delivered[T]]:
        """Deliveries for `group`, for ever."""
        queue = self._queues[group]
        while True:
            yield Delivered(await queue.get())
