"""The overlay's own words in Korean and in English, in a real Chromium."""

import re

from playwright.async_api import Browser, Page, expect

from adapters.overlay.pages import Look
from tests.e2e.showing import Screen, showing

HANGUL = re.compile("[가-힣]")
CHOICES = [
    {"persona": "onyu", "name": "A", "votes": 2},
    {"persona": "raon", "name": "B", "votes": 1},
]
FILMS = [{"title": "Little Forest", "year": 2018, "why": "For a slow evening."}]


async def everything(screen: Screen, page: Page) -> str:
    """What the page says of itself when all of it is shown."""
    for number in range(6):
        screen.show("receipt", viewer=f"viewer{number}", position=2, eta_s=40 * number)
    screen.show("notice", text="Radio")
    screen.show("poll", id="p", choices=CHOICES, seconds=30)
    screen.show("films", persona="yudam", pet="otter", films=FILMS)
    screen.show("donation", id="d", donor="익명", amount="₩5,000", text="", emotes=[], tier=1)
    for part in (".poll", ".film", ".alert", ".toast-more", ".notice-text"):
        await page.locator(part).first.wait_for(timeout=10_000)
    await expect(page.locator(".pet-line")).not_to_be_empty()
    parts = "#receipts, #notices, #polls, #films, #alerts, .pet-line"
    return " ".join(await page.locator(parts).all_inner_texts())


async def test_they_are_korean_at_first(browser: Browser) -> None:
    async with showing(browser, pet="otter") as screen:
        page = await screen.page()
        said = await everything(screen, page)
        for word in (
            "고민이 접수됐어요",
            "외 2명",
            "2번째 · 약 1분",
            "누구의 답이 와닿나요?",
            "익명님",
            "viewer5님",
        ):
            assert word in said, word
        assert screen.wrong == []


async def test_they_are_english_where_the_channel_chose_that(browser: Browser) -> None:
    async with showing(browser, pet="otter", language="english") as screen:
        page = await screen.page()
        said = await everything(screen, page)
        assert not HANGUL.search(said), said
        for word in (
            "In the queue",
            "and 2 more",
            "No. 2 · about 1 min",
            "Anonymous",
            "30 s",
        ):
            assert word in said, word
        assert await page.evaluate("document.documentElement.lang") == "en"
        screen.look = Look("otter", "korean")
        await screen.overlay.recheck()
        await page.locator("html[lang=ko]").wait_for(state="attached", timeout=10_000)
        screen.show("poll", id="q", choices=CHOICES, seconds=30)
        await expect(page.locator(".poll-head")).to_contain_text("누구의 답이 와닿나요?")
        assert screen.wrong == []
