"""The overlay's socket: how many may come in, and how many may wait at the door."""

import asyncio
import time
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


ONE, OTHER = (Platform.TWITCH, "1"), (Platform.TWITCH, "2")


async def page(door: Door, token: str) -> ClientWebSocketResponse:
    """A page that was let in with `token`."""
    socket = await door.knock()
    await socket.send_json({"type": "auth", "token": token})
    assert "hello" in await socket.receive_str()
    return socket


async def ids(socket: ClientWebSocketResponse, count: int) -> list[str]:
    """The ids of the next `count` events."""
    found: list[str] = []
    async with asyncio.timeout(5.0):
        while len(found) < count:
            found += [event["id"] for event in await socket.receive_json()]
    return found


async def test_a_channels_page_shows_that_channel_and_the_installations_all(
    overlay: Overlay, door: Door
) -> None:
    one, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    everything = await page(door, "right")
    for number, key in enumerate((ONE, OTHER, ONE)):
        overlay.show(*key, {"type": "donation", "id": str(number)})
    assert await ids(one, 2) == ["0", "2"]
    assert await ids(other, 1) == ["1"]
    assert await ids(everything, 3) == ["0", "1", "2"]


async def test_nobody_gets_in_with_another_channels_proof(overlay: Overlay, door: Door) -> None:
    proof = KEYS.token(*ONE).rpartition(".")[2]
    for token in (f"twitch.2.{proof}", f"chzzk.1.{proof}", "twitch.1.", "", "wrong", "가"):
        socket = await door.knock()
        await socket.send_json({"type": "auth", "token": token})
        await socket.receive()
        assert socket.close_code == 4401
    assert not overlay.watched(*ONE)


async def test_a_renewed_token_cuts_its_pages_off_at_once(
    overlay: Overlay, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    monkeypatch.setitem(RENEWED, "1", 1)
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(overlay.recheck())
        await old.receive()
        assert time.monotonic() - began < 1.0
    assert old.close_code == 4401
    assert not overlay.watched(*ONE)
    overlay.show(*OTHER, {"type": "donation", "id": "a"})
    assert await ids(other, 1) == ["a"]
    await page(door, KEYS.token(*ONE))
    assert overlay.watched(*ONE)


async def test_a_channel_with_its_own_page_does_not_wait_for_anothers(
    overlay: Overlay, door: Door
) -> None:
    one, everything = await page(door, KEYS.token(*ONE)), await page(door, "right")
    async with asyncio.TaskGroup() as tasks:
        slow = tasks.create_task(overlay.play(*OTHER, {"type": "speak", "id": "b"}, None, 60.0))
        own = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        assert await ids(one, 1) == ["a"]
        assert set(await ids(everything, 2)) == {"a", "b"}
        await one.send_json({"type": "played", "id": "a"})
        await own
        assert not slow.done()
        await everything.send_json({"type": "played", "id": "b"})


async def test_a_page_for_all_channels_plays_one_at_a_time(overlay: Overlay, door: Door) -> None:
    everything = await page(door, "right")
    async with asyncio.TaskGroup() as tasks:
        for id, key in (("a", ONE), ("b", OTHER)):
            tasks.create_task(overlay.play(*key, {"type": "speak", "id": id}, None, 60.0))
        for id in ("a", "b"):
            assert await ids(everything, 1) == [id], "the next one only after this one"
            await everything.send_json({"type": "played", "id": id})


async def test_silence_is_for_one_channel(overlay: Overlay, door: Door) -> None:
    one, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    async with asyncio.TaskGroup() as tasks:
        stopped = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        goes_on = tasks.create_task(overlay.play(*OTHER, {"type": "speak", "id": "b"}, None, 60.0))
        await ids(one, 1)
        await ids(other, 1)
        overlay.stop(*ONE)
        await stopped
        assert (await one.receive_json())[0] == {"type": "stop", "channel": "twitch/1"}
        assert not goes_on.done()
        await other.send_json({"type": "played", "id": "b"})


async def test_what_a_page_has_shown_is_told(overlay: Overlay, door: Door) -> None:
    shown: list[str] = []
    overlay.shown = shown.append
    first, second = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*ONE))
    await second.send_json({"type": "donation_shown", "id": "donation:x"})
    await first.send_str("rubbish")
    await first.send_json({"type": "donation_shown", "id": "y" * 10_000})
    await first.send_json({"type": "donation_shown", "id": "donation:z"})
    await until(lambda: sorted(shown) == ["donation:x", "donation:z"])
