"""Idle talk and scheduled corners in the running application."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse
from msgspec.structs import replace

from bots.app import App
from bots.compose import compose
from bots.settings import Settings, data_folder
from core.channels.settings import ChannelSettings
from core.corners.slot import Kind, Slot
from core.labels import Platform
from scheduler.cron import following
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import FakeClock
from tests.e2e.conftest import overlay_socket, visiting

ROOM = (Platform.ROOM, "room")
IDLE = ChannelSettings(idle=True, idle_after=5)
# 22:50 in Korea.
EVENING = 1_795_355_400.0


class Overlay:
    """A page; what it is to play is reported as played at once."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self.seen: list[dict[str, Any]] = []

    async def until(self, kind: str, within: float = 8.0) -> dict[str, Any]:
        async with asyncio.timeout(within):
            while True:
                for event in self.seen:
                    if event["type"] == kind:
                        self.seen.remove(event)
                        return event
                events = json.loads(await self._socket.receive_str())
                for event in events if isinstance(events, list) else [events]:
                    if event["type"] == "speak":
                        for state in ("started", "played"):
                            await self._socket.send_json({"type": state, "id": event["id"]})
                    self.seen.append(event)

    async def spoken(self) -> list[str]:
        """What is said from now on, until nothing more is."""
        texts = [(await self.until("speak"))["text"]]
        with contextlib.suppress(TimeoutError):
            while True:
                texts.append((await self.until("speak", within=1.0))["text"])
        return texts

    async def silent(self, app: App) -> bool:
        """Whether nothing is spoken at the next look, and whatever came of it."""
        await app.tick()
        with contextlib.suppress(TimeoutError):
            return (await self.until("speak", within=0.5)) is None
        return True


@asynccontextmanager
async def open_room(
    settings: ChannelSettings, clock: FakeClock
) -> AsyncIterator[tuple[App, Overlay]]:
    values = Settings(PORT=0)
    async with open_database(data_folder(values) / "lovelm.db") as database:
        await SqlSettings(database).save_channel(*ROOM, settings)
    async with compose(values, clock=clock) as app, ClientSession() as session:
        task = asyncio.create_task(app.run())
        overlay = Overlay(await overlay_socket(session, app))
        await overlay.until("hello")
        try:
            yield app, overlay
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def test_silence_is_broken_within_the_set_time_and_never_twice_the_same() -> None:
    clock = FakeClock(EVENING)
    async with open_room(IDLE, clock) as (app, overlay):
        assert await overlay.silent(app)
        said = []
        for minutes in (5, 10, 20, 40):
            clock.tick(minutes * 60 - 60)
            assert await overlay.silent(app)
            clock.tick(60 + 60)  # and the time that it was spoken in
            said += await overlay.spoken()
        assert len(set(said)) == len(said)


async def test_a_viewers_line_comes_first() -> None:
    clock = FakeClock(EVENING)
    async with open_room(IDLE, clock) as (app, overlay), visiting(app, "두부") as viewer:
        assert await overlay.silent(app)
        clock.tick(299)
        await viewer.say("다들 저녁 드셨어요")
        await viewer.until("chat")
        clock.tick(290)
        assert await overlay.silent(app)
        clock.tick(20)
        assert (await overlay.until("speak"))["question"] is None


async def test_nothing_is_said_unasked_after_a_disclosure() -> None:
    clock = FakeClock(EVENING)
    async with open_room(IDLE, clock) as (app, overlay), visiting(app, "두부") as viewer:
        await viewer.say("죽고 싶어요 더는 못 버티겠어요")
        await viewer.until("reply")
        clock.tick(14 * 60)
        assert await overlay.silent(app)
        clock.tick(60)
        assert (await overlay.until("speak"))["question"] is None


async def test_a_corner_is_announced_opened_and_closed_once() -> None:
    radio = Slot(id="a", name="밤 11시 사연 라디오", kind=Kind.RADIO, cron="0 23 * * *", minutes=30)
    settings = replace(ChannelSettings(), programme=(radio,))
    clock = FakeClock(EVENING)
    assert following("0 23 * * *", EVENING) == EVENING + 600
    async with open_room(settings, clock) as (app, overlay), visiting(app, "두부") as viewer:
        await app.tick()
        clock.tick(301)
        for begins in ("5분 뒤에", "지금부터 30분 동안"):
            assert (await overlay.until("notice"))["text"].startswith(begins)
            assert "밤 11시 사연 라디오" in (await viewer.until("notice"))["text"]
            clock.tick(300)
        await overlay.spoken()  # an open corner is not left silent
        clock.tick(1_800)
        assert "여기까지" in (await overlay.until("notice"))["text"]
        await app.tick()
        await app.tick()
        assert not [event for event in overlay.seen if event["type"] == "notice"]
