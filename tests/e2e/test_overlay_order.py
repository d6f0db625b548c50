"""What the overlay shows when: floods in order, nothing over a crisis, nothing again."""

import asyncio

from playwright.async_api import Browser, Page, expect

from tests.conftest import until
from tests.e2e.showing import HERE, seen, showing, tones

FILMS = [{"title": "리틀 포레스트", "year": 2018, "why": "잠깐 멈춰 밥을 지어 먹고 싶을 때."}]
NAMES = """() => { window.order = []; new MutationObserver((all) => { for (const one of all)
  for (const card of one.addedNodes) if (card.isConnected)  // else there was no room for it yet
    for (const name of card.querySelectorAll?.('.alert-donor') ?? []) order.push(name.textContent); }).observe(document.querySelector('#alerts'), {childList: true}); }"""


async def order(page: Page) -> list[str]:
    found: list[str] = await page.evaluate("window.order")
    return found


async def test_a_flood_of_two_hundred_gifts_is_shown_in_order_and_none_is_lost(
    browser: Browser,
) -> None:
    async with showing(browser) as screen:
        page = await screen.page(fake_time=True)
        await page.evaluate(NAMES)
        for number in range(200):
            screen.give(number, tier=1 + number % 4, effect="fireworks")
        async with asyncio.timeout(30):
            while len(screen.shown) < 200:
                await page.clock.run_for(500)
                assert await page.locator(".alert:not(.out)").count() <= 3
        assert screen.shown == [f"donation:{number}" for number in range(200)]
        assert await order(page) == [f"후원자{number}님" for number in range(200)]
        await page.clock.run_for(12_000)
        await expect(page.locator(".alert")).to_have_count(0)
        assert screen.wrong == []


async def test_nothing_is_seen_or_heard_while_a_crisis_is_answered(browser: Browser) -> None:
    async with showing(browser, pet="shiba") as screen:
        page = await screen.page()
        await page.evaluate(NAMES)
        told = screen.speak(tones((9.0, 500, 0.4)), 9.0)
        screen.give(1)
        screen.show("films", persona="raon", films=FILMS)
        await seen(page, "document.querySelector('audio')?.currentTime > 0.2")
        await until(lambda: screen.shown == ["donation:1"])
        screen.overlay.calm(*HERE, 3.0)
        await told  # ended, or it would last nine seconds
        hidden = "getComputedStyle(document.querySelector('#screen')).opacity === '0'"
        await seen(page, hidden)
        screen.give(2)
        next_one = screen.speak(None, 1.0, id="speak:2", text="기다린 말이에요.")
        screen.show("films", persona="raon", films=FILMS)
        screen.show("receipt", viewer="봄", position=2, eta_s=60)
        await asyncio.sleep(0.5)
        assert await page.evaluate(hidden)
        assert await page.evaluate("document.querySelector('audio')") is None
        await expect(page.locator(".alert, .film, .toast, #speaker.on")).to_have_count(0)
        assert screen.shown == ["donation:1"]
        # Afterwards: whatever was given, in its order, then the answer that waited.
        await page.locator("#speaker.on").wait_for(timeout=6_000)
        await expect(page.locator(".film")).to_have_count(1)
        assert not await page.evaluate(hidden)
        assert (await order(page))[:2] == ["후원자1님", "후원자1님"]
        await next_one
        async with asyncio.timeout(15):
            while "donation:2" not in screen.shown:
                await asyncio.sleep(0.05)
        assert screen.shown == ["donation:1", "donation:2"]


async def test_one_answer_ends_and_nothing_of_others_goes_with_it(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        screen.give(1)
        screen.show("films", persona="raon", films=FILMS)
        told = screen.speak(tones((9.0, 500, 0.4)), 9.0)
        await seen(page, "document.querySelector('audio')?.currentTime > 0.2")
        screen.overlay.interrupt(*HERE)
        await told  # ended, or it would last nine seconds
        await expect(page.locator("#speaker.on, audio")).to_have_count(0)
        await expect(page.locator(".alert-donor")).to_have_text(["후원자1님"])
        await expect(page.locator(".film")).to_have_count(1)
        next_one = screen.speak(None, 1.0, id="speak:2", text="다음 말이에요.")
        await page.locator("#speaker.on").wait_for(timeout=6_000)
        await next_one


async def test_a_page_that_comes_during_a_crisis_shows_nothing_either(browser: Browser) -> None:
    async with showing(browser) as screen:
        screen.overlay.calm(*HERE, 60.0)
        page = await screen.page()
        screen.give(1)
        await seen(page, "document.querySelector('#screen').classList.contains('calm')")
        await expect(page.locator(".alert")).to_have_count(0)


async def test_a_gift_of_whoever_disclosed_is_taken_back_the_others_stay(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        for number in range(3):
            screen.give(number)
        await expect(page.locator(".alert")).to_have_count(1)
        screen.show("withdraw", ids=["donation:0", "donation:1"])
        await expect(page.locator(".alert-donor")).to_have_text(["후원자2님"])


async def test_after_a_refresh_nothing_comes_again(browser: Browser) -> None:
    async with showing(browser, pet="otter") as screen:
        page = await screen.page()
        speech = screen.speak(tones((4.0, 500, 0.4)), 4.0)
        screen.give(1)
        screen.show("films", persona="raon", films=FILMS)
        await seen(page, "document.querySelector('audio')?.currentTime > 0.2")
        await page.reload()
        await page.locator("#pet .pet-otter").wait_for(timeout=10_000)
        await expect(page.locator(".alert, .film, #speaker.on, audio")).to_have_count(0)
        speech.cancel()


async def test_a_page_comes_back_by_itself(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        (client,) = [one.client for one in screen.overlay._pages[HERE].pages]
        await client.socket.close()
        await until(lambda: screen.count() == 0)
        async with asyncio.timeout(10):
            while screen.count() == 0:
                await asyncio.sleep(0.05)
        screen.give(1)
        await page.locator(".alert").wait_for(timeout=10_000)
