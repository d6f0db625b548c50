"""What is said and what is not, when the database or a platform fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from sqlalchemy import text

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.delivery.mouth import GRACE, SAY, TICK, Mouth
from core.errors import Disconnected, PlatformError, SendUnknown
from core.events import Viewer
from core.labels import Emotion, Intent, Platform
from core.ports import Hear, Memory
from core.replies import Notice, Receipt, Reply
from core.turns import UNASKED_FRESH, State, Thanked, Turn
from tests.conftest import FakeClock, line, until
from tests.storage.test_turns import lost_once, turn
from tests.stores import Stores, stores


class Outlet:
    """A platform that fails in a given way before it works."""

    platform = Platform.ROOM
    connected = True
    problems: ClassVar[dict[str, str]] = {}

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.said: list[str] = []

    def delay(self, reply: Reply) -> float:
        return 0.0

    async def say(self, reply: Reply) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.said.append(reply.chat)

    async def run(self, hear: Hear) -> None: ...

    async def receipt(self, receipt: Receipt) -> None: ...

    async def notify(self, notice: Notice) -> None: ...


def reply(id: str = "a", viewer: str = "v") -> Reply:
    return Reply(
        turn_id=id,
        platform=Platform.ROOM,
        channel="room",
        viewer=line("x", viewer).viewer,
        in_reply_to=(id,),
        question="",
        persona="onyu",
        speaker="온유",
        chat="천천히요.",
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
    )


@dataclass
class Platforms:
    """One platform, and a mouth that speaks there."""

    stores: Stores
    outlet: Outlet
    mouth: Mouth
    replies: MemoryTopic[Reply]
    watched: list[bool]

    async def states(self, *ids: str) -> list[str]:
        statement = text("SELECT state FROM turn WHERE id = :id")
        async with self.stores.engine.connect() as connection:
            rows = [(await connection.execute(statement, {"id": id})).scalar_one() for id in ids]
        return rows

    async def settled(self, id: str, state: State) -> None:
        async with asyncio.timeout(10.0):
            while await self.states(id) != [state]:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def speaking(
    path: Path,
    brain: Brain,
    clock: FakeClock,
    outlet: Outlet,
    memories: dict[str, Memory] | None = None,
    held: bool = False,
) -> AsyncIterator[Platforms]:
    async with stores(path / "test.db", brain, clock) as kept:
        replies: MemoryTopic[Reply] = MemoryTopic((SAY,))
        watched: list[bool] = []
        mouth = Mouth(
            kept.turns,
            kept.donations,
            replies,
            {"room": outlet},
            memories or {},
            kept.channels,
            lambda _: held,
            lambda *_: bool(watched),
            clock,
        )
        task = asyncio.create_task(mouth.run())
        yield Platforms(kept, outlet, mouth, replies, watched)
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def room(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Platforms]:
    async with speaking(tmp_path, brain, clock, Outlet()) as room:
        yield room


async def say(room: Platforms, said: Reply, to: Turn | None = None) -> None:
    """Let the mouth have `said`, which answers a turn that is stored."""
    await room.stores.turns.accept([to or turn(said.turn_id)])
    await room.stores.turns.answered(said.turn_id, said)
    await room.replies.put(said)


async def test_what_was_not_said_is_tried_again(room: Platforms) -> None:
    room.outlet.failures = [Disconnected("gone")]
    await say(room, reply())
    await room.settled("a", State.SAID)
    assert room.outlet.said == ["천천히요."]


async def test_what_may_have_been_said_is_never_tried_again(room: Platforms) -> None:
    room.outlet.failures = [SendUnknown("lost")]
    await say(room, reply())
    await room.settled("a", State.UNKNOWN)
    await say(room, reply("b"))
    await room.settled("b", State.SAID)
    assert room.outlet.said == ["천천히요."]


async def test_nothing_is_said_to_who_disclosed_meanwhile(
    tmp_path: Path, brain: Brain, clock: FakeClock
) -> None:
    async with speaking(tmp_path, brain, clock, Outlet(), held=True) as room:
        await say(room, reply())
        await room.settled("a", State.DROPPED)
    assert room.outlet.said == []


@pytest.mark.parametrize("silent", [False, True])
async def test_an_answer_waits_for_a_database_that_is_away(
    room: Platforms, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    room.watched.append(True)
    write, errors = room.stores.turns.move, [OSError("database gone")]

    async def failing(turn_id: str, state: State, why: str = "") -> bool:
        if errors:
            raise errors.pop()
        return await write(turn_id, state, why)

    monkeypatch.setattr(room.stores.turns, "move", failing)
    await say(room, msgspec.structs.replace(reply(), aloud=silent))
    await room.settled("a", State.SAID)
    assert len(room.outlet.said) == (not silent)


async def test_an_intent_that_may_have_been_written_is_not_taken_for_ours(
    room: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.stores.turns, "move", lost_once(room.stores.turns.move))
    await say(room, reply())
    await say(room, reply("b"))
    await room.settled("b", State.SAID)
    assert await room.states("a") == [State.SAYING]
    assert len(room.outlet.said) == 1


@dataclass
class Remembering:
    """A platform that answers whether it was said as it is told to."""

    answers: list[bool | PlatformError | None]
    slow: bool = False
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def was_said(self, reply: Reply) -> bool | None:
        answer = self.answers.pop(0)
        if self.slow:
            await self.go.wait()
        if isinstance(answer, PlatformError):
            raise answer
        return answer


@pytest.mark.parametrize(
    ("answers", "state", "lines"),
    [
        ([True], State.SAID, 0),
        ([False], State.SAID, 1),
        ([None], State.UNKNOWN, 0),
        ([Disconnected("gone"), False], State.SAID, 1),
        ([Disconnected("gone")] * 3, State.UNKNOWN, 0),
    ],
)
async def test_a_platform_that_remembers_is_asked_later(
    tmp_path: Path,
    brain: Brain,
    clock: FakeClock,
    answers: list[bool | PlatformError | None],
    state: State,
    lines: int,
) -> None:
    asked = Remembering(list(answers))
    outlet = Outlet(SendUnknown("lost"))
    async with speaking(tmp_path, brain, clock, outlet, {"room": asked}) as room:
        await say(room, reply())
        await until(lambda: bool(room.mouth._doubts))
        await asyncio.sleep(2 * TICK)
        assert len(asked.answers) == len(answers), "not before the request's own deadline"
        while asked.answers:
            left = len(asked.answers)
            clock.tick(GRACE + 1.0)
            await until(lambda: len(asked.answers) < left)  # noqa: B023 - awaited here
        await room.settled("a", state)
    assert len(outlet.said) == lines


async def test_a_channel_without_chat_is_answered_on_the_overlay_alone(room: Platforms) -> None:
    await room.stores.channels.edit(Platform.ROOM, "room", lambda _: ChannelSettings(in_chat=False))
    await say(room, reply("nobody watches"))
    await room.settled("nobody watches", State.DROPPED)
    room.watched.append(True)
    await say(room, reply("watched"))
    await room.settled("watched", State.SAID)
    private = msgspec.structs.replace(reply("slash"), token="t")
    await say(room, private)
    await room.settled("slash", State.SAID)
    assert room.outlet.said == ["천천히요."]


@pytest.mark.parametrize("asking", [False, True])
@pytest.mark.parametrize("gone", ["v", "also", "thanked"])
async def test_what_is_in_doubt_of_a_forgotten_viewer_is_never_said(
    tmp_path: Path, brain: Brain, clock: FakeClock, gone: str, asking: bool
) -> None:
    """While its platform is `asking`ed already, forgetting waits for the end of it."""
    asked = Remembering([False], slow=asking)
    async with speaking(tmp_path, brain, clock, Outlet(SendUnknown("lost")), {"room": asked}) as on:
        mine = msgspec.structs.replace(
            turn("a"), also=(Viewer("also", "또"),), thanked=(Thanked("thanked", "또", ""),)
        )
        channel = on.stores.channels.of(mine.platform, mine.channel)
        channel.in_flight["a"] = mine
        await say(on, reply(), mine)
        await until(lambda: bool(on.mouth._doubts) and not channel.in_flight)
        privacy = on.stores.privacy
        privacy.forgetting.live += (on.mouth.forget,)
        if asking:
            clock.tick(GRACE + 1.0)
            await until(lambda: not asked.answers)
        forgetting = asyncio.create_task(privacy.forgetting.forget(gone))
        if asking:
            await asyncio.sleep(2 * TICK)
            assert not forgetting.done()
            asked.go.set()
        await forgetting
        clock.tick(GRACE + 1.0)
        await on.settled("a", State.SAID if asking else State.UNKNOWN)
        await until(lambda: not on.mouth._doubts and not channel.in_flight)
        assert len(on.outlet.said) == asking


async def test_what_nobody_asked_for_is_for_the_overlay_and_soon_or_never(
    room: Platforms, clock: FakeClock
) -> None:
    unasked = msgspec.structs.replace(reply("a"), chat="", unasked=True, heard=clock())
    await say(room, unasked)
    await room.settled("a", State.DROPPED)
    room.watched.append(True)
    await say(room, msgspec.structs.replace(unasked, turn_id="b"))
    await room.settled("b", State.SAID)
    late = msgspec.structs.replace(reply("c"), unasked=True, heard=clock() - UNASKED_FRESH - 1)
    await say(room, late)
    await room.settled("c", State.DROPPED)
    assert room.outlet.said == []
    await say(room, msgspec.structs.replace(late, turn_id="d", heard=clock()))
    await room.settled("d", State.SAID)
    assert room.outlet.said == ["천천히요."]
