"""The running application, for those who start and watch it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from adapters.room.adapter import RoomAdapter
from core.ports import Adapter, Hear

# What is done now and then.
Job = Callable[[], Awaitable[None]]


async def no_tick() -> None:
    """Nothing hears or speaks here."""


# What runs until it is cancelled.
Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class App:
    """The running parts, for those who start and watch them; what a role lacks is empty."""

    url: str
    overlay_url: str = ""
    room: RoomAdapter | None = None
    adapters: dict[str, Adapter] = field(default_factory=dict)
    hear: Hear = lambda _: True
    # What the clock brings every few seconds.
    tick: Job = no_tick
    tasks: list[Work] = field(default_factory=list)
    studio_url: str = ""
    # Asks tellers how their stories went on.
    ask: Job = no_tick

    async def run(self) -> None:
        """Run every part until cancelled."""
        async with asyncio.TaskGroup() as group:
            for task in self.tasks:
                group.create_task(task())


def listening(adapter: Adapter, hear: Hear) -> Work:
    return lambda: adapter.run(hear)
