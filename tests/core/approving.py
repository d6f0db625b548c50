"""Processes in which words of gifts wait for a manager."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from bots.brain import Brain
from core.events import Event
from core.gate.candidate import turn_of
from core.gifts.gift import Gift, WordState
from core.labels import Platform
from tests.conftest import FakeClock, until
from tests.stores import Stores, stores

HERE = (Platform.ROOM, "room")


@dataclass
class Desk:
    """A process that takes gifts, and what it showed and answered."""

    kept: Stores
    alerts: list[Event] = field(default_factory=list)
    recorded: list[Gift] = field(default_factory=list)

    async def give(self, event: Event) -> Event:
        self.kept.donations.record(event)
        await self.kept.donations.stored(event.id)
        await until(lambda: event.id in [one.event.id for one in self.recorded])
        return event

    @property
    def waiting(self) -> list[Event]:
        return self.kept.donations.approval.waiting(*HERE)

    async def take(self, event: Event, shown: bool = True) -> Event | None:
        return await self.kept.donations.approval.take(*HERE, event.id, shown)

    async def look(self) -> None:
        """As a process does at its start, and now and then."""
        await self.kept.donations.resume(())

    async def words(self, event: Event) -> WordState:
        found = await self.kept.gifts.get(event.id)
        assert found is not None
        return found.words

    async def answer(self, event: Event) -> None:
        """The turn of what a manager let pass is stored."""
        channel = self.kept.channels.of(*HERE)
        turn = turn_of(channel.gate.words(event, event.at))
        assert await self.kept.turns.accept([turn])

    async def ask(self, on: bool = True) -> None:
        await self.kept.channels.edit(*HERE, lambda s: replace(s, approve_gifts=on))


@asynccontextmanager
async def at_work(path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Desk]:
    """One on the database at `path`."""
    async with stores(path, brain, clock) as kept:
        desk = Desk(kept)
        kept.donations.recorded = desk.recorded.append
        kept.donations.alert = lambda event, _: desk.alerts.append(event)
        await desk.ask()
        task = asyncio.create_task(kept.donations.run())
        yield desk
        task.cancel()
        await asyncio.wait({task})
