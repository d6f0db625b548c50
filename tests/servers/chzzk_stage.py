"""A Chzzk adapter and the server it listens to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from adapters import supervise
from adapters.chzzk import errors as chzzk_errors
from adapters.chzzk import outlet as chzzk_outlet
from adapters.chzzk import socket as chzzk_socket
from adapters.chzzk import subscriptions as chzzk_subscriptions
from adapters.chzzk.adapter import ChzzkAdapter
from adapters.chzzk.api import OpenApi
from core import credentials
from core.events import Event, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from tests.conftest import FakeClock, until
from tests.hearing import hearing
from tests.servers.chzzk import FaultyChzzk
from tests.servers.grants import KeptGrant

CHANNEL = "c" * 32
# Two streamers: fixtures a and b.
A, B = "a" * 32, "b" * 32
VIEWER = Viewer("chzzk:u", "시청자")


@dataclass
class Stage:
    chzzk: FaultyChzzk
    api: OpenApi
    adapter: ChzzkAdapter
    heard: list[Event]
    clock: FakeClock
    task: asyncio.Task[None]

    async def hears(self, text: str) -> Event:
        """Somebody writes `text`, and it is heard."""
        await self.chzzk.chat(text)
        await until(lambda: any(event.text == text for event in self.heard))
        return next(event for event in self.heard if event.text == text)

    async def answers(self) -> None:
        """It is alive: the next message is heard once and its answer said once, and no line of
        its own is taken for anybody's."""
        before, said = len(self.heard), len(self.chzzk.said)
        first, second = f"살아 있나요? {before}", f"고마워요 {before}"
        await self.hears(first)
        await self.adapter.say(answer(f"그럼요 {before}."))
        await self.hears(second)
        assert [event.text for event in self.heard[before:]] == [first, second]
        assert len(self.chzzk.said) == said + 1

    async def lost(self, cut: Callable[[], object]) -> None:
        """`cut` the connection, and wait until it was noticed and made anew."""
        live = set(self.chzzk.sessions.live)
        cut()
        await until(lambda: bool(self.chzzk.sessions.live.keys() - live))
        await until(lambda: self.adapter.connected)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits for people and distant servers, shortened: nothing else is patched."""
    monkeypatch.setattr(supervise, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(chzzk_outlet, "ECHO_WITHIN", 0.3)
    monkeypatch.setattr(chzzk_subscriptions, "REFUSED_AGAIN", 0.2)
    monkeypatch.setattr(chzzk_subscriptions, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(credentials, "LOOK_AGAIN", 0.05)
    monkeypatch.setattr(chzzk_errors, "PAUSE", 0.01)
    monkeypatch.setattr(chzzk_socket, "CONNECTED_WITHIN", 1.0)


def open_api(
    chzzk: FaultyChzzk, clock: FakeClock, store: KeptGrant | None = None, unit: str = ""
) -> OpenApi:
    where = chzzk.settings()
    return OpenApi(
        where["LOVELM_CHZZK_CLIENT_ID"],
        where["LOVELM_CHZZK_CLIENT_SECRET"],
        where["LOVELM_CHZZK_REFRESH_TOKEN"],
        store or KeptGrant(),
        where["LOVELM_CHZZK_API_URL"],
        where["LOVELM_CHZZK_AUTH_URL"],
        clock,
        unit,
    )


@asynccontextmanager
async def running(chzzk: FaultyChzzk, clock: FakeClock) -> AsyncIterator[Stage]:
    """An adapter that listens to `chzzk`, or tries to."""
    async with open_api(chzzk, clock) as api:
        adapter = ChzzkAdapter([api], "러블름", clock)
        heard: list[Event] = []
        async with hearing(adapter, heard.append) as task:
            yield Stage(chzzk, api, adapter, heard, clock, task)


@asynccontextmanager
async def listening(clock: FakeClock) -> AsyncIterator[Stage]:
    """A server and an adapter that listens to it."""
    async with FaultyChzzk().serve() as chzzk, running(chzzk, clock) as stage:
        await chzzk.listening()
        await until(lambda: stage.adapter.connected)
        yield stage


def answer(text: str, **fields: object) -> Reply:
    about = {"persona": "onyu", "speaker": "온유", "crisis": False, "channel": CHANNEL} | fields
    return Reply(
        turn_id="t",
        platform=Platform.CHZZK,
        viewer=VIEWER,
        in_reply_to=(),
        question="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        **about,  # type: ignore[arg-type]
    )


def crisis(text: str) -> Reply:
    return answer(text, persona=None, speaker="", crisis=True)
