"""A local Discord that fails on demand, and an adapter that listens to it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.discord.adapter import DiscordAdapter
from adapters.simulated.discord import SimulatedDiscord
from core.events import Command, Event
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from personas.loader import load_all
from tests.conftest import until
from tests.hearing import hearing
from tests.management import Management, managed

CHANNEL = "300000000000000001"
ELSEWHERE = "300000000000000002"
PERSONAS = load_all()
QUIET = {CHANNEL: "고민", ELSEWHERE: "잡담"}


@dataclass
class Fault:
    """What happens to the next `times` requests whose method and path match: `answer` instead
    of Discord's, `before` seconds until Discord sees it, or its answer `lost`."""

    method: str
    path: str
    times: int = 1
    answer: Callable[[], web.Response] | None = None
    before: float = 0.0
    lost: bool = False


@dataclass
class Faults:
    """A middleware; `seen` counts every request by method and path."""

    waiting: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def add(self, method: str, path: str, **how: object) -> None:
        self.waiting.append(Fault(method, path, **how))  # type: ignore[arg-type]

    @web.middleware
    async def play(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen.append((request.method, request.path))
        fault = next(
            (f for f in self.waiting if f.method == request.method and f.path in request.path),
            None,
        )
        if fault is None:
            return await handler(request)
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)
        await request.read()  # whoever sent it may be gone when Discord comes to it
        await asyncio.sleep(fault.before)
        if fault.answer is not None:
            return fault.answer()
        response = await handler(request)
        if fault.lost and request.transport is not None:
            request.transport.abort()
        return response

    def count(self, method: str, path: str) -> int:
        return sum(m == method and path in p for m, p in self.seen)


@dataclass
class Stage:
    discord: SimulatedDiscord
    adapter: DiscordAdapter
    heard: list[Event]
    faults: Faults
    task: asyncio.Task[None]
    management: Management


@asynccontextmanager
async def connected(
    discord: SimulatedDiscord, faults: Faults, silence: float = 120.0
) -> AsyncIterator[Stage]:
    """An adapter that listens to `discord`, with a console of its own."""
    with TemporaryDirectory() as folder:
        async with managed(Path(folder) / "test.db", time.time) as management:
            async with listening(discord, faults, management, silence) as stage:
                yield stage


@asynccontextmanager
async def listening(
    discord: SimulatedDiscord, faults: Faults, management: Management, silence: float = 120.0
) -> AsyncIterator[Stage]:
    adapter = adapter_for(discord, management, silence)
    heard: list[Event] = []
    async with hearing(adapter, heard.append) as task:
        await until(lambda: adapter.connected or task.done(), within=20.0)
        yield Stage(discord, adapter, heard, faults, task, management)


@asynccontextmanager
async def staged(silence: float = 120.0, **about: object) -> AsyncIterator[Stage]:
    """A local Discord of two channels with an adapter for which one of them is open."""
    faults = Faults()
    discord = SimulatedDiscord(channels=QUIET, middlewares=[faults.play], **about)  # type: ignore[arg-type]
    async with discord.serve(), connected(discord, faults, silence) as stage:
        yield stage


def adapter_for(
    discord: SimulatedDiscord,
    management: Management,
    silence: float = 120.0,
    shard: tuple[int, int] = (0, 1),
) -> DiscordAdapter:
    where = discord.settings()

    def opened(channel: str) -> bool:
        decided = management.console.opened(Platform.DISCORD, channel)
        return CHANNEL in channel.split("/") if decided is None else decided

    return DiscordAdapter(
        where["LOVELM_DISCORD_TOKEN"],
        "러블름",
        PERSONAS,
        management.console,
        management.linking,
        management.privacy,
        opened,
        where["LOVELM_DISCORD_API_URL"],
        where["LOVELM_DISCORD_GATEWAY_URL"],
        silence=silence,
        shard=shard,
    )


async def next_event(stage: Stage, count: int = 1) -> Event:
    """The `count`th event that was heard since the start."""
    await until(lambda: len(stage.heard) >= count)
    return stage.heard[count - 1]


async def asked(stage: Stage, name: str, **options: Any) -> Command:
    """A slash command, as it was heard."""
    await stage.discord.slash(name, **options)
    event = await next_event(stage, len(stage.heard) + 1)
    assert isinstance(event, Command)
    return event


def answer(text: str, to: Event, **fields: object) -> Reply:
    about: dict[str, object] = {
        "turn_id": to.id, "platform": Platform.DISCORD, "channel": CHANNEL, "viewer": to.viewer,
        "in_reply_to": (to.id,), "question": "", "chat": text, "speech": "", "persona": "onyu",
        "speaker": "온유", "token": getattr(to, "token", None), "emotion": Emotion.NEUTRAL,
        "intent": Intent.COUNSEL,
    }  # fmt: skip
    return Reply(**(about | fields))  # type: ignore[arg-type]
