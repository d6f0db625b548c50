"""Fan-out to browsers, with real sockets."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, make_mocked_request

from adapters.fanout import FRAMES_HELD, Client, Hub
from tests.conftest import until


class Place:
    """A server with one hub."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.said: list[str] = []
        self.serving: list[asyncio.Task[None]] = []
        app = web.Application()
        app.router.add_get("/ws", self._socket)
        self.server = TestServer(app)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.serving.append(
            asyncio.create_task(self.hub.serve(Client(socket, request), self._hear))
        )
        await asyncio.wait(self.serving[-1:])
        return socket

    def _hear(self, text: str) -> None:
        if text == "raise":
            raise RuntimeError("a bug")
        self.said.append(text)


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
                    client.push(f'["{number}{big}"]'.encode())
                await asyncio.wait_for(alive.receive_str(), 5.0)
            assert any(client.dropped for client in place.hub.clients)


async def test_a_broadcast_waits_for_nobody_and_keeps_its_order(place: Place) -> None:
    async with ClientSession() as session:
        url = place.server.make_url("/ws")
        async with session.ws_connect(url, max_msg_size=0) as slow, session.ws_connect(url) as fast:
            slow._response.connection.transport.pause_reading()  # type: ignore[union-attr]
            await until(lambda: len(place.hub.clients) == 2)
            big = "x" * 1_000_000
            for number in range(12):
                place.hub.broadcast({"n": number, "big": big})
                assert f'"n":{number},' in await asyncio.wait_for(fast.receive_str(), 5.0)
            assert sorted(client.behind for client in place.hub.clients) == [False, True]
            slow._response.connection.transport.resume_reading()  # type: ignore[union-attr]
            seen = [msgspec.json.decode(await slow.receive_str())[0]["n"] for _ in range(12)]
            assert seen == list(range(12))
            await until(lambda: not any(client.behind for client in place.hub.clients))


async def test_a_browser_that_leaves_is_forgotten(place: Place) -> None:
    async with ClientSession() as session:
        async with session.ws_connect(place.server.make_url("/ws")) as socket:
            await socket.send_str("안녕")
            await until(lambda: place.said == ["안녕"])
        await until(lambda: not place.hub.clients)


async def test_a_message_that_fails_costs_only_itself(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        ClientSession() as session,
        session.ws_connect(place.server.make_url("/ws")) as socket,
    ):
        await socket.send_str("raise")
        await socket.send_str("안녕")
        await until(lambda: place.said == ["안녕"])
        place.hub.broadcast({"n": 1})
        assert await socket.receive_str() == '[{"n":1}]'
    (record,) = caplog.records
    assert (record.levelname, record.exc_info is not None) == ("ERROR", True)


async def test_a_cancelled_client_ends_as_cancelled(place: Place) -> None:
    async with (
        ClientSession() as session,
        session.ws_connect(place.server.make_url("/ws")) as socket,
    ):
        await until(lambda: bool(place.hub.clients))
        (serving,) = place.serving
        serving.cancel()
        await socket.receive()
        await asyncio.wait([serving])
        assert serving.cancelled()
        assert not place.hub.clients


async def test_a_cancellation_while_the_client_is_leaving_is_not_swallowed() -> None:
    hub = Hub()
    leaving = asyncio.Event()

    class Slow(Client):
        async def write(self) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                leaving.set()
                await asyncio.sleep(0.05)

    class Gone:
        """A socket whose browser has left."""

        def __aiter__(self) -> "Gone":
            return self

        async def __anext__(self) -> None:
            raise StopAsyncIteration

        async def close(self) -> None: ...

    request = make_mocked_request("GET", "/")
    serving = asyncio.create_task(hub.serve(Slow(Gone(), request), lambda _: None))  # type: ignore[arg-type]
    await leaving.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_a_hub_is_full_at_its_most() -> None:
    hub = Hub(most=2)
    for _ in range(2):
        assert not hub.full
        hub.clients.add(Client(web.WebSocketResponse(), make_mocked_request("GET", "/")))
    assert hub.full
