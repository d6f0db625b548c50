"""A console with everything behind it, on a real database in a file."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.models.embedded import EmbeddedResponder
from adapters.topics.memory import MemoryTopic
from bots.brain import Brain, build_brain
from bots.viewer_data import ViewerData, viewer_data
from core.channels.audit import Audit
from core.channels.backstage import Backstage
from core.channels.console import Console
from core.channels.floor import Floor
from core.channels.guilds import Actor, Place
from core.channels.invites import Invites
from core.channels.keys import ChannelKeys
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.programme_desk import ProgrammeDesk
from core.channels.report_desk import ReportDesk
from core.channels.settings import ChannelSettings, Level
from core.channels.story_desk import StoryDesk
from core.errands import Errand
from core.events import ChatMessage, Viewer
from core.fleet.newsroom import Newsroom
from core.gate.gate import GateSettings
from core.gifts.donations import Donations
from core.gifts.wishes import Wishes, aliases
from core.labels import Platform, Role
from core.ports import Clock
from core.safety.aftercare import Aftercare
from core.safety.first_aid import FirstAid
from core.spending.budget import Budget, Cap, Caps, Price
from core.spending.costs import Till
from core.stories.airing import Airing
from core.stories.box import Box
from core.turns import Turn
from core.viewers.people import People
from core.viewers.privacy import Privacy
from scheduler.cron import following
from storage.audit import SqlAudit
from storage.chat_log import SqlChatLog
from storage.codes import SqlCodes
from storage.database import open_database
from storage.donations import SqlDonations
from storage.invites import SqlInvites
from storage.links import SqlLinks
from storage.settings import SqlSettings
from storage.spending import SqlSpending
from storage.turns import SqlTurns
from tests.conftest import FakeClock, line

NO_CAP = Cap(1_000_000, 1_000_000_000)
# Won for a million tokens read and written.
PRICE = Price(1_000, 4_000)


@dataclass
class Management:
    """What `compose` builds for streamers and their managers."""

    channels: Channels
    people: People
    linking: Linking
    aftercare: Aftercare
    console: Console
    gifts: SqlDonations
    known: ViewerData
    privacy: Privacy
    turns: SqlTurns
    backstage: Backstage
    invites: Invites
    # What was done and is not written down yet.
    errands: list[Errand]

    async def noted(self, place: Place) -> list[tuple[str, str, str]]:
        """Who did what to whom there, oldest first."""
        while self.errands:
            await self.errands.pop(0)()
        boss = Actor(id="invite:test", name="", guild=None, at=place, may=Level.MANAGER)
        entries = await self.backstage.audit(boss, place)
        return [(one.name, one.what, one.about) for one in reversed(entries)]

    async def link(self, place: Place, guild: str) -> None:
        """The broadcaster gives `place` into the hands of `guild`."""
        code = await self.linking.stream_code(guild)
        said = await self.linking.type_stream_code(broadcaster(place), code)
        assert said.startswith("연동됐어요")


def broadcaster(place: Place) -> ChatMessage:
    """A line of a stream's broadcaster in its own chat."""
    who = f"{place.platform}:{place.channel}"
    return line(
        "!연동", who, name=place.name, roles=frozenset({Role.BROADCASTER}),
        platform=place.platform, channel=place.channel,
    )  # fmt: skip


async def agree(linking: Linking, event: ChatMessage, code: str) -> str:
    """A viewer types `code`, reads what it allows and types it with a yes; the last line said."""
    assert "지울 수 있어요" in await linking.type_viewer_code(event, code)
    return await linking.type_viewer_code(event, f"{code} 네")


def viewer_line(viewer: Viewer, platform: Platform = Platform.TWITCH) -> ChatMessage:
    return line("!연결", viewer.id, name=viewer.name, platform=platform, channel="1")


@pytest.fixture
async def management(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Management]:
    async with managed(tmp_path / "test.db", clock) as management:
        yield management


@asynccontextmanager
async def managed(path: Path, clock: Clock) -> AsyncIterator[Management]:
    """With what the database at `path` holds, as after a start."""
    brain = _brain()
    aftercare = Aftercare(brain.helplines)
    async with open_database(path) as engine:
        store, links = SqlSettings(engine), SqlLinks(engine)
        known = await viewer_data(engine, clock)
        people = known.people
        channels = Channels(
            lambda _: brain.gate(GateSettings()),
            store,
            await store.channels(),
            lambda *_: ChannelSettings(),
        )
        linking = Linking(links, await links.all(), people, SqlCodes(engine), clock)
        names = {slug: persona.name for slug, persona in brain.personas.items()}
        console = Console(channels, linking, people, aftercare, store, await store.guilds(), names)
        console.addresses = {of: _address(channels, of) for of in ("overlay", "hook")}
        gifts, topic = SqlDonations(engine, clock), MemoryTopic[Turn](("engine",))
        turns = SqlTurns(engine, clock)
        wishes = Wishes(aliases(brain.personas.values()))
        console.donations = Donations(gifts, channels, turns, topic, brain.words, wishes, clock)
        aid = FirstAid(brain.triager, aftercare, people, channels, clock)
        box = Box(known.stories, people, channels, brain.words, aid, clock)
        box.take_back = turns.take_back
        airing = Airing(known.stories, turns, topic, channels, Newsroom(), clock)
        console.stories = StoryDesk(
            console.check, known.stories, box, airing, lambda *about: console.note(*about)
        )
        console.reports = ReportDesk(console.check, nothing_kept)
        console.programme = ProgrammeDesk(
            console.check, channels, following, clock, lambda *about: console.note(*about)
        )
        console.floor = Floor(channels, Newsroom(), lambda _: True, shows=True)
        privacy = known.privacy(brain, channels, console.donations, turns, SqlChatLog(engine))
        spending = SqlSpending(engine)
        caps = Caps(NO_CAP, lambda *of: Cap(channels.settings(*of).model_won, 1_000_000), NO_CAP)
        budget = Budget(spending, PRICE, caps, people.of, clock)
        invites = Invites(SqlInvites(engine), linking.guild_of, clock)
        errands: list[Errand] = []
        audit = Audit(SqlAudit(engine), errands.append, lambda: uuid4().hex, clock)
        console.note = audit.note
        backstage = Backstage(console, invites, audit, clock)
        backstage.link = lambda token: f"http://127.0.0.1:1/studio#{token}"
        console.studio = backstage.own
        console.till = Till(budget, spending, clock, "parrot-1")
        yield Management(
            channels,
            people,
            linking,
            aftercare,
            console,
            gifts,
            known,
            privacy,
            turns,
            backstage,
            invites,
            errands,
        )


async def nothing_kept(*_: object) -> None:
    """No stream was reported on yet."""


@cache
def _brain() -> Brain:
    """It takes a second to build; nothing in it but aftercare remembers anything."""
    return build_brain("러블름", EmbeddedResponder())


def _address(channels: Channels, of: str) -> Callable[[Platform, str], str]:
    def renewed(platform: Platform, key: str) -> int:
        count: int = getattr(channels.settings(platform, key), f"{of}_renewed")
        return count

    keys = ChannelKeys(of.encode(), renewed)
    return lambda platform, key: f"http://localhost/{of}#{keys.token(platform, key)}"
