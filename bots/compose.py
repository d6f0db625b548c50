"""The only place where things are built and put together."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

from adapters.hooks.donation import DonationHook
from adapters.metrics.meter import PrometheusMeter
from adapters.overlay.adapter import Overlay
from adapters.room.adapter import RoomAdapter
from adapters.site import serve
from adapters.speech.espeak import EspeakSpeech
from adapters.topics.memory import MemoryTopic
from adapters.trial.adapter import Trial
from bots import metrics
from bots.app import App, listening
from bots.brain import build_brain
from bots.classifier import load_classifier
from bots.data_lock import data_lock
from bots.database import open_alone
from bots.film_sync import FilmRefresh
from bots.grants import grants_in
from bots.health import Readiness, checks, health
from bots.jobs import AT_NIGHT, jobs
from bots.models import writer
from bots.platforms import discord, streams
from bots.secret_file import kept_secret
from bots.settings import Settings, data_folder, persona_folder
from bots.viewer_data import viewer_data
from core.alarms import Alarm, Alarms
from core.channel import Channel
from core.channel_keys import ChannelKeys
from core.channel_settings import ChannelSettings
from core.channels import Channels
from core.commands.typed import Services
from core.console import Console
from core.dispatcher import Dispatcher
from core.donations import Donations
from core.engine import Engine
from core.errands import Errands
from core.gate.gate import GateSettings
from core.labels import Platform
from core.lag import Lag
from core.linking import Linking
from core.listener import Listener
from core.mouth import Mouth, said_at_once
from core.movies.survey import films
from core.narrator import ALERT, Narrator
from core.outbox import Outbox
from core.polls import Polls
from core.ports import Adapter, Clock, Memory
from core.recovery import recover
from core.replies import Notice, Receipt, Reply
from core.turns import Turn
from core.workers import Workers
from scheduler.jobs import Jobs
from storage.chat_log import SqlChatLog
from storage.codes import SqlCodes
from storage.donations import SqlDonations
from storage.links import SqlLinks
from storage.retention import Retention
from storage.settings import SqlSettings
from storage.turns import SqlTurns

# People come to the room to talk; in a stream's chat only what deserves it is answered.
FLOOR = {Platform.ROOM: GateSettings(floor=0.25)}


@asynccontextmanager
async def compose(
    settings: Settings, demo: bool = False, clock: Clock = time.time
) -> AsyncIterator[App]:
    """Everything one process needs, built in order and closed in reverse.

    Raises ConfigError when a file, folder, port or setting is unusable.
    """
    async with AsyncExitStack() as stack:
        folder = data_folder(settings)
        stack.enter_context(data_lock(folder))
        database = await stack.enter_async_context(open_alone(settings, folder))
        meter = PrometheusMeter(version("lovelm"))
        known = await viewer_data(database, clock)
        people = known.people
        writes = await stack.enter_async_context(
            writer(settings, database, people.of, lambda *of: channels.settings(*of), clock, meter)
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
        turns = SqlTurns(database, clock)
        chat_log = SqlChatLog(database)

        store, links = SqlSettings(database), SqlLinks(database)
        channels = Channels(
            lambda platform: brain.gate(FLOOR.get(platform, GateSettings())),
            store,
            await store.channels(),
            lambda platform, _: (
                ChannelSettings(together=True, posters=settings.posters)
                if platform is Platform.ROOM
                else ChannelSettings()
            ),
        )
        linking = Linking(links, await links.all(), people, SqlCodes(database), clock)
        topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
        donations = Donations(
            SqlDonations(database, clock), channels, turns, topic, brain.moderation.name, clock,
            meter,
        )  # fmt: skip
        privacy = known.privacy(brain, channels, donations, turns, chat_log)
        services = Services(brain.personas, channels, linking, donations, brain.corner, privacy)
        names = {slug: persona.name for slug, persona in brain.personas.items()}
        console = Console(
            channels, linking, people, brain.aftercare, store, await store.guilds(), names
        )

        room_key, overlay_key, hook_key = (
            kept_secret(folder / f"{page}.key") for page in ("room", "overlay", "hook")
        )
        overlay_keys = ChannelKeys(
            overlay_key, lambda platform, key: channels.settings(platform, key).overlay_renewed
        )
        hook_keys = ChannelKeys(
            hook_key, lambda platform, key: channels.settings(platform, key).hook_renewed
        )
        room = RoomAdapter(
            brain.personas, brain.moderation, room_key, demo, settings.public_url, clock
        )
        adapters: dict[str, Adapter] = {Platform.ROOM: room}
        grants = await grants_in(database, settings, folder)
        adapters |= await streams(settings, folder, grants, stack, clock, turns.said_since)
        memories: dict[str, Memory] = {}
        outlet = None
        if settings.discord_on:
            outlet = discord(settings, brain.personas, console, linking, privacy, clock)
            adapters[Platform.DISCORD] = memories[Platform.DISCORD] = outlet
        trial = Trial(
            lambda survey: films(brain.films.recommender, survey), settings.posters, clock
        )
        overlay = Overlay(brain.personas, overlay_key.hex(), overlay_keys, clock)
        speech = await stack.enter_async_context(EspeakSpeech())

        replies: MemoryTopic[Reply] = MemoryTopic(("overlay", *adapters))

        def held(viewer: str) -> bool:
            return brain.aftercare.holds(people.of(viewer), clock())

        narrator = Narrator(
            overlay, speech, brain.personas, brain.words, replies, channels, held, clock, meter
        )

        async def say_now(reply: Reply) -> None:
            await said_at_once(adapters[reply.platform], reply)

        async def tell(line: Receipt | Notice) -> None:
            if isinstance(line, Notice):
                return await adapters[line.platform].notify(line)
            narrator.promise(line)
            await adapters[line.platform].receipt(line)

        crisis: Outbox[Reply] = Outbox(say_now, meter)
        lines: Outbox[Receipt | Notice] = Outbox(tell, meter)
        listener = Listener(
            brain.triager, brain.aftercare, people, services, chat_log, clock,
            crisis.put, lines.put, meter,
        )  # fmt: skip
        errands = Errands(meter)

        async def ring(alarm: Alarm) -> None:
            if outlet is not None:
                await outlet.alarm(alarm)

        alarms = Alarms(ring, clock)

        def shown(alert: str) -> None:
            donations.shown(alert.removeprefix(ALERT))

        polls = Polls(channels, people, clock, lines.put, overlay.show)

        def hush(channel: Channel) -> None:
            narrator.hush(channel)
            polls.hush(channel)

        def silence(viewer: str) -> None:
            narrator.silence(viewer)
            polls.silence(viewer)

        listener.hush, listener.silence = hush, silence
        listener.record = donations.record
        donations.recorded, donations.alert = listener.recorded, narrator.alert
        overlay.shown, overlay.arrived = shown, narrator.arrived
        channels.changed = lambda: errands.put(overlay.recheck)
        console.speak, console.donations = narrator.release, donations
        listener.errand, listener.alarm = errands.put, alarms.disclosure
        known.memories.errand, console.tell = errands.put, lines.put
        console.forget_alarm, people.moved = alarms.forget, brain.aftercare.carry
        console.hush, console.till = hush, writes.till
        console.health = lambda: [*health(adapters), *writes.health()]
        dispatcher = Dispatcher(
            listener,
            channels,
            brain.triager,
            brain.words,
            brain.understander,
            turns,
            topic,
            chat_log,
            clock,
            meter,
        )
        dispatcher.meant = brain.meant
        engine = Engine(brain.answer, brain.personas, brain.words, clock=clock, meter=meter)
        engine.hear = narrator.hear
        narrator.sounded = lambda *what: errands.put(lambda: turns.heard(*what))
        workers = Workers(engine, turns, topic, replies, meter)
        workers.refused = lambda turn: channels.of(turn.platform, turn.channel).done(turn.id)
        mouth = Mouth(
            turns, donations, replies, adapters, memories, channels, held, overlay.watched, clock,
            meter,
        )  # fmt: skip
        mouth.said, listener.vote = polls.said, polls.vote
        privacy.forgetting.live += (room.forget, narrator.forget, polls.forget, mouth.forget)
        hook = DonationHook(
            hook_keys, listener.hear, lambda: donations.full, donations.stored, clock
        )

        meter.expect(adapters)
        for name, adapter in adapters.items():
            adapter.lost = partial(meter.lost, Platform(name))
        lag = Lag(meter)
        readiness = Readiness(checks(database, adapters))
        page = metrics.page(
            settings, meter, readiness,
            {"turns": topic.dead_letters, "replies": replies.dead_letters},
            metrics.gauges(adapters, channels, donations, errands, writes.resting),
        )  # fmt: skip
        served = (room, trial, overlay, hook, page)
        url = await stack.enter_async_context(
            serve(
                settings.bind,
                settings.port,
                settings.public_url,
                [route for part in served for route in part.routes()],
                readiness.parts,
                lambda: lag.seconds,
            )
        )
        console.addresses = {
            "overlay": lambda platform, key: f"{url}/overlay#{overlay_keys.token(platform, key)}",
            "hook": lambda platform, key: f"{url}/hooks/donation#{hook_keys.token(platform, key)}",
        }
        stack.push_async_callback(room.close)
        stack.push_async_callback(chat_log.flush)
        resume = await recover(turns, donations, mouth, topic, replies, clock(), meter)

        films_refresh = FilmRefresh(settings, brain.show, clock)
        app = App(url, f"{url}/overlay#{overlay_key.hex()}", room, adapters, listener.hear)
        app.tasks = [
            resume,
            lag.run,
            crisis.run,
            lines.run,
            errands.run,
            alarms.run,
            dispatcher.run,
            workers.run,
            lambda: mouth.run(adapters),
            narrator.run,
            polls.run,
            donations.run,
            films_refresh.load,
            Jobs(
                jobs(settings, Retention(database, clock), films_refresh)
                | {"shown films": (known.opinions.sweep, AT_NIGHT)}
            ).run,
            *(listening(adapter, listener.hear) for adapter in adapters.values()),
        ]
        yield app
