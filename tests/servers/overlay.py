"""An overlay behind a server, and browsers before it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from aiohttp.test_utils import TestServer

from adapters.overlay.adapter import Overlay
from core.channels.keys import ChannelKeys
from core.labels import Platform

RENEWED = {"1": 0, "2": 0}
KEYS = ChannelKeys(b"secret", lambda _, channel: RENEWED[channel])


class Door:
    """An overlay behind a server, and browsers before it."""

    def __init__(self, url: str, session: ClientSession, stack: AsyncExitStack) -> None:
        self._url = url
        self._session = session
        self._stack = stack

    async def knock(self) -> ClientWebSocketResponse:
        return await self._stack.enter_async_context(self._session.ws_connect(self._url))

    async def enter(self) -> ClientWebSocketResponse:
        socket = await self.knock()
        await socket.send_json({"type": "auth", "token": "right"})
        return socket


@pytest.fixture
def overlay() -> Overlay:
    return Overlay({}, "right", KEYS)


@pytest.fixture
async def door(overlay: Overlay) -> AsyncIterator[Door]:
    app = web.Application()
    app.add_routes(overlay.routes())
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(app))
        session = await stack.enter_async_context(ClientSession())
        yield Door(str(server.make_url("/overlay/ws")), session, stack)


ONE, OTHER = (Platform.TWITCH, "1"), (Platform.TWITCH, "2")


async def page(door: Door, token: str, **asked: Any) -> ClientWebSocketResponse:
    """A page that was let in with `token`."""
    socket = await door.knock()
    await socket.send_json({"type": "auth", "token": token} | asked)
    assert "hello" in await socket.receive_str()
    return socket


async def ids(socket: ClientWebSocketResponse, count: int) -> list[str]:
    """The ids of the next `count` events."""
    found: list[str] = []
    async with asyncio.timeout(5.0):
        while len(found) < count:
            found += [event["id"] for event in await socket.receive_json()]
    return found
