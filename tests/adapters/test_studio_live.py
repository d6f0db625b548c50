"""The studio's live pages: told at once what is, then what changes, and gone when they are out."""

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from aiohttp.test_utils import TestServer

from adapters.studio.live import Live
from core.channels.guilds import Place
from core.channels.invites import Invite
from core.channels.settings import Level
from core.labels import Platform
from tests.conftest import FakeClock, until

HERE = Place(Platform.ROOM, "room")


class Stated:
    """A state as a test says."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"queue": []}

    async def quick(self, place: Place) -> dict[str, Any]:
        return dict(self.state)

    async def slow(self, place: Place) -> dict[str, Any]:
        return {}

    async def costs(self, place: Place) -> dict[str, Any]:
        return {"costs": {"won": 1.0}}


class Pages:
    def __init__(self, clock: FakeClock) -> None:
        self.reader = Stated()
        self.revoked: set[str] = set()
        self.live = Live(self.reader, self._holding, clock)  # type: ignore[arg-type]

    async def _holding(self, ids: Collection[str]) -> dict[str, Invite]:
        return {id: invited(id) for id in ids if id not in self.revoked}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await self.live.serve(socket, request, invited(request.query["as"]))
        return socket


def invited(id: str) -> Invite:
    level = Level.STREAMER if id == "boss" else Level.MANAGER
    return Invite(id=id, place=HERE, name=id, level=level)


@pytest.fixture
async def pages(clock: FakeClock) -> AsyncIterator[tuple[Pages, str]]:
    found = Pages(clock)
    app = web.Application()
    app.add_routes([web.get("/", found.serve)])
    async with TestServer(app) as server:
        yield found, str(server.make_url("/"))
        await found.live.close()


async def told(socket: ClientWebSocketResponse, key: str) -> dict[str, Any]:
    """The next frame that has that key."""
    async with asyncio.timeout(8.0):
        while True:
            for event in msgspec.json.decode(await socket.receive_str()):
                if key in event:
                    found: dict[str, Any] = event
                    return found


async def test_the_first_frame_is_whole_and_the_next_ones_are_what_changed(
    pages: tuple[Pages, str],
) -> None:
    found, url = pages
    async with ClientSession() as http:
        boss = await http.ws_connect(url, params={"as": "boss"})
        first = await told(boss, "queue")
        assert first["me"] == {"name": "boss", "level": "streamer"}
        assert {"gifts", "corner", "stories", "alarms", "parts"} <= first.keys()
        assert first["costs"] == {"won": 1.0}
        found.reader.state["queue"] = [{"id": "1"}]
        found.live.touched(HERE)
        assert (await told(boss, "queue")).keys() == {"type", "now", "queue"}
        guest = await http.ws_connect(url, params={"as": "guest"})
        assert (await told(guest, "queue"))["costs"] is None


async def test_a_page_that_does_not_read_keeps_nobody_waiting(pages: tuple[Pages, str]) -> None:
    found, url = pages
    async with ClientSession() as http:
        stuck = await http.ws_connect(url, params={"as": "stuck"})
        quick = await http.ws_connect(url, params={"as": "quick"})
        await told(quick, "queue")
        transport = stuck._response.connection.transport  # type: ignore[union-attr]
        transport.pause_reading()  # type: ignore[union-attr]
        for number in range(6):
            found.reader.state["queue"] = [{"id": str(number), "text": "가" * 500_000}]
            found.live.touched(HERE)
            while [one["id"] for one in (await told(quick, "queue"))["queue"]] != [str(number)]:
                pass
        (room,) = found.live._rooms.values()
        (behind,) = [page for page in room.pages if page.invite.id == "stuck"]
        assert behind.client.behind
        assert behind.client.dropped == 0
        assert len(behind.client._frames) <= 1, "what it missed is not kept for it"
        transport.resume_reading()  # type: ignore[union-attr]
        while [one["id"] for one in (await told(stuck, "queue"))["queue"]] != ["5"]:
            pass


async def test_nobody_works_while_nobody_looks(pages: tuple[Pages, str]) -> None:
    found, url = pages
    async with ClientSession() as http:
        page = await http.ws_connect(url, params={"as": "boss"})
        await told(page, "queue")
        await page.close()
    await until(lambda: not found.live._rooms and not found.live._tasks)


async def test_who_is_revoked_is_out_and_the_others_stay(pages: tuple[Pages, str]) -> None:
    found, url = pages
    async with ClientSession() as http:
        guest = await http.ws_connect(url, params={"as": "guest"})
        boss = await http.ws_connect(url, params={"as": "boss"})
        await told(guest, "queue")
        await told(boss, "queue")
        found.revoked.add("guest")
        async with asyncio.timeout(2.0):
            await guest.receive()
        assert guest.close_code == 4401
        found.reader.state["queue"] = [{"id": "1"}]
        assert (await told(boss, "queue"))["queue"] == [{"id": "1"}]
