"""A local Twitch that fails on demand, and an adapter that listens to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters import supervise
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch import adapter as twitch_adapter
from adapters.twitch import answers as twitch_answers
from adapters.twitch import helix as twitch_helix
from adapters.twitch import outlet as twitch_outlet
from adapters.twitch import socket as twitch_socket
from adapters.twitch import subscriptions as twitch_subscriptions
from adapters.twitch.adapter import TwitchAdapter
from adapters.twitch.helix import Helix
from core.events import Event, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from tests.conftest import until
from tests.hearing import hearing

VIEWER = Viewer("twitch:4242", "시청자")
DONOR = Viewer("twitch:5", "여름귤")

SAY = "/helix/chat/messages"
TOKEN = "/oauth2/token"
SHARDS = "/helix/eventsub/conduits/shards"
SUBSCRIBE = "/helix/eventsub/subscriptions"
SOCKET = "/ws"
USERS = "/helix/users"
# What is asked, in this order, before anything is heard.
START = (TOKEN, USERS, "/helix/eventsub/conduits", SHARDS, SUBSCRIBE)


def refusal(
    status: int, message: str = "Invalid OAuth token", headers: dict[str, str] | None = None
) -> web.Response:
    """A refusal; with 401 its message makes twitchio believe that the token is at fault."""
    body = {"error": "refused", "status": status, "message": message}
    return web.json_response(body, status=status, headers=headers)


@dataclass
class Fault:
    """What happens to the next `times` requests for a path, of one `method` or of any: `status`
    with `headers` instead of doing what is asked, or an answer that is `rubbish`; or it is done
    and the answer has another status (`as_status`), comes `late` (seconds), is `lost`, or
    `hangs` for ever."""

    path: str
    times: int = 1
    method: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    rubbish: str = ""
    as_status: int = 0
    late: float = 0.0
    lost: bool = False
    hangs: bool = False

    def meets(self, request: web.Request) -> bool:
        return self.path == request.path and self.method in ("", request.method)


@dataclass
class Faults:
    """A middleware; `seen` holds the method and path of every request."""

    waiting: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, **how: object) -> None:
        self.waiting.append(Fault(path, **how))  # type: ignore[arg-type]

    @web.middleware
    async def play(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen.append((request.method, request.path))
        fault = next((fault for fault in self.waiting if fault.meets(request)), None)
        if fault is None:
            return await handler(request)
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)
        if fault.status:
            await asyncio.sleep(fault.late)
            return refusal(fault.status, headers=fault.headers)
        response = await handler(request)
        if fault.rubbish:
            return web.json_response(text=fault.rubbish)
        if fault.as_status:
            response.set_status(fault.as_status)
        await asyncio.sleep(fault.late)
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.lost:
            assert request.transport is not None
            request.transport.abort()
        return response

    def count(self, path: str, method: str = "") -> int:
        return sum(path == at and method in ("", how) for how, at in self.seen)


@dataclass
class Stage:
    twitch: SimulatedTwitch
    adapter: TwitchAdapter
    faults: Faults
    task: asyncio.Task[None]
    heard: list[Event] = field(default_factory=list)
    # Hearing the event with this text raises.
    choke_on: str = ""

    def hear(self, event: Event) -> bool:
        if self.choke_on and event.text == self.choke_on:
            raise RuntimeError("choked")
        self.heard.append(event)
        return True

    def texts(self) -> list[str]:
        return [event.text for event in self.heard]

    def lines(self) -> list[str]:
        """What was said."""
        return [line.text for line in self.twitch.said]

    async def hears(self, text: str, **fields: Any) -> None:
        """Somebody writes `text`, and it is heard."""
        await self.twitch.chat(text, **fields)
        await until(lambda: text in self.texts())

    async def answers(self, text: str = "살아 있어요") -> None:
        """Somebody writes, it is heard, answered, and the answer is said."""
        await self.hears(f"{text}?")
        await self.adapter.say(answer(f"{text}!"))
        assert self.twitch.said[-1].text == f"{text}!"

    def sessions(self) -> int:
        """How often it connected anew, a moved session not counted."""
        return self.faults.count(SHARDS)

    async def back(self, sessions: int = 2) -> None:
        """Return when it has connected so often and hears."""
        await until(lambda: self.sessions() >= sessions and self.adapter.connected)

    async def moved(self) -> None:
        """Return when the session was welcomed on a second socket and has left the first."""
        await until(lambda: self.twitch.sockets.welcomed == 2)
        await until(lambda: not self.twitch.sockets.others)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits for distant servers and people, shortened: nothing else is patched."""
    monkeypatch.setattr(supervise, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(twitch_adapter, "REFUSED_AGAIN", 0.05)
    monkeypatch.setattr(twitch_helix, "DEADLINE", 1.0)
    monkeypatch.setattr(twitch_helix, "PAUSE", 0.05)
    monkeypatch.setattr(twitch_answers, "DEADLINE", 1.0)
    monkeypatch.setattr(twitch_answers, "PAUSE", 0.05)
    monkeypatch.setattr(twitch_outlet, "ECHO_WITHIN", 0.5)
    monkeypatch.setattr(twitch_outlet, "ANSWER_WITHIN", 0.2)
    monkeypatch.setattr(twitch_subscriptions, "OTHERS_AGAIN", 0.2)
    monkeypatch.setattr(twitch_socket, "WELCOME_WITHIN", 1.0)
    monkeypatch.setattr(twitch_socket, "LINGER", 0.3)


@asynccontextmanager
async def helix_of(twitch: SimulatedTwitch) -> AsyncIterator[Helix]:
    """Its REST interface."""
    where = twitch.settings()
    async with Helix(
        where["LOVELM_TWITCH_CLIENT_ID"],
        where["LOVELM_TWITCH_CLIENT_SECRET"],
        twitch.bot_id,
        where["LOVELM_TWITCH_API_URL"],
        where["LOVELM_TWITCH_ID_URL"],
    ) as helix:
        yield helix


@asynccontextmanager
async def running(
    twitch: SimulatedTwitch,
    faults: Faults,
    channels: tuple[str, ...] = (),
    shards: int = 1,
    prepare: Callable[[TwitchAdapter], object] = lambda _: None,
) -> AsyncIterator[Stage]:
    """An adapter that listens to `twitch`, or tries to."""
    async with helix_of(twitch) as helix:
        url = twitch.settings()["LOVELM_TWITCH_EVENTSUB_URL"]
        adapter = TwitchAdapter(helix, url, channels or tuple(twitch.users), shards=shards)
        prepare(adapter)
        async with hearing(adapter, lambda event: stage.hear(event)) as task:
            stage = Stage(twitch, adapter, faults, task)
            yield stage


@asynccontextmanager
async def staged(
    prepare: Callable[[Faults], None] = lambda _: None, **about: Any
) -> AsyncIterator[Stage]:
    """A local Twitch, with its faults prepared, and an adapter that listens to it; `about` are
    fields of SimulatedTwitch."""
    faults = Faults()
    prepare(faults)
    twitch = SimulatedTwitch(middlewares=[faults.play], **about)
    async with twitch.serve(), running(twitch, faults) as stage:
        await until(lambda: stage.adapter.connected)
        yield stage


def answer(text: str, **fields: object) -> Reply:
    about = {"in_reply_to": (), "crisis": False, "channel": "1337", "viewer": VIEWER} | fields
    return Reply(
        turn_id="t",
        platform=Platform.TWITCH,
        question="",
        persona=None,
        speaker="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        **about,  # type: ignore[arg-type]
    )
