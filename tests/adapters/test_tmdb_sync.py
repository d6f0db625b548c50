"""A catalogue synced, interrupted, refreshed, and kept whole."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.tmdb import client
from adapters.tmdb.choice import exported
from adapters.tmdb.client import Tmdb, Unreachable, Unusable
from adapters.tmdb.sync import KNOWN_FOR, RESUMED_FOR, Sync, Tally, Wanted
from core.errors import BadInput, ConfigError, LoveError
from storage.films import FilmFiles
from tests.conftest import FakeClock, until
from tests.servers.tmdb import Fault, FaultyTmdb

SERVICES = "/3/watch/providers/movie"
DISCOVER = "/3/discover/movie"
DAY = 86_400.0


class Desk:
    """A store, a clock and a local TMDB of thirty films."""

    def __init__(self, tmdb: FaultyTmdb, folder: Path) -> None:
        self.tmdb = tmdb
        self.files = FilmFiles(folder)
        self.shelf, self.part = folder / "films.jsonl", folder / "films.part.jsonl"
        self.clock = FakeClock(1_760_000_000.0)
        self.told: list[int] = []
        self.key = tmdb.api_key
        self.url = tmdb.url

    async def sync(self, count: int = 30, limit: int | None = None, **fields: object) -> Tally:
        async with Tmdb.open(self.url, self.key) as tmdb:
            sync = Sync(
                tmdb, self.files, "https://image.tmdb.org/t/p",
                lambda tally: self.told.append(tally.left), self.clock,
            )  # fmt: skip
            return await sync.run(Wanted(count, **fields), limit)  # type: ignore[arg-type]

    def kept(self) -> set[int]:
        shelf = self.files.shelf()
        return set(shelf.films) if shelf else set()


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(client, "PAUSE", 0.01)
    monkeypatch.setattr(client, "LIMITED_PAUSE", 0.05)
    monkeypatch.setattr(client, "DEADLINE", 0.5)
    monkeypatch.setattr(client, "REQUESTS", 10_000)
    async with FaultyTmdb().serve() as tmdb:
        tmdb.add(range(100, 130))
        yield Desk(tmdb, tmp_path)


async def test_all_that_is_listed_is_kept(desk: Desk) -> None:
    tally = await desk.sync()
    assert (tally.got, tally.left, tally.odd) == (30, 0, 0)
    assert desk.kept() == set(range(100, 130))
    assert desk.told[0] == 30
    assert desk.told[-1] == 0
    assert desk.files.progress() is None


async def test_ours_come_first_and_no_more_than_wanted(desk: Desk) -> None:
    desk.tmdb.add([7])
    await desk.sync(10, first=[7, 8])
    assert len(desk.kept()) == 9, "8 is not known to TMDB"
    assert 7 in desk.kept()


async def test_adult_films_are_never_kept(desk: Desk) -> None:
    desk.tmdb.add([7], adult=True)
    await desk.sync(31, first=[7])
    assert desk.kept() == set(range(100, 130))


async def test_a_limited_sync_goes_on_the_next_time(desk: Desk) -> None:
    before = desk.tmdb.asked[DISCOVER]
    assert (await desk.sync(limit=12)).left == 18
    assert desk.kept() == set()
    listed = desk.tmdb.asked[DISCOVER]
    assert listed > before
    assert (await desk.sync()).left == 0
    assert desk.kept() == set(range(100, 130))
    assert desk.tmdb.film_requests == 30, "no film is fetched twice"
    assert desk.tmdb.asked[DISCOVER] == listed, "nor is the list"


async def test_another_count_starts_anew_with_what_was_fetched(desk: Desk) -> None:
    await desk.sync(limit=12)
    await desk.sync(count=20)
    assert len(desk.kept()) == 20
    assert desk.tmdb.film_requests == 20


async def test_an_old_unfinished_sync_starts_anew(desk: Desk) -> None:
    await desk.sync(limit=12)
    desk.clock.tick(RESUMED_FOR + 1)
    await desk.sync()
    assert desk.tmdb.film_requests == 42


async def test_a_cut_line_is_fetched_again(desk: Desk) -> None:
    await desk.sync(limit=12)
    desk.files.close()
    desk.part.write_bytes(desk.part.read_bytes()[:-40])
    assert (await desk.sync()).left == 0
    assert desk.kept() == set(range(100, 130))
    assert desk.tmdb.film_requests == 31


async def test_a_refresh_asks_for_what_changed_only(desk: Desk) -> None:
    await desk.sync()
    desk.clock.tick(DAY)
    desk.tmdb.changed = [103, 104, 999_999]
    desk.tmdb.films[103] |= {"title": "새 제목"}
    desk.tmdb.add([130])
    tally = await desk.sync(31)
    assert (tally.known, tally.asked) == (28, 3)
    shelf = desk.files.shelf()
    assert shelf is not None
    assert shelf.films[103].film.title == "새 제목"
    assert shelf.films[104].fetched_at == desk.clock(), "the same as before, and fresh again"
    assert set(shelf.films) == set(range(100, 131))


async def test_what_is_known_for_long_is_asked_for_again(desk: Desk) -> None:
    await desk.sync()
    desk.clock.tick(KNOWN_FOR)
    tally = await desk.sync()
    assert (tally.known, tally.asked) == (0, 30)
    assert "/3/movie/changes" not in desk.tmdb.asked, "too long ago for a list of changes"


async def test_a_film_that_is_gone_goes(desk: Desk) -> None:
    await desk.sync()
    del desk.tmdb.films[103]
    desk.clock.tick(DAY)
    await desk.sync()
    assert desk.kept() == set(range(100, 130)) - {103}


REFUSED = Fault(status=401)
RUBBISH = Fault(body=b"<html>")


@pytest.mark.parametrize(
    ("path", "fault", "error"),
    [
        (SERVICES, REFUSED, ConfigError),
        (SERVICES, Fault(status=500), Unusable),
        (SERVICES, Fault(status=404), Unusable),
        (SERVICES, RUBBISH, Unusable),
        (DISCOVER, Fault(status=429), Unreachable),
        (DISCOVER, RUBBISH, Unusable),
        (DISCOVER, Fault(status=404), Unusable),
        (DISCOVER, Fault(hangs=True), Unreachable),
        (DISCOVER, Fault(body=b"{}"), Unusable),
        ("/3/movie/changes", Fault(cut=True), Unreachable),
    ],
)
async def test_what_was_kept_stays_whole(
    desk: Desk, path: str, fault: Fault, error: type[LoveError]
) -> None:
    await desk.sync()
    before = desk.shelf.read_bytes()
    desk.clock.tick(DAY)
    desk.tmdb.always(path, fault)
    with pytest.raises(error):
        await desk.sync()
    assert desk.shelf.read_bytes() == before


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (REFUSED, ConfigError),
        (Fault(status=500), Unusable),
        (RUBBISH, Unusable),
        (Fault(body=b'{"id": 1, "title": "other"}'), Unusable),
        (Fault(hangs=True), Unreachable),
        (Fault(status=429, headers={"Retry-After": "0"}), Unreachable),
    ],
)
async def test_every_film_failing_stops_it(
    desk: Desk, fault: Fault, error: type[LoveError]
) -> None:
    await desk.sync()
    before = desk.shelf.read_bytes()
    desk.clock.tick(KNOWN_FOR)
    for id in range(100, 130):
        desk.tmdb.always(f"/3/movie/{id}", fault)
    with pytest.raises(error):
        await desk.sync()
    assert desk.shelf.read_bytes() == before
    desk.tmdb.faults.clear()
    assert (await desk.sync()).left == 0
    assert desk.kept() == set(range(100, 130))


async def test_tmdb_away(desk: Desk) -> None:
    await desk.sync()
    before = desk.shelf.read_bytes()
    desk.url = "http://127.0.0.1:9"
    desk.clock.tick(DAY)
    with pytest.raises(Unreachable):
        await desk.sync()
    assert desk.shelf.read_bytes() == before


async def test_an_odd_film_stays_as_it_was(desk: Desk) -> None:
    await desk.sync()
    desk.clock.tick(KNOWN_FOR)
    desk.tmdb.always("/3/movie/103", RUBBISH)
    tally = await desk.sync()
    assert (tally.odd, tally.left) == (1, 0)
    shelf = desk.files.shelf()
    assert shelf is not None
    assert shelf.films[103].fetched_at == desk.clock() - KNOWN_FOR


async def test_a_list_that_shrank_is_not_believed(desk: Desk) -> None:
    await desk.sync()
    desk.clock.tick(DAY)
    desk.tmdb.films = {id: desk.tmdb.films[id] for id in (100, 101)}
    with pytest.raises(Unusable, match="no more than 2"):
        await desk.sync()
    assert len(desk.kept()) == 30


async def test_a_cancelled_sync_goes_on(desk: Desk) -> None:
    desk.tmdb.held, desk.tmdb.held_after = asyncio.Event(), 20
    task = asyncio.create_task(desk.sync())
    await until(lambda: bool(desk.told) and desk.told[-1] <= 14)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    desk.files.close()
    assert desk.kept() == set()
    desk.tmdb.held = None
    fetched = desk.files.progress()
    assert fetched is not None
    done = len(fetched.fetched)
    tally = await desk.sync()
    assert (tally.asked, tally.left) == (30 - done, 0)


@pytest.mark.parametrize("packed", [True, False])
async def test_a_daily_export_names_the_films(desk: Desk, packed: bool, tmp_path: Path) -> None:
    rows = [
        {"adult": False, "id": 100 + n, "original_title": "x", "popularity": n / 7, "video": False}
        for n in range(30)
    ]
    rows += [rows[0] | {"id": 1, "popularity": 99.0, "adult": True}]
    rows += [rows[0] | {"id": 2, "popularity": 99.0, "video": True}]
    text = "\n".join(map(json.dumps, rows)).encode()
    path = tmp_path / "movie_ids.json"
    path.write_bytes(gzip.compress(text) if packed else text)
    await desk.sync(5, ids=exported(path, 5))
    assert desk.kept() == {125, 126, 127, 128, 129}
    assert desk.tmdb.asked[DISCOVER] == 0


@pytest.mark.parametrize("content", [None, b"{", b"\x1f\x8bno", b"\x1f\x8b" + b"\0" * 20, b"[]"])
def test_a_file_that_is_no_export(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "movie_ids.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="no daily id export"):
        exported(path, 5)
