"""The survey's page in a real Chromium, and rubbish sent to it."""

import json

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from bots.app import App
from tests.e2e.chromium import opened


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
async def test_a_visitor_picks_moods_and_gets_films(
    app: App, browser: Browser, width: int, height: int
) -> None:
    page, wrong = await opened(browser, f"{app.url}/try", width, height)
    ask = page.get_by_role("button", name="영화 골라 주세요")
    mood = page.get_by_label("외로워요", exact=True)
    await mood.wait_for(state="attached")
    assert await ask.is_disabled()
    for label in ("외로워요", "지쳤어요", "슬퍼요"):
        await page.get_by_label(label, exact=True).check()
    assert await page.get_by_label("신나요", exact=True).is_disabled()
    await ask.click()
    films = page.locator(".film-title")
    await films.nth(7).wait_for()
    await expect(films.first).to_be_in_viewport()
    first = await films.all_inner_texts()
    await page.get_by_role("button", name="다른 영화 보기").click()
    await page.locator(".film-title", has_text=first[0]).wait_for(state="detached")
    assert not {*first} & {*await films.all_inner_texts()}
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    assert wrong == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"moods": "joy"}',
        b'{"moods": []}',
        b'{"moods": ["joy"], "genres": ["<script>"]}',
        b'{"moods": ["joy"], "intent": "evil"}',
        json.dumps({"moods": ["joy"], "shown": ["x" * 1000] * 60}).encode(),
    ],
)
async def test_rubbish_is_refused_in_words(app: App, body: bytes) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{app.url}/try/films", data=body) as answer,
    ):
        shown = await answer.json(content_type=None)
        if b"shown" in body:
            assert answer.status == 200  # odd, but only names of films that are not there
        else:
            assert answer.status == 400
            assert shown["error"].endswith("요.")


async def test_a_flood_is_told_to_wait(app: App) -> None:
    async with aiohttp.ClientSession() as session:
        statuses = set()
        for _ in range(60):
            async with session.post(f"{app.url}/try/films", json={"moods": ["joy"]}) as answer:
                statuses.add(answer.status)
    assert statuses <= {200, 429}
    assert 200 in statuses
