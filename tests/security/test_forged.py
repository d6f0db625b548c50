"""Requests that other sites' pages make in a visitor's browser, and what is too large."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError, web

from adapters.simulated.stage.stage import Stage
from adapters.site import LARGEST_BODY, PROBES
from bots.app import App
from bots.rehearsal import rehearsal
from bots.roles import front
from bots.settings import Settings
from tests.e2e.conftest import overlay_socket, running, visiting

SOCKETS = ("/room/ws", "/overlay/ws", "/studio/ws")
WRITES = (
    ("POST", "/hooks/donation"),
    ("POST", "/try/films"),
    ("POST", "/studio/session"),
    ("POST", "/studio/do"),
)
# Its own secret is the right; it takes no body.
DECK = "/studio/deck/{key}/{deed}"
FORGED: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://[bad"},
    {"Origin": "file://"},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://evil.example#http://127.0.0.1"},
    {"Origin": "http://{host}@evil.example"},
    {"Origin": "http://{host}.evil.example"},
    {"Origin": "http://{host}", "Host": "evil.example"},
    {"Host": "evil.example", "Origin": "http://evil.example"},
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "localhost.evil.example:8080"},
    {"Host": "evil.example:80@127.0.0.1"},
    {"Host": "169.254.169.254"},
    {"Host": "[::2]:8080"},
    {"Host": "0"},
    {"Host": "2130706433"},
    {"Host": "127.1"},
)


@asynccontextmanager
async def routed(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[App, list[Any]]]:
    """The demo, and every route it serves."""
    found: list[Any] = []
    serve = front.serve

    def noting(bind: str, port: int, public: str, routes: Iterable[Any], *others: Any) -> Any:
        found.extend(routes)
        return serve(bind, port, public, found, *others)

    monkeypatch.setattr(front, "serve", noting)
    async with running() as app:
        yield app, found


def about(headers: dict[str, str], url: str) -> dict[str, str]:
    host = url.partition("//")[2]
    return {name: value.replace("{host}", host) for name, value in headers.items()}


async def test_every_route_refuses_what_is_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    async with routed(monkeypatch) as (app, routes), ClientSession() as session:
        paths = {
            (route.method, route.path)
            if isinstance(route, web.RouteDef)
            else ("GET", f"{route.prefix}/x.js")
            for route in routes
        }
        assert {*WRITES, *(("GET", path) for path in SOCKETS)} <= paths
        written = {path for method, path in paths if method != "GET"}
        assert written == {DECK} | {path for _, path in WRITES}, "no other route writes"
        for headers in FORGED:
            for method, path in (*paths, ("GET", "/livez"), ("GET", "/readyz"), ("PUT", "/none")):
                async with session.request(
                    method, f"{app.url}{path}", headers=about(headers, app.url)
                ) as answer:
                    if path not in PROBES or "Host" not in headers:
                        assert answer.status == 403, (headers, path)
                    elif path == "/metrics":
                        assert answer.status in (401, 403, 404), headers
                    assert "Access-Control-Allow-Origin" not in answer.headers
                    assert "Set-Cookie" not in answer.headers


async def test_every_socket_refuses_what_is_forged(app: App) -> None:
    async with ClientSession() as session:
        for headers in FORGED:
            for path in SOCKETS:
                with pytest.raises(WSServerHandshakeError) as refused:
                    await session.ws_connect(f"{app.url}{path}", headers=about(headers, app.url))
                assert refused.value.status == 403, headers


async def test_ones_own_page_and_public_address_are_let_in() -> None:
    async with running(public_url="https://love.example") as app, ClientSession() as session:
        host = app.url.partition("//")[2]
        for good in (
            {"Origin": app.url},
            {"Host": f"localhost:{app.url.rpartition(':')[2]}"},
            {"Host": "love.example", "Origin": "https://love.example"},
            {"Host": host, "Origin": "https://love.example"},
        ):
            async with session.ws_connect(f"{app.url}/room/ws", headers=good) as socket:
                assert (await socket.receive()).type is WSMsgType.TEXT
        async with session.get(app.url) as page:
            assert page.cookies["lovelm_viewer"]["secure"]


async def test_no_site_may_read_frame_or_preflight(app: App) -> None:
    async with ClientSession() as session:
        for path in ("/", "/overlay", "/try"):
            async with session.get(f"{app.url}{path}") as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert {"default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"} <= {
                    part.strip() for part in policy.split(";")
                }
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
        for _, path in WRITES:
            headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
            async with session.options(f"{app.url}{path}", headers=headers) as answer:
                assert answer.status == 403


async def test_what_is_over_64_kb_is_refused(app: App) -> None:
    async with ClientSession() as session:
        for method, path in WRITES:
            async with session.request(
                method, f"{app.url}{path}", data=b"[" + b" " * LARGEST_BODY, headers=JSON
            ) as answer:
                assert answer.status in (401, 403, 413), path
        async with session.post(f"{app.url}/try/films", data=b" " * (LARGEST_BODY + 1)) as answer:
            assert answer.status == 413
        async with session.get(f"{app.url}/?name={'x' * 100_000}") as answer:
            assert answer.status in (400, 414)
        async with session.ws_connect(f"{app.url}/overlay/ws") as socket:
            await socket.send_str("x" * (LARGEST_BODY + 1))
            await socket.receive()
            assert socket.close_code in (1009, 4401)
        overlay = await overlay_socket(session, app)
        assert "hello" in await overlay.receive_str()
        await overlay.send_str("x" * (LARGEST_BODY + 1))
        while (await overlay.receive()).type is WSMsgType.TEXT:
            pass
        assert overlay.close_code == 1009
    async with visiting(app) as visitor:
        await visitor.socket.send_str("x" * (LARGEST_BODY + 1))
        while (await visitor.socket.receive()).type is WSMsgType.TEXT:
            pass
        assert visitor.socket.close_code == 1009


async def test_many_slow_or_broken_requests_leave_it_answering(app: App) -> None:
    """Bytes that are no request, and requests that never end."""
    host, port = app.url.partition("//")[2].split(":")
    for hostile in (
        b"\x00" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        BOTH,
        WRONG,
        b"x" * 70_000,
    ):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(hostile)
        await writer.drain()
        async with asyncio.timeout(10.0):
            told = await reader.read(64)
        assert told[:12] in (b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 403", b"HTTP/1.0 403")
        writer.close()
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(50)]
    for _, writer in slow:
        writer.write(b"POST /try/films HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    async with ClientSession() as session, session.get(f"{app.url}/livez") as answer:
        assert answer.status == 200
    for _, writer in slow:
        writer.close()


async def test_the_rehearsal_is_as_closed() -> None:
    async with rehearsal(Settings(PORT=0)) as (_, stage), ClientSession() as session:
        address = stage.url.partition("/stage")[0]
        for headers in FORGED:
            for path in ("/stage", "/stage/ws", "/stage/static/stage.js"):
                async with session.get(
                    f"{address}{path}", headers=about(headers, address)
                ) as answer:
                    assert answer.status == 403, headers
        await guessed(session, address, stage)


async def guessed(session: ClientSession, address: str, stage: Stage) -> None:
    for token in ("", "guess", "가", stage.url.partition("#")[2][:-1]):
        async with session.ws_connect(f"{address}/stage/ws") as socket:
            await socket.send_json({"token": token})
            await socket.receive()
            assert socket.close_code == 4401


JSON = {"Content-Type": "application/json"}
BOTH = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\nGET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n"
)
WRONG = b"GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\nA\x00: c\r\n\r\n"
