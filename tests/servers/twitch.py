"""A local Twitch that fails on demand, and an adapter that listens to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters import supervise
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch import helix as twitch_helix
from adapters.twitch import socket as twitch_socket
from adapters.twitch.adapter import TwitchAdapter
from adapters.twitch.helix import Helix
from core.events import Event, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from tests.conftest import until

VIEWER = Viewer("twitch:4242", "시청자")

SAY = "/helix/chat/messages"
TOKEN = "/oauth2/token"
SHARDS = "/helix/eventsub/conduits/shards"
SUBSCRIBE = "/helix/eventsub/subscriptions"
SOCKET = "/ws"
# What is asked, in this order, before anything is heard.
START = (TOKEN, "/helix/users", "/helix/eventsub/conduits", SHARDS, SUBSCRIBE)


def refusal(status: int, message: str = "") -> web.Response:
    return web.json_response(
        {"error": "refused", "status": status, "message": message}, status=status
    )


@dataclass
class Fault:
    """What happens to the next `times` requests for a path: `status` instead of doing what is
    asked; or it is done and the answer is `lost`, or `hangs` for ever."""

    path: str
    times: int = 1
    status: int = 0
    lost: bool = False
    hangs: bool = False


@dataclass
class Faults:
    """A middleware; `seen` holds the path of every request."""

    waiting: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def add(self, path: str, **how: int) -> None:
        self.waiting.append(Fault(path, **how))  # type: ignore[arg-type]

    @web.middleware
    async def play(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen.append(request.path)
        fault = next((fault for fault in self.waiting if fault.path == request.path), None)
        if fault is None:
            return await handler(request)
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)
        if fault.status:
            return refusal(fault.status)
        response = await handler(request)
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.lost:
            assert request.transport is not None
            request.transport.abort()
        return response

    def count(self, path: str) -> int:
        return self.seen.count(path)


@dataclass
class Stage:
    twitch: SimulatedTwitch
    adapter: TwitchAdapter
    faults: Faults
    task: asyncio.Task[None]
    heard: list[Event] = field(default_factory=list)
    # Hearing the event with this text raises.
    choke_on: str = ""

    def hear(self, event: Event) -> None:
        if self.choke_on and event.text == self.choke_on:
            raise RuntimeError("choked")
        self.heard.append(event)

    def texts(self) -> list[str]:
        return [event.text for event in self.heard]

    async def hears(self, text: str) -> None:
        """Somebody writes `text`, and it is heard."""
        await self.twitch.chat(text)
        await until(lambda: text in self.texts())

    async def answers(self, text: str = "살아 있어요") -> None:
        """Somebody writes, it is heard, answered, and the answer is said."""
        await self.hears(f"{text}?")
        await self.adapter.say(answer(f"{text}!"))
        assert self.twitch.said[-1].text == f"{text}!"

    async def moved(self) -> None:
        """Return when the session was welcomed on a second socket and has left the first."""
        await until(lambda: self.twitch.sockets.welcomed == 2)
        await until(lambda: not self.twitch.sockets.others)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits for distant servers, shortened: nothing else is patched."""
    monkeypatch.setattr(supervise, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(twitch_helix, "DEADLINE", 1.0)
    monkeypatch.setattr(twitch_socket, "WELCOME_WITHIN", 1.0)
    monkeypatch.setattr(twitch_socket, "LINGER", 0.3)


@asynccontextmanager
async def running(twitch: SimulatedTwitch, faults: Faults) -> AsyncIterator[Stage]:
    """An adapter that listens to `twitch`, or tries to."""
    where = twitch.settings()
    async with Helix(
        where["LOVELM_TWITCH_CLIENT_ID"],
        where["LOVELM_TWITCH_CLIENT_SECRET"],
        twitch.bot_id,
        where["LOVELM_TWITCH_API_URL"],
        where["LOVELM_TWITCH_ID_URL"],
    ) as helix:
        adapter = TwitchAdapter(helix, where["LOVELM_TWITCH_EVENTSUB_URL"], ("streamer",))
        task = asyncio.create_task(adapter.run(lambda event: stage.hear(event)))
        stage = Stage(twitch, adapter, faults, task)
        try:
            yield stage
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def staged(prepare: Callable[[Faults], None] = lambda _: None) -> AsyncIterator[Stage]:
    """A local Twitch, with its faults prepared, and an adapter that listens to it."""
    faults = Faults()
    prepare(faults)
    twitch = SimulatedTwitch(middlewares=[faults.play])
    async with twitch.serve(), running(twitch, faults) as stage:
        await until(lambda: stage.adapter.connected)
        yield stage


def answer(text: str, **fields: object) -> Reply:
    about = {"in_reply_to": (), "crisis": False} | fields
    return Reply(
        turn_id="t",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=VIEWER,
        question="",
        persona=None,
        speaker="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        **about,  # type: ignore[arg-type]
    )
