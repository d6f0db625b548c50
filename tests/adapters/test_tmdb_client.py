"""Asking TMDB, however it answers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.tmdb import client
from adapters.tmdb.client import Tmdb, Unreachable, Unusable
from adapters.tmdb.shapes import Details, Page
from core.errors import ConfigError, LoveError
from tests.servers.tmdb import Fault, FaultyTmdb

FILM, PATH = "/3/movie/7", "/movie/7"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE", 0.01)
    monkeypatch.setattr(client, "LIMITED_PAUSE", 0.05)
    monkeypatch.setattr(client, "DEADLINE", 0.5)


@pytest.fixture
async def tmdb() -> AsyncIterator[FaultyTmdb]:
    async with FaultyTmdb().serve() as server:
        server.add([7])
        yield server


async def title(tmdb: FaultyTmdb, key: str = "") -> str:
    async with Tmdb.open(tmdb.url, key or tmdb.api_key) as asking:
        return (await asking.get(PATH, {})).read(Details).title


async def test_either_kind_of_key_is_good(tmdb: FaultyTmdb) -> None:
    assert await title(tmdb) == await title(tmdb, tmdb.token) == tmdb.films[7]["title"]


@pytest.mark.parametrize("key", ["f" * 32, "no.such.token"])
async def test_a_wrong_key_is_named_but_not_shown(tmdb: FaultyTmdb, key: str) -> None:
    with pytest.raises(ConfigError, match="LOVELM_TMDB_KEY") as caught:
        await title(tmdb, key)
    assert key not in str(caught.value)
    assert tmdb.asked[FILM] == 1


async def test_without_a_key_nothing_is_asked(tmdb: FaultyTmdb) -> None:
    with pytest.raises(ConfigError, match="LOVELM_TMDB_KEY"):
        async with Tmdb.open(tmdb.url, ""):
            pass
    assert not tmdb.asked


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=503, headers={"Retry-After": "1"}),
        Fault(status=302, headers={"Location": "https://example.com/"}),
        Fault(hangs=True),
        Fault(cut=True),
        Fault(status=429, headers={"Retry-After": "0"}),
        Fault(status=429),
        Fault(status=429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
    ],
)
async def test_what_passes_is_waited_for(tmdb: FaultyTmdb, fault: Fault) -> None:
    tmdb.faults[FILM].extend([fault, fault])
    assert await title(tmdb) == tmdb.films[7]["title"]
    assert tmdb.asked[FILM] == 3


async def test_429_says_how_long_to_wait(tmdb: FaultyTmdb) -> None:
    tmdb.faults[FILM].append(Fault(status=429, headers={"Retry-After": "1"}))
    async with Tmdb.open(tmdb.url, tmdb.api_key) as asking:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asking.get(PATH, {})
        assert 1.0 <= loop.time() - began < 3.0


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=500), Unusable),
        (Fault(status=418), Unusable),
        (Fault(body=b"x" * 5_000_000), Unusable),
        (Fault(body=b"<html>busy</html>"), Unusable),
        (Fault(body=b"[]"), Unusable),
        (Fault(body=b'{"id": 7}'), Unusable),
        (Fault(body=b'{"id": 7, "title": "\\ud800"}'), Unusable),
        (Fault(body=b'{"id": "seven", "title": "a"}'), Unusable),
        (Fault(body=b"[" * 100_000), Unusable),
        (Fault(status=429), Unreachable),
        (Fault(hangs=True), Unreachable),
        (Fault(cut=True), Unreachable),
        (Fault(headers={"Content-Encoding": "gzip"}, body=b"no gzip"), Unreachable),
    ],
)
async def test_what_lasts_is_told(tmdb: FaultyTmdb, fault: Fault, error: type[LoveError]) -> None:
    tmdb.always(FILM, fault)
    with pytest.raises(error) as caught:
        await title(tmdb)
    assert tmdb.api_key not in f"{caught.value!r}{caught.value.__cause__!r}"
    assert tmdb.asked[FILM] in (1, client.TRIES)


async def test_nobody_there(tmdb: FaultyTmdb) -> None:
    async with Tmdb.open("http://127.0.0.1:9", tmdb.api_key) as asking:
        with pytest.raises(Unreachable, match="cannot be reached"):
            await asking.get(PATH, {})


async def test_a_film_that_is_gone_and_one_that_is_the_same(tmdb: FaultyTmdb) -> None:
    async with Tmdb.open(tmdb.url, tmdb.api_key) as asking:
        assert (await asking.get("/movie/404404", {})).status == 404
        first = await asking.get(PATH, {})
        again = await asking.get(PATH, {}, first.etag)
        assert (first.status, again.status, again.body) == (200, 304, b"")
        assert (await asking.get("/discover/movie", {})).read(Page).results[0].id == 7


async def test_never_faster_than_tmdb_allows(
    tmdb: FaultyTmdb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "REQUESTS", 5)
    monkeypatch.setattr(client, "PER_SECONDS", 0.3)
    loop = asyncio.get_running_loop()
    async with Tmdb.open(tmdb.url, tmdb.api_key) as asking:
        began = loop.time()
        await asyncio.gather(*(asking.get(PATH, {}) for _ in range(12)))
        assert loop.time() - began >= 0.6


def test_the_pace_is_tmdbs() -> None:
    assert (client.REQUESTS, client.PER_SECONDS) == (40, 1.0)
