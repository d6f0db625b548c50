"""The one address a consent page sends its visitor back to."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from adapters.oauth_callback import Callback, listening
from core.errors import AuthExpired, ConfigError


@pytest.fixture
async def callback() -> AsyncIterator[Callback]:
    async with listening(0) as callback:
        yield callback


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession() as browser:
        yield browser


async def come_back(
    browser: ClientSession, callback: Callback, method: str = "GET", host: str = "", **query: str
) -> tuple[int, str]:
    """Status and page of a visitor's return."""
    address = callback.url.replace("localhost", "127.0.0.1")
    headers = {"Host": host} if host else {}
    async with browser.request(method, address, params=query, headers=headers) as response:
        return response.status, await response.text()


async def test_the_code_comes_back_once(callback: Callback, browser: ClientSession) -> None:
    coming = asyncio.create_task(come_back(browser, callback, state=callback.state, code="c"))
    assert await callback.code() == "c"
    again = await come_back(browser, callback, state=callback.state, code="other")
    callback.tell(True, "<스트리머>, 연결했어요.")
    status, page = await coming
    assert (status, again[0]) == (200, 410)
    assert "연결됐어요" in page
    assert "&lt;스트리머&gt;" in page
    assert "이미 사용한" in again[1]
    assert await callback.code() == "c"


async def test_the_page_tells_of_a_failure(callback: Callback, browser: ClientSession) -> None:
    coming = asyncio.create_task(come_back(browser, callback, state=callback.state, code="c"))
    await callback.code()
    callback.tell(False, "연결하지 못했어요.")
    _, page = await coming
    assert "<h1>연결되지 않았어요</h1>" in page


@pytest.mark.parametrize("state", ["", "guess", "가", "x" * 4_000])
async def test_a_foreign_state_is_refused_and_costs_nothing(
    callback: Callback, browser: ClientSession, state: str
) -> None:
    status, page = await come_back(browser, callback, state=state, code="forged")
    assert status == 400
    assert "forged" not in page
    with pytest.raises(AuthExpired, match="nobody consented"):
        await callback.code(within=0.01)
    coming = asyncio.create_task(come_back(browser, callback, state=callback.state, code="good"))
    assert await callback.code() == "good"
    callback.tell(True, "")
    await coming


async def test_a_refusal_is_told(callback: Callback, browser: ClientSession) -> None:
    query = {"state": callback.state, "error": "access_denied"}
    status, page = await come_back(browser, callback, **query)
    assert status == 200
    assert "동의하지 않아서" in page
    with pytest.raises(AuthExpired, match="access_denied"):
        await callback.code()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "localhost.evil.example:1"])
async def test_a_foreign_host_is_refused(
    callback: Callback, browser: ClientSession, host: str
) -> None:
    status, _ = await come_back(browser, callback, host=host, state=callback.state, code="c")
    assert status == 403


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "OPTIONS"])
async def test_only_get_is_answered(
    callback: Callback, browser: ClientSession, method: str
) -> None:
    status, _ = await come_back(browser, callback, method, state=callback.state, code="c")
    assert status == 405
    async with browser.get(callback.url.replace("/callback", "/")) as response:
        assert response.status == 404


async def test_no_page_is_kept_or_may_load_anything(
    callback: Callback, browser: ClientSession
) -> None:
    async with browser.get(callback.url, params={"state": "x"}) as response:
        headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_whoever_waits_hears_when_it_was_given_up(browser: ClientSession) -> None:
    async with listening(0) as callback:
        coming = asyncio.create_task(come_back(browser, callback, state=callback.state, code="c"))
        await callback.code()
    assert "그만두었어요" in (await coming)[1]


async def test_a_taken_port_is_named_with_its_fix() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is taken") as wrong:
            async with listening(port):
                pass
    assert wrong.value.key == "LOVELM_OAUTH_PORT"
    assert "register http://localhost:" in wrong.value.fix


async def test_each_state_is_another() -> None:
    states = set()
    for _ in range(5):
        async with listening(0) as callback:
            states.add(callback.state)
    assert len(states) == 5
    assert all(len(state) >= 43 for state in states)
