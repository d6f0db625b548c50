"""The overlay's socket: how many may come in, and how many may wait at the door."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from aiohttp.test_utils import TestServer

from adapters.overlay.adapter import PAGES, WAITING, Overlay
from core.channel_keys import ChannelKeys
from core.labels import Platform
from tests.conftest import until

TRY_AGAIN_LATER = 1013
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


async def test_who_waits_longest_gives_way_and_a_real_page_comes_in(
    overlay: Overlay, door: Door
) -> None:
    silent = [await door.knock()]
    await until(lambda: len(overlay._waiting) == 1)
    silent += [await door.knock() for _ in range(WAITING - 1)]
    await until(lambda: len(overlay._waiting) == WAITING)
    page = await door.enter()
    assert "hello" in await page.receive_str()
    await silent[0].receive()
    assert silent[0].close_code == TRY_AGAIN_LATER
    for _ in range(WAITING):
        await door.knock()
        assert len(overlay._waiting) <= WAITING
    assert overlay.watched(Platform.ROOM, "room")


async def test_a_page_too_many_is_sent_away_until_another_leaves(
    overlay: Overlay, door: Door
) -> None:
    pages = []
    for _ in range(PAGES):
        pages.append(await door.enter())
        assert "hello" in await pages[-1].receive_str()
    late = await door.enter()
    await late.receive()
    assert late.close_code == TRY_AGAIN_LATER
    await pages[0].close()
    await until(lambda: len(overlay._pages[None].pages) < PAGES)
    page = await door.enter()
    assert "hello" in await page.receive_str()
