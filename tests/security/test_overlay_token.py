"""Who knows the overlay's address sees one channel, and until it is renewed only."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web
from aiohttp.test_utils import TestServer

from adapters.overlay.adapter import Overlay
from adapters.overlay.sounds import LIVES
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from core.channels.keys import ChannelKeys
from tests.conftest import FakeClock, until
from tests.e2e.conftest import running
from tests.servers.discord_desk import OWNER, Person

WRONG_TOKEN = 4401
STREAMER = {"badges": [{"set_id": "broadcaster", "id": "1", "info": ""}]}


@dataclass
class Streamer:
    """The owner at the desk, their stream linked, and browsers."""

    owner: Person
    session: ClientSession
    url: str

    async def address(self, of: str) -> str:
        """The token of the panel's address `of` the overlay or the hook."""
        text = await self.owner.use("오버레이")
        at = text.index(f"/{of}#")
        return text[at:].partition("#")[2].split()[0].rstrip("|")

    async def enter(self, token: str) -> ClientWebSocketResponse:
        socket = await self.session.ws_connect(f"{self.url}/overlay/ws")
        await socket.send_json({"type": "auth", "token": token})
        return socket

    async def donate(self, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": token[-5:]}
        body = {"donor": "두부", "amount": 1_000}
        async with self.session.post(
            f"{self.url}/hooks/donation", json=body, headers=headers
        ) as answer:
            return answer.status


@pytest.fixture
async def streamer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Streamer]:
    async with AsyncExitStack() as stack:
        twitch = await stack.enter_async_context(SimulatedTwitch().serve())
        discord = await stack.enter_async_context(SimulatedDiscord().serve())
        for name, value in (twitch.settings() | discord.settings()).items():
            monkeypatch.setenv(name, value)
        app = await stack.enter_async_context(running(demo=False))
        await twitch.listening()
        await discord.listening()
        await until(lambda: len(twitch.subscriptions) == 8)
        owner = Person(discord, OWNER)
        code = (await owner.use("연동")).partition("!연동 ")[2][:6]
        channel = next(iter(twitch.users.values()))
        await twitch.chat(f"!연동 {code}", channel, "스트리머", **STREAMER)
        await twitch.heard(1)
        session = await stack.enter_async_context(ClientSession())
        yield Streamer(owner, session, app.url)


async def told(socket: ClientWebSocketResponse) -> int | None:
    """The code a socket is closed with; None while it is let in."""
    message = await socket.receive()
    return None if message.type is WSMsgType.TEXT else socket.close_code


async def test_a_renewal_at_the_desk_cuts_the_page_within_a_second(streamer: Streamer) -> None:
    old = await streamer.address("overlay")
    page = await streamer.enter(old)
    assert await told(page) is None
    await streamer.owner.press("오버레이 주소 새로 만들기")
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(streamer.owner.press("새로 만들기"))
        assert await told(page) == WRONG_TOKEN
        assert time.monotonic() - began < 1.0
    assert await told(await streamer.enter(old)) == WRONG_TOKEN
    new = await streamer.address("overlay")
    assert new != old
    assert await told(await streamer.enter(new)) is None


async def test_each_address_is_for_one_thing(streamer: Streamer) -> None:
    overlay, hook = await streamer.address("overlay"), await streamer.address("hooks/donation")
    assert await streamer.donate(overlay) == 401
    assert await told(await streamer.enter(hook)) == WRONG_TOKEN
    assert await streamer.donate(hook) == 200
    for token in (overlay, hook):
        assert len(token.rpartition(".")[2]) == 32, "128 bits"
    proof = overlay.rpartition(".")[2]
    for forged in (
        f"twitch.9.{proof}",
        f"room.room.{proof}",
        overlay[:-1],
        overlay.upper(),
        proof,
        f"{overlay} ",
    ):
        assert await told(await streamer.enter(forged)) == WRONG_TOKEN


async def test_what_a_page_says_changes_nothing(streamer: Streamer) -> None:
    """The token shows: whoever has it cannot say, donate or decide anything."""
    token = await streamer.address("overlay")
    before = await streamer.owner.use("대기열")
    page = await streamer.enter(token)
    assert await told(page) is None
    for frame in (
        {"type": "chat", "text": "!조용"}, {"type": "donation", "amount": 5_000, "text": ""},
        {"type": "settings", "mode": "off"}, {"type": "stop"}, {"type": "played", "id": "x"},
        {"type": "donation_shown", "id": "donation:x"}, {"type": "auth", "token": "x"},
    ):  # fmt: skip
        await page.send_json(frame)
    assert await streamer.owner.use("대기열") == before
    assert await streamer.address("overlay") == token
    assert not page.closed


async def test_a_sound_is_for_who_was_told_and_for_two_minutes(clock: FakeClock) -> None:
    keys = ChannelKeys(b"secret", lambda *_: 0)
    overlay = Overlay({}, "right", keys, clock)
    app = web.Application()
    app.add_routes(overlay.routes())
    async with TestServer(app) as server, ClientSession() as session:
        secrets = [overlay._sounds.put(b"RIFF") for _ in range(20)]
        assert len({*secrets}) == 20
        assert all(len(secret) == 22 for secret in secrets), "128 bits"

        async def get(secret: str) -> tuple[int, str | None]:
            async with session.get(server.make_url(f"/overlay/audio/{secret}")) as answer:
                return answer.status, answer.headers.get("Cache-Control")

        assert await get(secrets[0]) == (200, "no-store")
        for guess in ("guessed", secrets[0][:-1], secrets[0].swapcase(), "0", "..%2f" + secrets[0]):
            assert (await get(guess))[0] == 404
        clock.tick(LIVES - 1)
        assert (await get(secrets[0]))[0] == 200
        clock.tick(1)
        assert [(await get(secret))[0] for secret in secrets] == [404] * 20
