"""What managers do in a channel, whichever process answers there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.topics.memory_broadcast import MemoryBroadcast
from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.floor import Deed, Floor, Sight
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.channels.waiting import PASSED_OVER, SKIPPED
from core.errors import BadInput
from core.fleet.newsroom import Newsroom
from core.gate.gate import GateSettings
from core.labels import Emotion, Intent, Platform
from core.replies import Notice, Reply
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import line, until

# Seconds in which a skipped line can be brought back here.
BACK_FOR = 0.3


@dataclass
class Process:
    """One of several; `rested` are the channels that were paused or silenced there."""

    floor: Floor
    channels: Channels
    ours: bool
    rested: list[tuple[str, bool, bool]] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        return self.channels.of(Platform.TWITCH, "7")

    async def do(self, what: str, id: str = "", on: bool = False) -> Sight:
        deed = Deed(do=what, platform=Platform.TWITCH, channel="7", id=id, on=on)
        return await self.floor.do(deed)


@dataclass
class Installation:
    """A desk, whoever answers, and whoever shows overlays."""

    desk: Process
    chat: Process
    web: Process


@pytest.fixture
async def there(brain: Brain, tmp_path: Path) -> AsyncIterator[Installation]:
    broadcast = MemoryBroadcast()
    async with AsyncExitStack() as stack:
        store = SqlSettings(await stack.enter_async_context(open_database(tmp_path / "test.db")))

        async def process(ours: bool, shows: bool) -> Process:
            newsroom = Newsroom(broadcast)
            channels = Channels(
                lambda _: brain.gate(GateSettings()), store, {}, lambda *_: ChannelSettings()
            )
            floor = Floor(channels, newsroom, lambda _: made.ours, shows, back_for=BACK_FOR)
            made = Process(floor, channels, ours)
            made.floor.rest = lambda c: made.rested.append((c.key, c.paused, c.quiet))
            made.floor.speak = lambda _, reply: made.spoken.append(reply.turn_id)
            made.floor.tell = made.told.append
            await stack.enter_async_context(at_work(newsroom))
            return made

        yield Installation(
            await process(False, False), await process(True, False), await process(False, True)
        )


@asynccontextmanager
async def at_work(newsroom: Newsroom) -> AsyncIterator[None]:
    task = asyncio.create_task(newsroom.run())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def waits(process: Process, *names: str) -> None:
    """A line of each stands in the queue there."""
    for name in names:
        about = line(f"{name}의 고민", f"twitch:{name}", name=name, platform=Platform.TWITCH)
        process.channel.gate.ask(about, about.text, None, about.at)


async def test_the_queue_is_that_of_whoever_answers(there: Installation) -> None:
    waits(there.chat, "하나", "둘", "셋")
    waits(there.desk, "아무도 아님")
    seen = await there.desk.do("look")
    assert [one.name for one in seen.waiting] == ["하나", "둘", "셋"]
    assert (await there.desk.do("skip", seen.waiting[1].id)).name == "둘"
    assert (await there.desk.do("skip")).name == "하나"
    assert [notice.text for notice in there.chat.told] == [SKIPPED, SKIPPED]
    await there.desk.do("pass_over", "twitch:셋")
    assert await there.desk.do("skip") == Sight()
    assert there.desk.told == there.web.told == []


async def test_a_skipped_line_comes_back_to_its_place(there: Installation) -> None:
    waits(there.chat, "하나", "둘", "셋")
    before = (await there.desk.do("look")).waiting
    assert (await there.desk.do("skip", before[1].id, on=True)).name == "둘"
    assert [one.name for one in (await there.desk.do("look")).waiting] == ["하나", "셋"]
    assert (await there.desk.do("unskip", before[1].id)).name == "둘"
    assert (await there.desk.do("look")).waiting == before
    assert await there.desk.do("unskip", before[1].id) == Sight(), "it is there already"
    # Skipped again, it is told once and only when that cannot be undone.
    await there.desk.do("skip", before[1].id, on=True)
    assert there.chat.told == []
    await until(lambda: bool(there.chat.told))
    assert [(one.in_reply_to, one.text) for one in there.chat.told] == [(before[1].id, SKIPPED)]
    assert await there.desk.do("unskip", before[1].id) == Sight()
    assert [one.name for one in (await there.desk.do("look")).waiting] == ["하나", "셋"]


async def test_what_is_being_answered_is_neither_skipped_nor_brought_back(
    there: Installation,
) -> None:
    waits(there.chat, "하나")
    (about,) = (await there.desk.do("look")).waiting
    assert there.chat.channel.take(about.since) is not None
    assert await there.desk.do("skip", about.id, on=True) == Sight()
    assert await there.desk.do("unskip", about.id) == Sight()


async def test_what_a_viewer_took_back_stays_away(there: Installation) -> None:
    waits(there.chat, "하나", "둘")
    gate = there.chat.channel.gate
    first, second = (await there.desk.do("look")).waiting
    for about in (first, second):
        await there.desk.do("skip", about.id, on=True)
    gate.forget("twitch:하나")
    assert await there.desk.do("unskip", first.id) == Sight()
    assert [one.viewer.name for one in gate.aside.lines()] == ["둘"]
    await until(lambda: gate.aside.lines() == [])
    assert [one.viewer.name for one in there.chat.told] == ["둘"]


async def test_what_was_skipped_is_owed_to_nobody(there: Installation) -> None:
    waits(there.chat, "하나", "둘", "셋")
    first, second, _ = (await there.desk.do("look")).waiting
    await there.desk.do("skip", first.id)
    await there.desk.do("skip", second.id, on=True)
    owed = [turn.viewer.name for turn in there.chat.channel.owed]
    assert owed == ["셋"], "a manager's skip goes on counting wherever the channel goes"
    assert [line.viewer.name for line in there.chat.channels.skipped("")] == ["둘"]


async def test_who_was_skipped_and_then_ignored_is_told_once(there: Installation) -> None:
    waits(there.chat, "하나")
    (about,) = (await there.desk.do("look")).waiting
    await there.desk.do("skip", about.id, on=True)
    await there.desk.do("pass_over", "twitch:하나")
    told = [(one.in_reply_to, one.text) for one in there.chat.told]
    assert told == [(about.id, PASSED_OVER)]
    assert await there.desk.do("unskip", about.id) == Sight()
    # Whoever was skipped after that is told after it.
    waits(there.chat, "둘")
    (later,) = (await there.desk.do("look")).waiting
    await there.desk.do("skip", later.id, on=True)
    await until(lambda: len(there.chat.told) > 1)
    assert [one.in_reply_to for one in there.chat.told] == [about.id, later.id]


async def test_a_pause_and_silence_are_where_the_channel_is(there: Installation) -> None:
    for what, on, paused, quiet in (
        ("pause", True, True, False),
        ("quiet", False, True, True),
        ("pause", False, False, False),
    ):
        await there.desk.do(what, on=on)
        assert there.chat.rested[-1] == ("7", paused, quiet)
        seen = await there.desk.do("look")
        assert (seen.paused, seen.quiet) == (paused, quiet)
    assert there.desk.rested == []


async def test_what_is_held_is_where_overlays_are_shown(there: Installation) -> None:
    for id in ("one", "two"):
        there.web.channel.hold(reply(id))
    there.chat.channel.hold(reply("never shown"))
    assert [one.id for one in (await there.desk.do("held")).held] == ["one", "two"]
    assert (await there.chat.do("release", "one")).done
    assert not (await there.chat.do("release", "one")).done
    assert (await there.desk.do("discard", "two")).done
    assert (there.web.spoken, [*there.web.channel.held]) == (["one"], [])
    assert there.desk.spoken == there.chat.spoken == []


async def test_nobody_there_is_said_to_whoever_asks(there: Installation) -> None:
    there.chat.ours = False
    before = asyncio.get_running_loop().time()
    with pytest.raises(BadInput, match="지금 대답하지 않아요"):
        await there.desk.do("look")
    assert asyncio.get_running_loop().time() - before < 2.9, "a button waits three seconds"


def reply(id: str) -> Reply:
    about = line("제 번호는 010-1234-5678", "twitch:1", name="하나", platform=Platform.TWITCH)
    return Reply(
        turn_id=id,
        platform=Platform.TWITCH,
        channel="7",
        viewer=about.viewer,
        in_reply_to=(about.id,),
        question=about.text,
        persona="onyu",
        speaker="온유",
        chat="그랬군요.",
        speech="그랬군요.",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
    )
