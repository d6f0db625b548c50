"""The whole application, composed as it runs, on a free port."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from aiohttp import ClientSession, ClientWebSocketResponse
from playwright.async_api import Browser, async_playwright

from bots.app import App
from bots.brain import Brain
from bots.compose import compose
from bots.database import open_ours
from bots.settings import Settings
from core.channels.invites import Invites
from core.channels.settings import Level
from storage.invites import SqlInvites
from tests.e2e import chromium
from tests.e2e.studio import House, Studio, opened
from tests.e2e.studio_stand_in import StandIn, standing_in


@asynccontextmanager
async def running(demo: bool = True, **values: Any) -> AsyncIterator[App]:
    """A composed application with its tasks running."""
    settings = Settings(**{"PORT": 0} | values)
    async with compose(settings, demo=demo) as app:
        task = asyncio.create_task(app.run())
        try:
            yield app
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with running() as app:
        yield app


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = chromium.find()
    if path is None:
        reason = (
            "no Chromium: none installed, not root on Debian, and Playwright could not fetch one"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        flags = [*chromium.FLAGS, "--autoplay-policy=no-user-gesture-required"]
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One for all of a module."""
    folder: Path = tmp_path_factory.mktemp("studio")
    settings = Settings(PORT=0, data_dir=folder)
    async with running(data_dir=folder) as app, open_ours(settings, folder) as database:
        yield House(app, Invites(SqlInvites(database), lambda *_: None, time.time))


@pytest_asyncio.fixture(loop_scope="module")
async def streamer(house: House) -> AsyncIterator[Studio]:
    async with opened((await house.link(Level.STREAMER))[1]) as studio:
        yield studio
        await studio.do("resume")


@pytest_asyncio.fixture(loop_scope="module")
async def manager(house: House) -> AsyncIterator[Studio]:
    async with opened((await house.link(Level.MANAGER))[1]) as studio:
        yield studio


@pytest.fixture
async def desk(brain: Brain) -> AsyncIterator[StandIn]:
    """What the studio's page is shown by, where a test decides what there is to see."""
    async with standing_in(brain) as desk:
        yield desk


class Visitor:
    """A viewer's browser, as far as the socket goes."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []

    async def say(self, text: str, **fields: Any) -> None:
        await self.socket.send_json({"type": "chat", "text": text} | fields)

    async def until(self, kind: str, within: float = 8.0, **wanted: Any) -> dict[str, Any]:
        """The next event of `kind` with those fields. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                for event in self.seen:
                    fits = event["type"] == kind and wanted.items() <= event.items()
                    if fits:
                        self.seen.remove(event)
                        return event
                self.seen += msgspec.json.decode(await self.socket.receive_str())


@asynccontextmanager
async def visiting(app: App, name: str = "손님") -> AsyncIterator[Visitor]:
    async with (
        ClientSession() as session,
        session.ws_connect(f"{app.url}/room/ws", params={"name": name}) as socket,
    ):
        visitor = Visitor(socket)
        await visitor.until("hello")
        yield visitor


async def overlay_socket(session: ClientSession, app: App) -> ClientWebSocketResponse:
    """An overlay page's socket, with the token sent."""
    url, _, token = app.overlay_url.partition("#")
    socket = await session.ws_connect(f"{url}/ws")
    await socket.send_json({"type": "auth", "token": token})
    return socket
