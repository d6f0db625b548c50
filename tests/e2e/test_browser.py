"""Room and overlay in a real Chromium."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser

from bots.app import App
from tests.e2e.chromium import opened, watching

WORRY = "썸남이 요즘 연락이 줄었는데 제가 먼저 물어봐도 될까요?"
MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
async def test_a_viewer_types_and_is_answered(
    app: App, browser: Browser, width: int, height: int
) -> None:
    page, wrong = await opened(browser, f"{app.url}/", width, height)
    box = page.get_by_role("textbox", name="메시지")
    await box.fill(WORRY)
    await box.press("Enter")
    answer = page.locator(".reply").first
    await answer.wait_for(timeout=4000)
    assert "AI" in await answer.inner_text()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    assert wrong == []


async def test_the_overlay_speaks_with_sound_and_captions(app: App, browser: Browser) -> None:
    overlay, wrong = await watching(browser, app)
    room, _ = await opened(browser, f"{app.url}/", 1280, 800)
    box = room.get_by_role("textbox", name="메시지")
    await box.fill(WORRY)
    await box.press("Enter")
    playing = "document.querySelector('audio')?.currentTime > 0.5"
    async with asyncio.timeout(10.0):  # polled, since the page's policy forbids wait_for_function
        while not await overlay.evaluate(playing):
            await asyncio.sleep(0.05)
    sound: dict[str, Any] = await overlay.evaluate(
        "(() => { const a = document.querySelector('audio'); return {paused: a.paused, length: a.duration} })()"
    )
    assert sound["paused"] is False
    assert 2 < sound["length"] < 25
    text = await overlay.inner_text("body")
    assert WORRY in text
    assert "AI" in text
    background = await overlay.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgba(0, 0, 0, 0)"
    assert wrong == []


async def test_a_crisis_leaves_the_overlay_as_it_was(app: App, browser: Browser) -> None:
    overlay, _ = await watching(browser, app)
    await overlay.wait_for_timeout(500)
    before = await overlay.inner_text("body")
    room, _ = await opened(browser, f"{app.url}/", 1280, 800)
    box = room.get_by_role("textbox", name="메시지")
    await box.fill("요즘 너무 힘들어서 사라지고 싶어")
    await box.press("Enter")
    await room.get_by_text("109").first.wait_for(timeout=3000)
    await asyncio.sleep(0.5)
    assert await overlay.inner_text("body") == before
    assert await overlay.evaluate("document.querySelector('audio')") is None


async def test_markup_stays_text(app: App, browser: Browser) -> None:
    overlay, _ = await watching(browser, app)
    room, wrong = await opened(browser, f"{app.url}/?name=x", 1280, 800)
    box = room.get_by_role("textbox", name="메시지")
    await box.fill(f"온유야 {MARKUP}")
    await box.press("Enter")
    await room.locator(".reply").first.wait_for(timeout=4000)
    for page in (overlay, room):
        assert await page.evaluate("window.hacked") is None
    assert wrong == []
