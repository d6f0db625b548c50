"""The studio on the composed application, with real sockets: who gets in."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError

from core.channels.guilds import Place
from core.channels.invites import WRONG_BURST
from core.channels.settings import Level
from core.labels import Platform
from tests.e2e.conftest import running
from tests.e2e.studio import House, Studio, View, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield http


async def test_an_invitation_is_a_session_that_scripts_cannot_read(house: House) -> None:
    _, link = await house.link(Level.MANAGER)
    async with browser() as http:
        page = Studio(http, house.app.url)
        assert await page.enter("wrong") == 401
        async with http.get(f"{page.url}/studio/session") as answer:
            assert answer.status == 401
            assert (await answer.json())["error"]["code"] == "not_invited"
        async with http.post(
            f"{page.url}/studio/session",
            json={"invite": link.partition("#")[2]},
            headers={"Origin": page.url},
        ) as answer:
            cookie = answer.headers["Set-Cookie"]
            body = await answer.json()
        assert {"HttpOnly", "SameSite=Strict", "Path=/studio"} <= {*cookie.split("; ")}
        assert body["me"] == {"name": "다람쥐", "level": "manager"}
        assert body["channel"] == {"platform": "room", "id": "room", "name": ""}
        page.csrf = (await page.get("session"))["csrf"]
        assert page.csrf == body["csrf"]
        async with http.delete(f"{page.url}/studio/session", headers=page.headers()) as answer:
            assert answer.status == 200
        async with http.get(f"{page.url}/studio/session") as answer:
            assert answer.status == 401


async def test_guessing_is_slow(house: House) -> None:
    _, link = await house.link(Level.MANAGER)
    async with browser() as http:
        page = Studio(http, house.app.url)
        seen = [await page.enter(f"guess {number}") for number in range(WRONG_BURST + 3)]
        assert seen[-1] == 429
        assert 401 in seen
        assert await page.enter(link.partition("#")[2]) == 200, "who knows need not wait"


async def test_nothing_is_done_for_another_page(house: House, manager: Studio) -> None:
    pause = {"do": "pause", "on": True}
    async with opened((await house.link(Level.STREAMER))[1]) as other:
        forged: list[dict[str, str]] = [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": manager.url.replace("http", "ftp")},
            {"X-CSRF": ""},
            {"X-CSRF": manager.csrf[:-1]},
            {"X-CSRF": other.csrf},
            {"X-CSRF": "가" * 32},
        ]
        for headers in forged:
            answer = await manager.post(pause, **headers)
            assert answer.status == 403, headers
        async with manager.http.post(
            f"{manager.url}/studio/do", json=pause, headers={"X-CSRF": manager.csrf}
        ) as answer:
            assert answer.status == 403, "without an Origin"
        async with manager.http.post(
            f"{manager.url}/studio/do", data=msgspec.json.encode(pause),
            headers=manager.headers(**{"Content-Type": "text/plain"}),
        ) as answer:  # fmt: skip
            assert answer.status == 415, "what a form could send"
        async with ClientSession() as stranger:
            page = Studio(stranger, manager.url, manager.csrf)
            assert (await page.post(pause)).status == 401
        async with other.live() as view:
            assert not (await view.until(lambda state: "paused" in state))["paused"]


async def test_the_socket_is_for_its_own_page_and_session(house: House, manager: Studio) -> None:
    address = f"{manager.url}/studio/ws"
    for origin in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        with pytest.raises(WSServerHandshakeError) as refused:
            await manager.http.ws_connect(address, headers=origin)
        assert refused.value.status == 403
    async with ClientSession() as stranger:
        with pytest.raises(WSServerHandshakeError) as refused:
            await stranger.ws_connect(address, headers={"Origin": manager.url})
        assert refused.value.status == 401


async def test_bodies_are_small_json_objects(manager: Studio) -> None:
    json = {"Content-Type": "application/json"}
    bodies = (
        b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"do":"\\ud800"}', b"[" * 60_000,
        b'{"a":' * 10_000, b'{"do": 1}', b'{"do": null}', b'{"do": ["skip"]}',
    )  # fmt: skip
    for body in bodies:
        async with manager.http.post(
            f"{manager.url}/studio/do", data=body, headers=manager.headers(**json)
        ) as answer:
            assert answer.status == 400, body[:20]
    async with manager.http.post(
        f"{manager.url}/studio/do", data=b" " * 70_000, headers=manager.headers(**json)
    ) as answer:
        assert answer.status == 413
        assert (await answer.json())["error"]["code"] == "too_large"
    assert await manager.refused("fly") == (404, "not_found")


@pytest.mark.parametrize("by", ["page", "command"])
async def test_a_revoked_invitation_is_out_within_a_second(
    house: House, streamer: Studio, by: str
) -> None:
    id, link = await house.link(Level.MANAGER)
    async with opened(link) as guest, guest.live() as view:
        await view.until(lambda state: True)
        leaving = asyncio.create_task(_left(view))
        began = time.monotonic()
        if by == "page":
            await streamer.do("revoke", id=id)
        else:  # what another process, or the command, does
            await house.invites.revoke(Place(Platform.ROOM, "room"), [id])
        assert await leaving == 4401
        assert time.monotonic() - began < 1.0
        assert await guest.refused("pause") == (401, "not_invited")
        async with guest.http.get(f"{guest.url}/studio/settings") as answer:
            assert answer.status == 401


async def test_it_is_not_at_the_public_address(tmp_path: Path) -> None:
    async with running(data_dir=tmp_path, public_url="https://love.example") as app:
        token = app.studio_url.partition("#")[2]
        host = {"Host": "love.example", "Origin": "https://love.example"}
        paths = ("", "/session", "/ws", "/settings", "/static/index.html", "/deck/x/next")
        async with ClientSession() as http:
            for path in (*paths, "/%2e%2e/studio", "%2fsession"):
                async with http.get(f"{app.url}/studio{path}", headers=host) as answer:
                    assert answer.status == 404, path
            async with http.post(
                f"{app.url}/studio/session", json={"invite": token}, headers=host
            ) as answer:
                assert answer.status == 404
            async with http.get(f"{app.url}/", headers=host) as answer:
                assert answer.status == 200
        async with opened(app.studio_url) as studio:
            foreign = await studio.post({"do": "quiet"}, Origin="https://love.example")
            assert foreign.status == 403, "a public page is not the studio's"


async def _left(view: View) -> int | None:
    """How the server closed the socket."""
    while (await view.socket.receive(5.0)).type is WSMsgType.TEXT:
        pass
    return view.socket.close_code
