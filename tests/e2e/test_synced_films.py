"""A running process recommends the films that were synced, and says whose data it shows."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import aiohttp
from playwright.async_api import Browser

from core.movies.catalogue import Catalogue
from core.movies.film import Offer
from core.movies.providers import JUSTWATCH, TMDB
from core.movies.synced import Shelf, Synced
from storage.films import FilmFiles
from tests.e2e.chromium import opened
from tests.e2e.conftest import running

POSTERS = "https://image.tmdb.org/"
POSTER = "https://image.tmdb.org/t/p/w342/a.jpg"
PAGE = "https://www.themoviedb.org/movie/1/watch?locale=KR"


def synced(folder: Path) -> None:
    """Every packaged film as if TMDB had told it."""
    now = time.time()
    about = {"overview": "", "poster": POSTER, "watch_url": PAGE}
    offers = (Offer("tving", "flatrate"), Offer("wavve", "rent"))
    told = {
        film.tmdb_id: Synced(replace(film, id=f"tmdb:{film.tmdb_id}", offers=offers, **about), now)
        for film in Catalogue.load()
        if film.tmdb_id
    }
    FilmFiles(folder).complete(Shelf(now, len(told), told))


async def taken_up(url: str) -> None:
    """Return when the synced films are in use."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            async with session.post(f"{url}/try/films", json={"moods": ["sadness"]}) as answer:
                films = (await answer.json()).get("films", ())
            if any(TMDB in film["credit"] for film in films):
                return
            await asyncio.sleep(0.2)


async def test_synced_films_are_shown_with_whose_they_are(browser: Browser, tmp_path: Path) -> None:
    synced(tmp_path / "data" / "tmdb")
    async with running(data_dir=tmp_path / "data") as app:
        await taken_up(app.url)
        page, wrong = await opened(browser, f"{app.url}/try", 390, 844)
        await page.get_by_label("슬퍼요", exact=True).check()
        await page.get_by_role("button", name="영화 골라 주세요").click()
        card = page.locator(".film", has=page.get_by_role("link", name="티빙", include_hidden=True))
        await card.first.get_by_text("어디서 볼까요?").click()
        links = card.first.locator("a.provider")
        assert await links.all_inner_texts() == ["티빙", "웨이브 (대여)"]
        assert await links.first.get_attribute("href") == PAGE
        assert await card.first.locator(".credit").inner_text() == f"{JUSTWATCH} · {TMDB}"
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert wrong == [], "nor is anything asked of TMDB by a viewer's browser"


async def test_posters_are_shown_where_the_operator_wants_them(
    browser: Browser, tmp_path: Path
) -> None:
    synced(tmp_path / "data" / "tmdb")
    async with running(data_dir=tmp_path / "data", posters=True) as app:
        await taken_up(app.url)
        page, asked = await opened(browser, f"{app.url}/try", 390, 844)
        await page.route(f"{POSTERS}**", lambda route: route.abort())
        await page.get_by_label("슬퍼요", exact=True).check()
        await page.get_by_role("button", name="영화 골라 주세요").click()
        await page.locator(".poster").first.wait_for()
        assert any(address.startswith(POSTERS) for address in asked)
        # A picture that cannot be loaded leaves the drawn one.
        await page.locator(".poster img").first.wait_for(state="detached")
        assert await page.locator(".poster-letter").first.is_visible()
