"""The whole application, composed as it runs, on a free port."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from playwright.async_api import Browser, async_playwright

from bots.app import App
from bots.compose import compose
from bots.settings import Settings
from tests.e2e import chromium


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
