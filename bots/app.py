"""The running application, for those who start and watch it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from adapters.room.adapter import RoomAdapter
from core.ports import Adapter, Hear


@dataclass(slots=True)
class App:
    """The running parts, for those who start and watch them."""

    url: str
    overlay_url: str
    room: RoomAdapter
    adapters: dict[str, Adapter]
    hear: Hear
    tasks: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)

    async def run(self) -> None:
        """Run every part until cancelled."""
        async with asyncio.TaskGroup() as group:
            for task in self.tasks:
                group.create_task(task())


def listening(adapter: Adapter, hear: Hear) -> Callable[[], Coroutine[Any, Any, None]]:
    return lambda: adapter.run(hear)
