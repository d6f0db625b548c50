"""The studio's first settings in a real Chromium, and its words in English."""

import time

from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from core.channels.settings import Announcer, Bare, ChannelSettings, Mode, Pet
from tests.e2e.studio_stand_in import StandIn, entered, settled, waiting


async def undecided(browser: Browser, desk: StandIn) -> Page:
    desk.settings = ChannelSettings()
    page, wrong = await entered(browser, desk)
    assert wrong == []
    await expect(page.locator("#first-dot")).to_be_visible()
    await page.locator(".view-tab[data-view=settings]").click()
    return page


async def test_what_counts_is_shown_and_the_first_settings_are_proposed(
    desk: StandIn, browser: Browser
) -> None:
    page = await undecided(browser, desk)
    form, card = page.locator("#settings"), page.locator("#first")
    await expect(form.get_by_role("radio", name="고민도")).to_be_checked()
    await expect(card.get_by_role("radio", name="호출만")).to_be_checked()
    await expect(card.get_by_role("radio", name="쓰던 알림 그대로")).to_be_checked()
    await expect(card).to_contain_text("모드 ‘고민도’, 후원 알림 ‘러블름이 직접’")
    await form.get_by_label("펫").select_option("cat")
    await settled(desk.done, 1)
    assert desk.settings == ChannelSettings(pet=Pet.CAT)
    await card.get_by_role("button", name="이대로 시작").click()
    await expect(card.get_by_role("alert")).to_have_text("다른 봇도 함께 쓰는지 골라 주세요.")
    await card.get_by_role("radio", name="네, 함께 써요").check()
    await card.get_by_role("button", name="이대로 시작").click()
    await expect(card).to_be_hidden()
    await expect(form.get_by_role("radio", name="호출만")).to_be_checked()
    assert desk.settings == ChannelSettings(
        mode=Mode.CALLED, announcer=Announcer.CHANNEL, bare=Bare.FEW, pet=Pet.CAT, decided=True
    )


async def test_all_may_stay_as_it_is(desk: StandIn, browser: Browser) -> None:
    page = await undecided(browser, desk)
    await page.get_by_role("button", name="지금 그대로 두기").click()
    await expect(page.locator("#first")).to_be_hidden()
    await expect(page.locator("#first-dot")).to_be_hidden()
    assert desk.settings == ChannelSettings(decided=True)


async def test_a_mode_chosen_below_is_decided_too(desk: StandIn, browser: Browser) -> None:
    page = await undecided(browser, desk)
    await page.locator("#settings").get_by_role("radio", name="꺼짐").check()
    await expect(page.locator("#first")).to_be_hidden()


async def test_in_english_the_server_is_understood(desk: StandIn, browser: Browser) -> None:
    whys = [{"what": "worry"}, {"what": "also", "fact": "3"}, {"what": "subscriber"}]
    desk.state |= {
        "queue": [waiting("a", reasons=whys)],
        "alarms": [{"id": "x", "at": time.time() - 60, "count": 1}],
    }
    desk.settings = replace(desk.settings, decided=False)
    page, _ = await entered(browser, desk)
    await expect(page.locator(".reasons")).to_have_text(
        "연애 고민으로 읽혔어요 · 같은 이야기를 한 사람 3명 더 · 구독자"
    )
    await page.evaluate("localStorage.setItem('lovelm.studio.language', 'en')")
    await page.reload()
    await expect(page.locator(".reasons")).to_have_text(
        "Reads like a worry about love · Said by 3 more · Subscriber"
    )
    await page.get_by_text("Viewers who may need help").click()
    await page.get_by_role("button", name="Show who").click()
    await expect(page.locator(".alarm-who .chip")).to_have_text("Self-harm or suicide")
    await expect(page.locator(".alarm-who .row-text")).to_contain_text("disclosed a crisis")
    await page.locator(".view-tab[data-view=settings]").click()
    await expect(page.locator("#first")).to_contain_text("Mode ‘Worries too’")
    await page.get_by_label("Read from").fill("lots")
    await page.get_by_label("Read from").press("Enter")
    await expect(page.locator(".setting[data-wrong] .setting-state")).to_have_text(
        "Read from: that must be a number."
    )
