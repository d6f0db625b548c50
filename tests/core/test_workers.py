"""Workers and mouth when the database or a platform fails."""

import asyncio
from collections.abc import Sequence

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.engine import Engine
from core.errors import Disconnected, SendUnknown
from core.labels import Emotion, Intent, Platform
from core.mouth import Mouth
from core.replies import Reply
from core.turns import State, Turn
from core.workers import Workers
from tests.conftest import line, until
from tests.storage.test_turns import turn


class FailingTurns:
    """Turns whose first writes fail, as on a full disk."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.moves: list[tuple[str, State]] = []

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        return list(turns)

    async def answered(self, turn_id: str, reply: Reply) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.moves.append((turn_id, State.ANSWERED))

    async def move(self, turn_id: str, state: State, why: str = "") -> None:
        self.moves.append((turn_id, state))

    async def unfinished(self, since: float) -> list[tuple[Turn, State, Reply | None]]:
        return []


class Outlet:
    """A platform that fails in a given way before it works."""

    platform = Platform.ROOM

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.said: list[str] = []

    async def say(self, reply: Reply) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.said.append(reply.chat)


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


async def test_a_full_disk_delays_an_answer_and_ends_nothing(brain: Brain) -> None:
    topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
    replies: MemoryTopic[Reply] = MemoryTopic(("room",))
    turns = FailingTurns(failures=1)
    engine = Engine(brain.answer, brain.personas, brain.moderation)
    task = asyncio.create_task(Workers(engine, turns, topic, replies).run())
    await topic.put(turn("a"))
    await until(lambda: turns.moves == [("a", State.ANSWERED)])
    task.cancel()


async def spoken(outlet: Outlet, held: bool = False) -> list[tuple[str, State]]:
    """The states a reply goes through when `outlet` says it."""
    replies: MemoryTopic[Reply] = MemoryTopic(("room",))
    turns = FailingTurns(failures=0)
    mouth = Mouth(turns, replies, {"room": outlet}, {}, lambda _: held)  # type: ignore[dict-item]
    task = asyncio.create_task(mouth.run(["room"]))
    await replies.put(reply())
    final = {State.SAID, State.UNKNOWN, State.DROPPED}
    await until(lambda: bool(turns.moves) and turns.moves[-1][1] in final)
    task.cancel()
    return turns.moves


async def test_what_was_not_said_is_tried_again() -> None:
    outlet = Outlet(Disconnected("gone"))
    states = [state for _, state in await spoken(outlet)]
    assert states == [State.SAYING, State.ANSWERED, State.SAYING, State.SAID]
    assert outlet.said == ["천천히요."]


async def test_what_may_have_been_said_is_never_tried_again() -> None:
    outlet = Outlet(SendUnknown("lost"))
    assert [state for _, state in await spoken(outlet)] == [State.SAYING, State.UNKNOWN]
    assert outlet.said == []


async def test_nothing_is_said_to_who_disclosed_meanwhile() -> None:
    outlet = Outlet()
    assert [state for _, state in await spoken(outlet, held=True)] == [State.DROPPED]
    assert outlet.said == []
