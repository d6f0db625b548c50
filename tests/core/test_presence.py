"""Which processes are there, how their parts are, what they show."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from adapters.topics.memory_broadcast import MemoryBroadcast
from core.channels.console import PartState
from core.fleet.newsroom import Newsroom
from core.fleet.presence import SILENT_FOR, Presence
from core.labels import Platform
from tests.conftest import FakeClock, until


@dataclass
class Process:
    """One of several, at work while `there`."""

    presence: Presence
    newsroom: Newsroom
    changes: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def there(self) -> AsyncIterator["Process"]:
        self.presence.changed = lambda: self.changes.append(len(self.presence.others))
        works = (self.newsroom.run(), self.presence.run())
        tasks = [asyncio.create_task(work) for work in works]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


@pytest.fixture
def process(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Process]:
    """Makes one of some roles; all are joined, and tell every twentieth of a second."""
    monkeypatch.setattr("core.fleet.presence.EVERY", 0.05)
    broadcast = MemoryBroadcast()

    def make(*roles: str) -> Process:
        newsroom = Newsroom(broadcast)
        return Process(Presence(newsroom, roles, clock), newsroom)

    return make


async def test_others_are_counted_by_what_they_do(process: Callable[..., Process]) -> None:
    async with process("chat").there() as here, process("chat", "engine").there() as there:
        await until(lambda: len(here.presence.others) == 1 and bool(there.changes))
        counts = [here.presence.count(*roles) for roles in (("chat",), ("web",), ("web", "engine"))]
        assert counts == [1, 0, 1]
        assert there.presence.count("engine", "chat") == 1, "not itself"


async def test_who_goes_is_gone_at_once_and_who_is_silent_after_a_while(
    process: Callable[..., Process], clock: FakeClock
) -> None:
    leaving = process("chat")
    async with process("chat").there() as here:
        async with process("chat").there():
            async with leaving.there():
                await until(lambda: here.changes[-1:] == [2])
            await leaving.presence.leave()
            await until(lambda: here.changes[-1:] == [1])
        clock.tick(SILENT_FOR - 0.1)
        await asyncio.sleep(0.1)
        assert here.presence.count("chat") == 1
        clock.tick(0.2)
        assert here.presence.count("chat") == 0
        await until(lambda: here.changes[-1:] == [0])


async def test_parts_are_well_where_every_process_has_them_well(
    process: Callable[..., Process],
) -> None:
    async with process("chat").there() as here, process("web").there() as there:
        there.presence.parts = lambda: (
            PartState("twitch", True),
            PartState("model", False, {"model": "키를 확인해 주세요."}),
        )
        await until(lambda: any(sign.parts for sign in here.presence.others))
        own = [PartState("twitch", False, {"7": "권한이 없어요."}), PartState("discord", False)]
        assert here.presence.with_others(own) == [
            PartState("twitch", False, {"7": "권한이 없어요."}),
            PartState("discord", False),
            PartState("model", False, {"model": "키를 확인해 주세요."}),
        ]


async def test_an_overlay_elsewhere_is_watched(process: Callable[..., Process]) -> None:
    async with process("chat").there() as here, process("web").there() as there:
        watched = here.presence.watched
        there.presence.shown = lambda: [(Platform.TWITCH, "1")]
        await until(lambda: watched(Platform.TWITCH, "1"))
        assert not watched(Platform.TWITCH, "2")
        there.presence.shown = lambda: [None]
        await until(lambda: watched(Platform.TWITCH, "2"))
