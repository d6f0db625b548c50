"""A Chzzk adapter and the server it listens to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import supervise
from adapters.chzzk import adapter as chzzk_adapter
from adapters.chzzk import api as chzzk_api
from adapters.chzzk import socket as chzzk_socket
from adapters.chzzk.adapter import ChzzkAdapter
from adapters.chzzk.api import OpenApi
from adapters.chzzk.token_file import TokenFile
from core.events import Event, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from tests.conftest import FakeClock, until
from tests.servers.chzzk import FaultyChzzk

VIEWER = Viewer("chzzk:u", "시청자")


@dataclass
class Stage:
    chzzk: FaultyChzzk
    adapter: ChzzkAdapter
    heard: list[Event]
    clock: FakeClock
    task: asyncio.Task[None]

    async def hears(self, text: str) -> Event:
        """Somebody writes `text`, and it is heard."""
        await self.chzzk.chat(text)
        await until(lambda: any(event.text == text for event in self.heard))
        return next(event for event in self.heard if event.text == text)

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
    monkeypatch.setattr(chzzk_adapter, "ECHO_WITHIN", 0.3)
    monkeypatch.setattr(chzzk_api, "PAUSE", 0.01)
    monkeypatch.setattr(chzzk_socket, "CONNECTED_WITHIN", 1.0)


def open_api(chzzk: FaultyChzzk, folder: Path, clock: FakeClock) -> OpenApi:
    where = chzzk.settings()
    return OpenApi(
        where["LOVELM_CHZZK_CLIENT_ID"],
        where["LOVELM_CHZZK_CLIENT_SECRET"],
        where["LOVELM_CHZZK_REFRESH_TOKEN"],
        TokenFile(folder / "chzzk.token"),
        where["LOVELM_CHZZK_API_URL"],
        where["LOVELM_CHZZK_AUTH_URL"],
        clock,
    )


@asynccontextmanager
async def running(chzzk: FaultyChzzk, folder: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    """An adapter that listens to `chzzk`, or tries to."""
    async with open_api(chzzk, folder, clock) as api:
        adapter = ChzzkAdapter(api, "러블름", clock)
        heard: list[Event] = []
        task = asyncio.create_task(adapter.run(heard.append))
        try:
            yield Stage(chzzk, adapter, heard, clock, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def listening(folder: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    """A server and an adapter that listens to it."""
    async with FaultyChzzk().serve() as chzzk, running(chzzk, folder, clock) as stage:
        await until(lambda: stage.adapter.connected)
        yield stage


def answer(text: str, **fields: object) -> Reply:
    about = {"persona": "onyu", "speaker": "온유", "crisis": False, "channel": "c" * 32} | fields
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
