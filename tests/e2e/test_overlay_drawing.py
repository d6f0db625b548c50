"""How the overlay is drawn in a real Chromium: smoothly, and nothing over what is read."""

import asyncio

from playwright.async_api import Browser

from tests.e2e.showing import showing, tones

FILMS = [{"title": "리틀 포레스트", "year": 2018, "why": "잠깐 멈춰 밥을 지어 먹고 싶을 때."}]
MOVED = """() => document.getAnimations().flatMap((one) => one.effect.getKeyframes())
  .flatMap(Object.keys).filter((key) => !"offset computedOffset easing composite".includes(key))"""


async def test_whatever_moves_needs_no_layout_and_no_painting(browser: Browser) -> None:
    """Sixty frames a second hang on that: another property would be painted in each of them."""
    async with showing(browser, pet="redpanda") as screen:
        page = await screen.page()
        await page.locator("#pet .pet-redpanda").wait_for(timeout=10_000)
        screen.speak(tones((30.0, 500, 0.3)), 30.0)
        screen.show("films", persona="yudam", pet="redpanda", films=FILMS)
        for votes in (1, 3):
            choices = [{"persona": "onyu", "name": "온유", "votes": votes}]
            screen.show("poll", id="p", seconds=60, closed=False, chosen=4, choices=choices)
        screen.show("receipt", viewer="두부", position=2, eta_s=70)
        screen.give(1, tier=4)
        await page.locator(".film").wait_for(timeout=10_000)
        moved = set()
        for _ in range(20):
            moved |= set(await page.evaluate(MOVED))
            await asyncio.sleep(0.1)
        assert moved == {"transform", "opacity"}


COVERED = """() => { const { bottom: low } = document.getElementById("alerts").getBoundingClientRect();
  const { top, height } = document.getElementById("films").getBoundingClientRect();
  return [document.querySelectorAll(".alert:not(.out)").length, height > 0 && low > top]; }"""


async def test_large_gifts_cover_no_films(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        screen.show("films", persona="yudam", pet="none", films=FILMS)
        await page.locator(".film").wait_for(timeout=10_000)
        for number in range(6):
            screen.give(
                number, tier=4, amount="100,000원", text="오늘도 같이 있어 줘서 고마워요 " * 8
            )
        most = 0
        async with asyncio.timeout(20.0):
            while len(screen.shown) < 6:
                there, covered = await page.evaluate(COVERED)
                most = max(most, there)
                assert not covered or there == 1
                await asyncio.sleep(0.05)
        assert most == 1, "no two of so many words have room above them"
        assert screen.shown == [f"donation:{number}" for number in range(6)]
        assert screen.wrong == []
