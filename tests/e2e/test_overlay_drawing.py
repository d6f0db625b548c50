"""How the overlay is drawn in a real Chromium: smoothly, and nothing over what is read."""

import asyncio
from collections.abc import Callable

import pytest
from playwright.async_api import Browser

from tests.e2e.showing import Screen, seen, showing, tones

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


STANDING = """() => { const box = document.getElementById("alerts");
  const low = box.getBoundingClientRect().bottom, tops = ["#films", "#speaker.on #bubble"].map((one) =>
    document.querySelector(one)?.getBoundingClientRect()).filter((one) => one?.height).map(({ top }) => top);
  return [box.querySelectorAll(".alert:not(.out)").length, box.childElementCount > 1 && tops.some((top) => low > top)]; }"""


def films(screen: Screen) -> None:
    screen.show("films", persona="yudam", pet="none", films=FILMS)


def captions(screen: Screen) -> None:
    screen.speak(None, 30.0, text="오늘은 푹 자요.", question="3일째 답이 없는데 먼저 연락할까요?")


def nothing(screen: Screen) -> None:
    """A bubble that nobody sees any more stands in nobody's way."""
    screen.speak(None, 0.2, question="3일째 답이 없는데 먼저 연락할까요?")


@pytest.mark.parametrize(("below", "most"), [(films, 1), (captions, 2), (nothing, 3)])
async def test_further_gifts_wait_until_they_cover_nothing(
    browser: Browser, below: Callable[[Screen], None], most: int
) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        below(screen)
        shown = "document.querySelector('.film, #speaker.on')"
        await seen(page, f"{shown} !== null")
        if below is nothing:
            await seen(page, f"{shown} === null", within=20.0)
        for number in range(6):
            screen.give(number, tier=4, amount="100,000원", text="오늘도 고마워요 " * 15)
        counts = set()
        async with asyncio.timeout(30.0):
            while len(screen.shown) < 6:
                count, covered = await page.evaluate(STANDING)
                counts.add(count)
                assert not covered
                await asyncio.sleep(0.03)
        assert max(counts) == most
        assert screen.shown == [f"donation:{number}" for number in range(6)]
        assert screen.wrong == []
