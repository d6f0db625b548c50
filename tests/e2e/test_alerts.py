"""Donation alerts on the overlay's page in a real Chromium."""

import asyncio
import base64
import re
import sqlite3
import time

from playwright.async_api import Browser, Page, Route

from bots import settings
from bots.app import App
from core.events import Donation, Emote, Viewer
from core.labels import Platform
from tests.e2e.chromium import watching

EMOTE = Emote("하트", "https://static-cdn.jtvnw.net/emoticons/v2/1/default/dark/1.0")
FOREIGN = Emote("x", "https://evil.example/x.png")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def donation(number: int, text: str = "", emotes: tuple[Emote, ...] = ()) -> Donation:
    return Donation(
        id=f"test:{number}",
        platform=Platform.ROOM,
        channel="room",
        viewer=Viewer(f"d{number}", f"후원자{number}"),
        at=time.time(),
        text=text,
        emotes=emotes,
        amount=1_000,
        shown="1,000원",
    )


def states() -> list[str]:
    path = settings.data_folder(settings.load()) / "lovelm.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [state for (state,) in database.execute("SELECT state FROM donation")]


async def seen(page: Page, selector: str, within: float = 20.0) -> None:
    await page.locator(selector).first.wait_for(timeout=within * 1_000)


async def test_an_alert_shows_words_and_emotes_of_allowed_hosts_only(
    app: App, browser: Browser
) -> None:
    overlay, _ = await watching(browser, app)
    asked: list[str] = []

    async def picture(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(body=DOT, content_type="image/png")

    await overlay.route(re.compile("^https:"), picture)
    app.hear(donation(1, "<b>힘내요</b>", (EMOTE, FOREIGN)))
    await seen(overlay, ".alert img")
    assert await overlay.locator(".alert-text").first.inner_text() == "<b>힘내요</b>"
    assert asked == [EMOTE.url]
    async with asyncio.timeout(20.0):
        while states() != ["acknowledged"]:
            await asyncio.sleep(0.05)


async def test_many_at_once_come_as_lists_and_each_is_acknowledged(
    app: App, browser: Browser
) -> None:
    overlay, wrong = await watching(browser, app)
    for number in range(20):
        app.hear(donation(number))
    await seen(overlay, ".alert-list")
    named = await overlay.locator(".alert-list .alert-donor").all_inner_texts()
    assert len(named) == len(set(named)) >= 8
    async with asyncio.timeout(20.0):
        while states() != ["acknowledged"] * 20:
            await asyncio.sleep(0.05)
    inside = "[...document.querySelectorAll('.alert')].every(a => a.getBoundingClientRect().bottom < innerHeight)"
    assert await overlay.evaluate(inside)
    assert wrong == []
