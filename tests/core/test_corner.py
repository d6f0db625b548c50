"""Opening and closing a corner, whichever process speaks there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.topics.memory_broadcast import MemoryBroadcast
from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.corner import Corner, close_corner, open_corner
from core.channels.floor import Floor
from core.channels.guilds import Actor, Place
from core.channels.known import Channels
from core.channels.rights import Forbidden
from core.channels.settings import Aloud, ChannelSettings, Level
from core.fleet.newsroom import Newsroom
from core.gate.gate import GateSettings
from core.labels import Platform
from core.show.stage import FarStage, play
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import FakeClock, until
from tests.core.test_floor import at_work
from tests.management import Management, managed

HERE = Place(Platform.TWITCH, "7", "봄소풍")
BOSS = Actor(id="invite:1", name="방장", guild=None, at=HERE, may=Level.MANAGER)
NOBODY = Actor(id="invite:2", name="누구", guild=None, at=HERE, may=Level.EVERYONE)
ELSEWHERE = Actor(
    id="invite:3", name="남", guild=None, at=Place(Platform.TWITCH, "8"), may=Level.STREAMER
)


@dataclass
class Voice:
    """Where answers are spoken; so many wait."""

    waiting: int = 0
    speaks: bool | None = None
    video: bool = False
    allowed: int = 0

    def corner(self, channel: Channel) -> tuple[bool | None, int]:
        return self.speaks, self.waiting

    def allow(self, channel: Channel) -> bool:
        if not self.waiting:
            return False
        self.allowed += 1
        self.waiting -= 1
        return True

    def video_ended(self, channel: Channel) -> bool:
        over, self.video = self.video, False
        return over


@dataclass
class Desk:
    management: Management
    voice: Voice
    noted: list[tuple[str, str]] = field(default_factory=list)

    async def corner(self) -> Corner:
        return await self.management.console.corner(BOSS, HERE)


@pytest.fixture
async def desk(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Desk]:
    async with managed(tmp_path / "test.db", clock) as management:
        made = Desk(management, Voice())
        management.console.floor.speaking = made.voice
        management.console.note = lambda _, __, what, about, ___: made.noted.append((what, about))
        await management.channels.edit(
            HERE.platform, HERE.channel, lambda _: ChannelSettings(aloud=Aloud.AUTO)
        )
        yield made


async def test_a_corner_is_opened_and_closed(desk: Desk) -> None:
    console = desk.management.console
    assert await desk.corner() == Corner(open=False, kind=None, mode=Aloud.AUTO)
    assert await console.open_corner(BOSS, HERE)
    assert not await console.open_corner(BOSS, HERE), "it is open"
    assert await console.open_corner(BOSS, HERE, "radio"), "about something else"
    assert not await console.open_corner(BOSS, HERE)
    desk.voice.waiting, desk.voice.speaks = 2, True
    assert await desk.corner() == Corner(
        open=True, kind="radio", mode=Aloud.AUTO, streamer_speaking=True, waiting=2
    )
    assert await console.close_corner(BOSS, HERE)
    assert not await console.close_corner(BOSS, HERE)
    assert desk.noted == [("open", ""), ("open", "radio"), ("close", "")]


async def test_one_answer_is_let_speak(desk: Desk) -> None:
    console = desk.management.console
    assert not await console.take(BOSS, HERE)
    desk.voice.waiting, desk.voice.video = 1, True
    assert await console.take(BOSS, HERE)
    assert await console.release_video(BOSS, HERE)
    assert not await console.release_video(BOSS, HERE)
    assert desk.voice.allowed == 1
    assert desk.noted == [("take", ""), ("release_video", "")]


@pytest.mark.parametrize("who", [NOBODY, ELSEWHERE])
@pytest.mark.parametrize("what", ["corner", "open_corner", "close_corner", "take", "release_video"])
async def test_only_its_managers_may(desk: Desk, who: Actor, what: str) -> None:
    with pytest.raises(Forbidden):
        await getattr(desk.management.console, what)(who, HERE)
    assert desk.noted == []


async def test_it_is_known_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    for open in (True, False):
        async with managed(tmp_path / "test.db", clock) as before:
            change = open_corner if open else close_corner
            assert await change(before.channels, HERE.platform, HERE.channel)
        async with managed(tmp_path / "test.db", clock) as after:
            assert bool(after.channels.of(HERE.platform, HERE.channel).settings.corner) is open


@dataclass
class Screen:
    """A stage that notes of videos only."""

    videos: list[tuple[str, float | None]] = field(default_factory=list)

    def video_began(self, platform: Platform, channel: str, seconds: float | None) -> None:
        self.videos.append((channel, seconds))

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


async def test_from_another_process(tmp_path: Path, brain: Brain) -> None:
    """One answers on the platform, the other speaks."""
    broadcast = MemoryBroadcast()
    async with AsyncExitStack() as stack:
        store = SqlSettings(await stack.enter_async_context(open_database(tmp_path / "test.db")))
        newsrooms = [Newsroom(broadcast), Newsroom(broadcast)]
        chat, web = (
            Channels(lambda _: brain.gate(GateSettings()), store, {}, lambda *_: ChannelSettings())
            for _ in newsrooms
        )
        floor = Floor(chat, newsrooms[0], lambda _: True, shows=False)
        far, screen = FarStage(newsrooms[0], lambda *_: True), Screen()
        Floor(web, newsrooms[1], lambda _: False, shows=True).speaking = Voice(3, speaks=False)
        play(newsrooms[1], screen, web)  # type: ignore[arg-type]
        for newsroom in newsrooms:
            await stack.enter_async_context(at_work(newsroom))
        async with managed(tmp_path / "other.db", FakeClock()) as management:
            management.console.floor = floor
            corner = await management.console.corner(BOSS, HERE)
            assert (corner.streamer_speaking, corner.waiting) == (False, 3)
            assert await management.console.take(BOSS, HERE)
        far.video_began(*(HERE.platform, HERE.channel), 12.5)
        far.video_began(*(HERE.platform, HERE.channel), None)
        await until(lambda: screen.videos == [("7", 12.5), ("7", None)])


async def test_without_whoever_speaks_the_rest_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overlay's process is away."""
    monkeypatch.setattr("core.fleet.newsroom.WITHIN", 0.01)
    newsroom = Newsroom(MemoryBroadcast())
    console = desk.management.console
    console.floor = Floor(desk.management.channels, newsroom, lambda _: True, shows=False)
    task = asyncio.create_task(newsroom.run())
    await console.open_corner(BOSS, HERE)
    assert await desk.corner() == Corner(open=True, kind="talk", mode=Aloud.AUTO)
    task.cancel()
    await asyncio.wait({task})
