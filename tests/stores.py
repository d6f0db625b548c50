"""The whole core on a real database, without platforms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from bots.viewer_data import ViewerData, viewer_data
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.settings import ChannelSettings
from core.channels.words import ChannelWords
from core.commands.typed import Services
from core.delivery.unanswered import Unanswered
from core.errands import Errands
from core.gate.gate import GateSettings
from core.gifts.donations import Donations
from core.gifts.wishes import Wishes, aliases
from core.safety.first_aid import FirstAid
from core.stories.box import Box
from core.turns import Turn
from core.viewers.people import People
from core.viewers.privacy import Privacy
from storage.chat_log import SqlChatLog
from storage.codes import SqlCodes
from storage.database import Target, open_database
from storage.donations import SqlDonations
from storage.links import SqlLinks
from storage.settings import SqlSettings
from storage.turns import SqlTurns
from tests.conftest import FakeClock


@dataclass
class Stores:
    engine: AsyncEngine
    turns: SqlTurns
    topic: MemoryTopic[Turn]
    channels: Channels
    people: People
    known: ViewerData
    privacy: Privacy
    chat_log: SqlChatLog
    linking: Linking
    gifts: SqlDonations
    donations: Donations
    stories: Box
    errands: Errands
    services: Services


@asynccontextmanager
async def stores(target: Target, brain: Brain, clock: FakeClock) -> AsyncIterator[Stores]:
    """Everything the core keeps, on the database at `target`."""
    async with open_database(target) as engine:
        settings, links = SqlSettings(engine), SqlLinks(engine)
        known = await viewer_data(engine, clock)
        people, chat_log = known.people, SqlChatLog(engine)
        channels = Channels(
            lambda _: brain.gate(GateSettings()),
            settings,
            await settings.channels(),
            lambda *_: ChannelSettings(),
        )
        turns, gifts = SqlTurns(engine, clock), SqlDonations(engine, clock)
        topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
        words = ChannelWords(brain.moderation, channels.settings)
        wishes = Wishes(aliases(brain.personas.values()))
        donations = Donations(gifts, channels, turns, topic, words, wishes, clock)
        privacy = known.privacy(brain, channels, donations, turns, chat_log)
        linking = Linking(links, await links.all(), people, SqlCodes(engine), clock)
        first_aid = FirstAid(brain.triager, brain.aftercare, people, channels, clock)
        stories = Box(known.stories, people, channels, brain.words, first_aid, clock)
        errands = Errands()
        yield Stores(
            engine=engine,
            turns=turns,
            topic=topic,
            channels=channels,
            people=people,
            known=known,
            privacy=privacy,
            chat_log=chat_log,
            linking=linking,
            gifts=gifts,
            donations=donations,
            stories=stories,
            errands=errands,
            services=Services(
                personas=brain.personas, corner=brain.corner, channels=channels, linking=linking,
                donations=donations, privacy=privacy, stories=stories, marks=known.marks,
                unanswered=Unanswered(turns, donations.approval, errands.put),
            ),
        )  # fmt: skip
