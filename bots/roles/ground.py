"""What every role that has to do with viewers stands on: database, bus, settings, who is who."""

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.metrics.meter import PrometheusMeter
from bots.brain import Brain, build_brain
from bots.bus import Bus, homes, open_bus, shard_of
from bots.classifier import load_classifier
from bots.database import open_running
from bots.models import Writer, writer
from bots.page_keys import PageKeys, page_keys
from bots.settings import Settings, data_folder, persona_folder
from bots.viewer_data import ViewerData, viewer_data
from core.channels.keys import ChannelKeys
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.settings import Aloud, ChannelSettings
from core.fleet.presence import Presence
from core.gate.gate import GateSettings
from core.labels import Platform
from core.ports import Clock
from core.safety.alarms import Alarm
from storage.codes import SqlCodes
from storage.links import SqlLinks
from storage.settings import SqlSettings
from storage.turns import SqlTurns

# People come to the room to talk; in a stream's chat only what deserves it is answered.
FLOOR = {Platform.ROOM: GateSettings(floor=0.25)}


@dataclass(frozen=True, slots=True)
class Ground:
    settings: Settings
    folder: Path
    clock: Clock
    meter: PrometheusMeter
    database: AsyncEngine
    bus: Bus
    presence: Presence
    known: ViewerData
    brain: Brain
    writes: Writer
    turns: SqlTurns
    store: SqlSettings
    channels: Channels
    linking: Linking
    keys: PageKeys
    overlay_keys: ChannelKeys
    hook_keys: ChannelKeys
    deck_keys: ChannelKeys


async def lay(
    settings: Settings, stack: AsyncExitStack, clock: Clock, demo: bool = False
) -> Ground:
    """Built in order, closed with `stack`. Raises ConfigError for what is unusable.

    Before anybody decides, the room and a `demo` speak whenever nobody else does: nobody is
    there to open a corner. On a real stream a person speaks, so all is chat until one is opened.
    """
    folder = data_folder(settings)
    database = await stack.enter_async_context(open_running(settings, folder))
    keys = page_keys(settings, folder)
    meter = PrometheusMeter(version("lovelm"))
    known = await viewer_data(database, clock)
    links = SqlLinks(database)
    linking = Linking(links, await links.all(), known.people, SqlCodes(database), clock)
    _, _, shards = settings.discord_shard.partition("/")

    def alarm_home(alarm: Alarm) -> str:
        if alarm.platform is Platform.DISCORD:  # heard by whoever has its guild
            return f"{Platform.DISCORD}/{settings.discord_shard}"
        guild = linking.guild_of(alarm.platform, alarm.channel)
        return f"{Platform.DISCORD}/{shard_of(guild, int(shards))}/{shards}"

    bus = await stack.enter_async_context(open_bus(settings, alarm_home))
    writes = await stack.enter_async_context(
        writer(
            settings, database, known.people.of, lambda *of: channels.settings(*of), clock, meter
        )
    )
    brain = build_brain(
        settings.bot_name,
        writes.responder,
        feedback=known.feedback,
        classifier=load_classifier(settings.classifier),
        settings=lambda platform, key: channels.settings(platform, key),
        viewers=known.viewers,
        memories=known.memories,
        guests=persona_folder(settings),
        meter=meter,
    )
    store = SqlSettings(database)
    channels = Channels(
        lambda platform: brain.gate(FLOOR.get(platform, GateSettings())),
        store,
        await store.channels(),
        lambda platform, _: (
            ChannelSettings(together=True, posters=settings.posters)
            if platform is Platform.ROOM
            else ChannelSettings(aloud=Aloud.ALWAYS if demo else Aloud.AUTO)
        ),
        homes(settings.discord_shard),
    )
    return Ground(
        settings=settings,
        folder=folder,
        clock=clock,
        meter=meter,
        database=database,
        bus=bus,
        presence=Presence(bus.newsroom, settings.roles, time.monotonic),
        known=known,
        brain=brain,
        writes=writes,
        turns=SqlTurns(database, clock),
        store=store,
        channels=channels,
        linking=linking,
        keys=keys,
        overlay_keys=ChannelKeys(
            keys.overlay, lambda platform, key: channels.settings(platform, key).overlay_renewed
        ),
        hook_keys=ChannelKeys(
            keys.hook, lambda platform, key: channels.settings(platform, key).hook_renewed
        ),
        deck_keys=ChannelKeys(
            keys.deck, lambda platform, key: channels.settings(platform, key).deck_renewed
        ),
    )
