"""A listener whose gifts are durable at once, and what it gave out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.channel import Channel
from core.events import Donation, Event
from core.gifts.gift import Gift
from core.labels import Platform
from core.listener import Listener
from core.replies import Notice, Receipt, Reply
from tests.conftest import FakeClock
from tests.stores import Stores, stores


@dataclass
class MemoryChatLog:
    """A chat log that only remembers."""

    held: list[Event] = field(default_factory=list)

    def append(self, event: Event) -> None:
        self.held.append(event)

    async def flush(self) -> None:
        pass


@dataclass
class Place:
    listener: Listener
    crisis: list[Reply]
    told: list[Receipt | Notice]
    channel: Channel
    log: MemoryChatLog
    clock: FakeClock
    given: list[tuple[Event, bool]]
    kept: Stores


@pytest.fixture
async def place(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Place]:
    """A listener whose gifts are durable at once."""
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        log = MemoryChatLog()
        crisis: list[Reply] = []
        told: list[Receipt | Notice] = []
        given: list[tuple[Event, bool]] = []
        listener = Listener(
            brain.triager,
            brain.aftercare,
            kept.people,
            kept.services,
            log,
            clock,
            crisis.append,
            told.append,
        )

        def record(event: Event, plain: bool) -> None:
            assert isinstance(event, Donation)
            given.append((event, plain))
            listener.recorded(Gift(event=event, plain=plain))

        listener.record = record
        channel = kept.channels.of(Platform.ROOM, "room")
        yield Place(listener, crisis, told, channel, log, clock, given, kept)
