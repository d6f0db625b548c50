"""Which channels a process answers for, by leases that come and go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace

import pytest

from adapters.topics.memory_broadcast import MemoryBroadcast
from adapters.topics.memory_leases import MemoryLeases
from bots.app import Work
from bots.bus import open_bus
from bots.roles.share import NO_SLOT, Share
from bots.settings import Settings
from core.channels.console import PartState
from core.fleet.newsroom import Newsroom
from core.fleet.presence import HERE, SILENT_FOR, Presence, Sign
from tests.conftest import FakeClock, until


class Leases(MemoryLeases):
    """Some of what is asked for is another's; `away`: nobody can tell what is held."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: frozenset[str] = frozenset()
        self.others: set[str] = set()
        self.away = False

    @property
    def mine(self) -> Collection[str]:
        return () if self.away else super().mine

    def ask(self, names: Collection[str]) -> None:
        self.asked = frozenset(names)
        super().ask(self.asked - self.others)

    def lose(self, name: str) -> None:
        """Another process has it from now on."""
        self.others.add(name)
        self.ask(self.asked)


@dataclass
class Place:
    """A platform that remembers what it was told to serve, last."""

    units: set[str]
    served: list[tuple[set[str], int, int]] = field(default_factory=list)
    found: Callable[[], object] = lambda: None

    def serve(self, units: Collection[str] | None, slot: int = 0, of: int = 1) -> None:
        assert units is not None
        self.served.append((set(units), slot, of))


@dataclass
class Process:
    """A chat process with the room, Twitch and Discord; `left` are homes that were given up."""

    share: Share
    twitch: Place
    discord: Place
    leases: dict[str, Leases]
    left: list[str]
    sign: Callable[[str], None]


@pytest.fixture
async def process(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    monkeypatch.setattr("core.fleet.presence.EVERY", 0.05)
    broadcast, leases = MemoryBroadcast(), {of: Leases() for of in ASKED}
    here, there = Newsroom(broadcast), Newsroom(broadcast)
    presence = Presence(here, ("chat",), clock)
    twitch, discord, left = Place({"1", "2"}), Place({"0/2"}), list[str]()
    share = Share(presence, {"twitch": twitch, "discord": discord}, room=True)  # type: ignore[dict-item]
    share.leave = left.append
    async with AsyncExitStack() as stack:
        alone = await stack.enter_async_context(open_bus(Settings(PORT=0)))
        bus = replace(alone, newsroom=here, lease=lambda of: nullcontext(leases[of]))
        await share.begin(bus, "0/2", stack)
        for work in (here.run, presence.run, there.run):
            await stack.enter_async_context(running(work))
        yield Process(
            share,
            twitch,
            discord,
            leases,
            left,
            lambda me: there.tell(HERE, Sign(me, ("chat",), PARTS)),
        )


@asynccontextmanager
async def running(work: Work) -> AsyncIterator[None]:
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


ASKED = ("twitch", "discord 0/2", "twitch slots")
ROOM = "room"
PARTS = (PartState("twitch", True), PartState("discord", True))


async def test_nothing_is_served_before_there_is_a_lease(process: Process) -> None:
    assert process.twitch.served[0][0] == process.discord.served[0][0] == set()
    assert process.twitch.served[-1] == ({"1", "2"}, 0, 1)
    assert process.discord.served[-1][0] == {"0/2"}
    assert set(process.share) == {ROOM, "twitch/1", "twitch/2", "discord/0/2"}
    assert len(process.share) == 4


async def test_a_channel_that_is_found_is_asked_for_and_one_that_goes_is_left(
    process: Process,
) -> None:
    process.twitch.units = {"1", "3"}
    process.twitch.found()
    assert process.leases["twitch"].asked == {"1", "3"}
    assert process.twitch.served[-1][0] == {"1", "3"}
    assert process.left == ["twitch/2"]
    process.leases["twitch"].lose("1")
    assert process.twitch.served[-1][0] == {"3"}
    assert process.left == ["twitch/2", "twitch/1"]
    assert "twitch/1" not in process.share


async def test_while_nobody_can_tell_it_is_heard_but_not_spoken(process: Process) -> None:
    process.leases["twitch"].away = True
    process.share.changed()
    assert "twitch/1" not in process.share
    assert process.twitch.served[-1][0] == {"1", "2"}
    assert process.left == []
    assert {*process.share} == {ROOM, "discord/0/2"}


async def test_who_has_no_conduit_asks_for_no_channel_of_twitch(process: Process) -> None:
    slots = process.leases["twitch slots"]
    slots.others |= {"0", "2"}
    slots.ask(slots.asked)
    assert process.twitch.served[-1][1] == 1
    slots.others |= slots.asked
    slots.ask(slots.asked)
    assert process.leases["twitch"].asked == frozenset()
    assert process.twitch.served[-1][:2] == (set(), NO_SLOT)
    assert process.leases["discord 0/2"].asked == {"0/2"}, "which needs none"
    slots.others.clear()
    slots.ask(slots.asked)
    assert process.twitch.served[-1][:2] == ({"1", "2"}, 0)


async def test_limits_are_shared_among_the_chat_processes_that_are_there(
    process: Process, clock: FakeClock
) -> None:
    for me in ("a", "b"):
        process.sign(me)
    await until(lambda: process.twitch.served[-1][2] == 3)
    assert process.discord.served[-1][2] == 3
    clock.tick(SILENT_FOR)
    await until(lambda: process.twitch.served[-1][2] == 1)
