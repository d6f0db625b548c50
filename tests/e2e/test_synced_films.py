"""A running process recommends the films that were synced."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import aiohttp

from bots.compose import compose
from bots.settings import Settings
from core.movies.catalogue import Catalogue
from core.movies.film import Offer
from core.movies.synced import Shelf, Synced
from storage.films import FilmFiles

POSTER = "https://image.tmdb.org/t/p/w342/a.jpg"


async def test_synced_films_are_taken_up_while_it_runs(tmp_path: Path) -> None:
    told = {
        film.tmdb_id: Synced(
            replace(
                film, id=f"tmdb:{film.tmdb_id}", overview="", poster=POSTER,
                offers=(Offer("tving", "flatrate"),), watch_url="https://www.themoviedb.org/movie/1/watch",
            ),
            time.time(),
        )
        for film in Catalogue.load()
        if film.tmdb_id
    }  # fmt: skip
    FilmFiles(tmp_path / "data" / "tmdb").complete(Shelf(time.time(), len(told), told))
    async with compose(Settings(PORT=0, data_dir=tmp_path / "data")) as app:
        running = asyncio.create_task(app.run())
        async with aiohttp.ClientSession() as session, asyncio.timeout(60):
            films = []
            while not any(film["poster"] for film in films):
                asked = {"moods": ["sadness"], "genres": []}
                async with session.post(f"{app.url}/try/films", json=asked) as response:
                    films = (await response.json())["films"]
                await asyncio.sleep(0.2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    shown = [film for film in films if film["poster"]]
    assert [film["providers"][0]["name"] for film in shown] == ["티빙"] * len(shown)
    assert all("JustWatch" in film["credit"] for film in shown)
