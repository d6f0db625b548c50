"""`lovelm movies sync` in a process of its own, and what becomes of its films."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bots.film_sync import FilmRefresh
from bots.films import known_films
from bots.settings import Settings
from core.movies.catalogue import Catalogue
from core.movies.library import Library
from core.movies.request import Request
from core.movies.synced import KEPT, Shelf
from storage.films import FilmFiles
from tests.conftest import FakeClock, until
from tests.servers.tmdb import Fault, FaultyTmdb

NOTICE = "This product uses the TMDB API but is not endorsed or certified by TMDB"


@pytest.fixture
async def tmdb() -> AsyncIterator[FaultyTmdb]:
    async with FaultyTmdb().serve() as server:
        yield server


async def start(tmdb: FaultyTmdb, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots.cli", "movies", *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | tmdb.settings() | env,
    )  # fmt: skip


async def lovelm(
    tmdb: FaultyTmdb, *arguments: str, lines: str = "", **env: str
) -> tuple[int | None, str, str]:
    process = await start(tmdb, *arguments, **env)
    out, err = await process.communicate(lines.encode())
    return process.returncode, out.decode(), err.decode()


def where(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tmdb"


def own_ids(count: int) -> list[int]:
    return [film.tmdb_id for film in Catalogue.load() if film.tmdb_id][:count]


async def test_fifty_films_from_tmdb_to_a_recommendation(tmdb: FaultyTmdb) -> None:
    tmdb.add(own_ids(45))
    tmdb.add(range(500_000_001, 500_000_006))
    ids = tmdb.films.keys()
    code, out, err = await lovelm(tmdb, "sync", "--films", "50", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["complete"], told["wanted"], told["got"]) == (True, 50, 45)
    assert "50/50 films" in err

    status = json.loads((await lovelm(tmdb, "sync", "--status", "--json"))[1])
    assert (status["films"], status["watchable"], status["unfinished"]) == (45, 45, None)

    asked = {"id": 1, "text": "재밌는 영화 추천해줘", "max_rating": "any", "k": 100}
    code, out, err = await lovelm(tmdb, "recommend", lines=json.dumps(asked))
    assert (code, err) == (0, "")
    films: list[dict[str, Any]] = json.loads(out)["films"]
    found = [film for film in films if film["poster"]]
    assert found
    for film in found:
        links = {link["url"] for link in film["providers"]}
        (id,) = (
            id for id in ids if links == {f"https://www.themoviedb.org/movie/{id}/watch?locale=KR"}
        )
        assert film["poster"].endswith(f"/t/p/w342/poster{id}.jpg")
        assert "JustWatch" in film["credit"]
        assert NOTICE in film["credit"]
    for film in films:
        if not film["poster"]:
            assert NOTICE not in film["credit"], "nothing of that film is TMDB's"


async def test_killed_in_the_middle_it_goes_on(tmdb: FaultyTmdb, tmp_path: Path) -> None:
    tmdb.add(own_ids(60))
    assert (await lovelm(tmdb, "sync", "--films", "30"))[0] == 0
    before = (where(tmp_path) / "films.jsonl").read_bytes()
    first = tmdb.film_requests

    tmdb.held, tmdb.held_after = asyncio.Event(), first + 12
    process = await start(tmdb, "sync", "--films", "60")
    part = where(tmp_path) / "films.part.jsonl"
    await until(lambda: part.exists() and part.read_bytes().count(b"\n") >= 12, within=60)
    process.kill()
    await process.wait()
    assert (where(tmp_path) / "films.jsonl").read_bytes() == before, "the old films stay whole"

    tmdb.held = None
    asked = tmdb.film_requests
    code, out, err = await lovelm(tmdb, "sync", "--films", "60", "--json")
    assert code == 0, err
    assert json.loads(out)["complete"]
    shelf = FilmFiles(where(tmp_path)).shelf()
    assert shelf is not None
    assert len(shelf.films) == 60
    assert tmdb.film_requests - asked <= 30 - 11, "what was fetched is not fetched again"


async def test_limit_then_the_rest(tmdb: FaultyTmdb) -> None:
    tmdb.add(own_ids(20))
    code, out, _ = await lovelm(tmdb, "sync", "--films", "20", "--limit", "5")
    assert (code, out) == (0, "15 of 20 films left; run it again to go on\n")
    out = (await lovelm(tmdb, "sync", "--status"))[1]
    assert "no films synced" in out
    assert "unfinished sync: 5 of 20 fetched" in out
    assert (await lovelm(tmdb, "sync", "--films", "20"))[1].startswith("20 films in place")
    assert "20 films of " in (await lovelm(tmdb, "sync", "--status"))[1]


@pytest.mark.parametrize(
    ("arguments", "env", "code", "words"),
    [
        ((), {"LOVELM_TMDB_KEY": ""}, 2, "LOVELM_TMDB_KEY: is missing"),
        ((), {"LOVELM_TMDB_KEY": "f" * 32}, 2, "LOVELM_TMDB_KEY: TMDB refused it"),
        (("--films", "0"), {}, 2, "a number from 1"),
        (("--films", "many"), {}, 2, "--films"),
        (("--export", "no-such-file"), {}, 2, "no daily id export"),
    ],
)
async def test_what_is_wrong_is_named(
    tmdb: FaultyTmdb, arguments: tuple[str, ...], env: dict[str, str], code: int, words: str
) -> None:
    result = await lovelm(tmdb, "sync", *arguments, **env)
    assert (result[0], result[1]) == (code, "")
    assert words in result[2]
    assert "f" * 32 not in result[2]
    assert "Traceback" not in result[2]


async def test_an_outage_says_that_nothing_is_lost(tmdb: FaultyTmdb) -> None:
    tmdb.always("/3/discover/movie", Fault(body=b"<html>"))
    code, out, err = await lovelm(tmdb, "sync", "--films", "1000")
    assert (code, out) == (1, "")
    assert "TMDB answered what is not understood" in err
    assert "the films in place stay as they are" in err


async def test_one_sync_at_a_time(tmdb: FaultyTmdb) -> None:
    tmdb.held, tmdb.held_after = asyncio.Event(), -1
    process = await start(tmdb, "sync", "--films", "5")
    await until(lambda: bool(tmdb.asked), within=60)
    code, _, err = await lovelm(tmdb, "sync", "--films", "5")
    process.kill()
    await process.wait()
    assert code == 2
    assert "in use by another LoveLM" in err


async def test_a_broken_shelf_is_named(tmdb: FaultyTmdb, tmp_path: Path) -> None:
    where(tmp_path).mkdir(parents=True)
    (where(tmp_path) / "films.jsonl").write_text("{}\n")
    code, out, err = await lovelm(tmdb, "recommend", lines='{"id": 1}')
    assert (code, out) == (2, "")
    assert "films.jsonl: is not whole" in err


def settings(tmdb: FaultyTmdb) -> Settings:
    return Settings(tmdb_key=tmdb.api_key, tmdb_url=tmdb.url)  # type: ignore[arg-type]


async def test_a_running_process_takes_up_what_is_new(tmdb: FaultyTmdb, tmp_path: Path) -> None:
    own = next(film for film in Catalogue.load() if film.tmdb_id)
    tmdb.add([own.tmdb_id or 0], vote_count=4242)
    FilmFiles(where(tmp_path)).complete(Shelf(0.0, 1, {}))
    clock = FakeClock(1_760_000_000.0)
    shown: list[Library] = []
    refresh = FilmRefresh(settings(tmdb), shown.append, clock)
    await refresh.load()
    assert len(shown.pop().catalogue) == len(Catalogue.load())
    await refresh.refresh()
    film = shown.pop().catalogue.by_id(own.id)
    assert film is not None
    assert (film.votes, film.overview) == (4242, own.overview)


async def test_a_refresh_that_fails_changes_nothing(
    tmdb: FaultyTmdb, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    FilmFiles(where(tmp_path)).complete(Shelf(0.0, 1, {}))
    tmdb.always("/3/watch/providers/movie", Fault(status=401))
    shown: list[Library] = []
    await FilmRefresh(settings(tmdb), shown.append).refresh()
    assert not shown
    assert "films not refreshed" in caplog.messages
    assert tmdb.api_key not in caplog.text


async def test_a_broken_shelf_leaves_the_packaged_films_in_use(
    tmdb: FaultyTmdb, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where(tmp_path).mkdir(parents=True)
    (where(tmp_path) / "films.jsonl").write_text("rubbish")
    shown: list[Library] = []
    await FilmRefresh(settings(tmdb), shown.append).load()
    assert not shown
    assert "synced films not in use" in caplog.messages


async def test_films_kept_for_half_a_year_are_no_longer_shown(
    tmdb: FaultyTmdb, tmp_path: Path
) -> None:
    tmdb.add(own_ids(1))
    assert (await lovelm(tmdb, "sync", "--films", "1"))[0] == 0
    shelf = FilmFiles(where(tmp_path)).shelf()
    assert shelf is not None
    (one,) = shelf.films.values()
    kept = [film for film in known_films(where(tmp_path), one.fetched_at + KEPT - 1) if film.poster]
    assert len(kept) == 1
    late = known_films(where(tmp_path), one.fetched_at + KEPT)
    assert [film for film in late if film.poster] == []


async def test_two_libraries_are_swapped_whole() -> None:
    films = list(Catalogue.load())
    library, newer = Library(Catalogue(films[:50])), Library(Catalogue(films[50:]))
    library.replace(newer)
    assert library.catalogue is newer.catalogue
    picks = library.recommender.recommend(Request(k=8))
    assert all(library.catalogue.by_id(pick.film.id) for pick in picks)
    assert len(picks) == 8
