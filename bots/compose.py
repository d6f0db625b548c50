"""The only place where things are built and put together."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.models.embedded import EmbeddedResponder
from adapters.overlay.adapter import Overlay
from adapters.room.adapter import RoomAdapter
from adapters.site import serve
from adapters.speech.espeak import EspeakSpeech
from adapters.topics.memory import MemoryTopic
from bots.brain import build_brain
from bots.data_lock import data_lock
from bots.platforms import chzzk, discord, twitch
from bots.secret_file import kept_secret
from bots.settings import Settings, data_folder
from core.channel import Channel
from core.dispatcher import Dispatcher
from core.engine import Engine
from core.gate.gate import GateSettings
from core.labels import Platform
from core.listener import Listener
from core.mouth import Mouth, said_at_once
from core.narrator import Narrator
from core.outbox import Outbox
from core.ports import Adapter, Clock, Hear
from core.recovery import recover
from core.replies import Notice, Receipt, Reply
from core.turns import Turn
from core.workers import Workers
from scheduler.jobs import Jobs
from storage.chat_log import SqlChatLog
from storage.database import open_database
from storage.retention import Retention
from storage.turns import SqlTurns

# People come to the room to talk; in a stream's chat only what deserves it is answered.
FLOOR = {Platform.ROOM: 0.25}


@dataclass(slots=True)
class App:
    """The running parts, for those who start and watch them."""

    url: str
    overlay_url: str
    room: RoomAdapter
    adapters: dict[str, Adapter]
    hear: Hear
    tasks: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)

    async def run(self) -> None:
        """Run every part until cancelled."""
        async with asyncio.TaskGroup() as group:
            for task in self.tasks:
                group.create_task(task())


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
        brain = build_brain(settings.bot_name, EmbeddedResponder())
        database = await stack.enter_async_context(open_database(folder / "lovelm.db"))
        turns = SqlTurns(database, clock)
        chat_log = SqlChatLog(database)

        room_key, overlay_key = (
            kept_secret(folder / f"{page}.key") for page in ("room", "overlay")
        )
        room = RoomAdapter(brain.personas, room_key, demo, settings.public_url, clock)
        adapters: dict[str, Adapter] = {Platform.ROOM: room}
        if settings.twitch_on:
            adapters[Platform.TWITCH] = await twitch(settings, stack, clock)
        if settings.chzzk_on:
            adapters[Platform.CHZZK] = await chzzk(settings, folder, stack, clock)
        if settings.discord_on:
            adapters[Platform.DISCORD] = discord(settings, brain.personas, clock)
        overlay = Overlay(brain.personas, overlay_key.hex(), clock)
        speech = await stack.enter_async_context(EspeakSpeech())

        channels: dict[tuple[str, str], Channel] = {}

        def channel(platform: Platform, key: str) -> Channel:
            found = channels.get((platform, key))
            if found is None:
                gate = brain.gate(GateSettings(floor=FLOOR.get(platform, 0.5)))
                found = channels[platform, key] = Channel(platform, key, gate)
            return found

        topic: MemoryTopic[Turn] = MemoryTopic(("engine",))
        replies: MemoryTopic[Reply] = MemoryTopic(("overlay", *adapters))

        def held(viewer: str) -> bool:
            return brain.aftercare.holds(viewer, clock())

        narrator = Narrator(
            overlay, speech, brain.personas, brain.moderation, replies, channels, held
        )

        async def say_now(reply: Reply) -> None:
            await said_at_once(adapters[reply.platform], reply)

        async def tell(line: Receipt | Notice) -> None:
            if isinstance(line, Notice):
                return await adapters[line.platform].notify(line)
            narrator.promise(line)
            await adapters[line.platform].receipt(line)

        crisis: Outbox[Reply] = Outbox(say_now)
        lines: Outbox[Receipt | Notice] = Outbox(tell)
        listener = Listener(
            brain.triager, brain.aftercare, brain.personas, channel, chat_log, clock,
            crisis.put, lines.put,
        )  # fmt: skip
        listener.hush, listener.silence = narrator.hush, narrator.silence
        dispatcher = Dispatcher(
            listener, channels, brain.triager, brain.understander, turns, topic, chat_log, clock
        )
        engine = Engine(brain.answer, brain.personas, brain.moderation)
        workers = Workers(engine, turns, topic, replies)
        mouth = Mouth(turns, replies, adapters, channels, held)

        url = await stack.enter_async_context(
            serve(
                settings.bind,
                settings.port,
                settings.public_url,
                [*room.routes(), *overlay.routes()],
                lambda: _ready(database),
            )
        )
        stack.push_async_callback(room.close)
        stack.push_async_callback(chat_log.flush)
        await recover(turns, topic, replies, clock())

        app = App(url, f"{url}/overlay#{overlay_key.hex()}", room, adapters, listener.hear)
        app.tasks = [
            crisis.run,
            lines.run,
            dispatcher.run,
            workers.run,
            lambda: mouth.run(adapters),
            narrator.run,
            overlay.run,
            Jobs(
                {"retention": (Retention(database, clock).sweep, {"trigger": "cron", "hour": 5})}
            ).run,
            *(_listening(adapter, listener.hear) for adapter in adapters.values()),
        ]
        yield app


def _listening(adapter: Adapter, hear: Hear) -> Callable[[], Coroutine[Any, Any, None]]:
    return lambda: adapter.run(hear)


async def _ready(database: AsyncEngine) -> dict[str, str]:
    """State of each part that an answer needs."""
    try:
        async with asyncio.timeout(2.0), database.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as error:  # whatever is wrong with it, the database is not ready
        return {"database": type(error).__name__}
    return {"database": "ok"}
