"""Fan-out to browsers, with real sockets."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.fanout import FRAMES_HELD, Client, Hub
from tests.conftest import until


class Place:
    """A server with one hub."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.said: list[str] = []
        app = web.Application()
        app.router.add_get("/ws", self._socket)
        self.server = TestServer(app)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self.hub.serve(Client(socket), self.said.append)
        return socket


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    async with place.server:
        running = asyncio.create_task(place.hub.run())
        yield place
        running.cancel()


async def test_what_is_broadcast_arrives_in_order_and_in_few_frames(place: Place) -> None:
    async with (
        ClientSession() as session,
        session.ws_connect(place.server.make_url("/ws")) as socket,
    ):
        await until(lambda: bool(place.hub.clients))
        for number in range(100):
            place.hub.broadcast({"n": number})
        frames, seen = 0, []
        while len(seen) < 100:
            seen += msgspec.json.decode(await socket.receive_str())
            frames += 1
    assert seen == [{"n": number} for number in range(100)]
    assert frames <= 3


async def test_a_browser_that_never_reads_holds_up_nobody(place: Place) -> None:
    async with ClientSession() as session:
        url = place.server.make_url("/ws")
        async with session.ws_connect(url) as dead, session.ws_connect(url) as alive:
            dead._response.connection.transport.pause_reading()  # type: ignore[union-attr]
            await until(lambda: len(place.hub.clients) == 2)
            big = "x" * 60_000
            for number in range(FRAMES_HELD * 2):
                for client in place.hub.clients:
                    client.push(f'["{number}{big}"]')
                await asyncio.wait_for(alive.receive_str(), 5.0)
            assert any(client.dropped for client in place.hub.clients)


async def test_a_browser_that_leaves_is_forgotten(place: Place) -> None:
    async with ClientSession() as session:
        async with session.ws_connect(place.server.make_url("/ws")) as socket:
            await socket.send_str("안녕")
            await until(lambda: place.said == ["안녕"])
        await until(lambda: not place.hub.clients)
