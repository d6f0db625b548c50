"""Stories on a real database, with an engine that reads them and a chat that hears it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.engine import Engine
from core.events import Viewer
from core.fleet.newsroom import Newsroom
from core.gate.gate import GateSettings
from core.labels import Platform
from core.replies import Notice, Reply
from core.safety.aftercare import Aftercare
from core.safety.first_aid import FirstAid
from core.stories.airing import Airing
from core.stories.box import Box
from core.stories.story import OPEN, Consents, Story, StoryState
from core.turns import State, Turn
from core.viewers.people import People
from storage.database import Target, open_database
from storage.identities import SqlIdentities
from storage.settings import SqlSettings
from storage.stories import SqlStories
from storage.turns import SqlTurns
from tests.conftest import FakeClock

HERE = (Platform.CHZZK, "c1")
TELLER = Viewer("discord:7", "본명일지도")
TEXT = "3년 만난 사람이 010-1234-5678로 다시 연락했어요. 답장을 해야 할까요? 마음이 반반이에요."
YES = Consents(of_age=True)


@dataclass
class World:
    brain: Brain
    clock: FakeClock
    store: SqlStories
    turns: SqlTurns
    topic: MemoryTopic[Turn]
    people: People
    channels: Channels
    aftercare: Aftercare
    box: Box
    airing: Airing
    alarms: list[tuple[Platform, str, Viewer, str]] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    heard: list[Reply] = field(default_factory=list)

    async def tell(self, text: str = TEXT, viewer: Viewer = TELLER, name: str = "") -> Story:
        taken = await self.box.submit(*HERE, viewer, text, YES, name)
        assert taken.story is not None
        return taken.story

    async def approved(self, text: str = TEXT, viewer: Viewer = TELLER) -> Story:
        self.clock.tick(1)
        story = await self.tell(text, viewer)
        moved = await self.store.move(story.id, OPEN, StoryState.APPROVED)
        assert moved is not None
        return moved

    async def state(self, story: Story) -> StoryState:
        found = await self.store.get(story.id)
        assert found is not None
        return found.state

    async def waiting(self) -> list[Turn]:
        """Turns on their way to an engine."""
        return [
            turn for turn, state, _ in await self.turns.unfinished(0.0) if state is State.ACCEPTED
        ]

    async def answer(self, turn: Turn, ends: State = State.SAID) -> Reply:
        """An engine answers, and chat says it, or not."""
        engine = Engine(self.brain.answer, self.brain.personas, self.brain.words, clock=self.clock)
        engine.hear = self.heard.append
        reply = await engine.answer(turn)
        assert await self.turns.answered(turn.id, reply)
        if ends is not State.DROPPED:
            await self.turns.move(turn.id, State.SAYING)
        await self.turns.move(turn.id, ends)
        self.channels.of(turn.platform, turn.channel).done(turn.id)
        return reply

    async def step(self) -> None:
        """What the loop does once."""
        await self.airing.look()
        for story in list(self.airing._going.values()):
            await self.airing._step(story)


@asynccontextmanager
async def world(target: Target, brain: Brain, clock: FakeClock) -> AsyncIterator[World]:
    async with open_database(target) as engine:
        identities, settings = SqlIdentities(engine), SqlSettings(engine)
        people = People(identities, await identities.all(), clock)
        channels = Channels(
            lambda _: brain.gate(GateSettings()), settings, await settings.channels(),
            lambda *_: ChannelSettings(),
        )  # fmt: skip
        store, turns = SqlStories(engine, clock), SqlTurns(engine, clock)
        topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
        aid = FirstAid(brain.triager, brain.aftercare, people, channels, clock)
        box = Box(store, people, channels, brain.words, aid, clock)
        airing = Airing(store, turns, topic, channels, Newsroom(), clock)
        made = World(
            brain, clock, store, turns, topic, people, channels, brain.aftercare, box, airing
        )
        box.take_back = turns.take_back
        aid.alarm = lambda *about: made.alarms.append(about)
        airing.held, airing.watched = aid.holds, lambda *_: True
        airing.tell = made.told.append
        yield made
