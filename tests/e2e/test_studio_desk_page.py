"""The studio's programme, report, undone skips and English settings in a real Chromium."""

import asyncio
import re

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from bots.brain import Brain
from tests.adapters.test_report_page import FULL
from tests.e2e.studio_stand_in import INVITE, StandIn, entered, settled, standing_in, waiting

HANGUL = re.compile("[가-힣]")
# Eleven at night on a Tuesday in Korea, and on the two days after.
SLOT = {
    "id": "p1", "name": "사연 라디오", "kind": "radio", "cron": "0 23 * * *", "minutes": 60,
    "next": [1_795_528_800.0, 1_795_615_200.0, 1_795_701_600.0],
}  # fmt: skip


async def view(page: Page, name: str) -> None:
    await page.locator(f".view-tab[data-view={name}]").click()


async def test_the_programme_is_told_in_korean_time_wherever_it_is_read(
    desk: StandIn, browser: Browser
) -> None:
    desk.state |= {"programme": [SLOT, SLOT | {"id": "p2", "name": "언젠가", "next": []}]}
    context = await browser.new_context(timezone_id="America/New_York")
    page = await context.new_page()
    await page.goto(f"{desk.url}/studio#{INVITE}")
    await view(page, "programme")
    first, second = page.locator(".slot").nth(0), page.locator(".slot").nth(1)
    await expect(first).to_contain_text("11. 24. (화) 23:00")
    await expect(first).to_contain_text("11. 26. (목) 23:00")
    await expect(second).to_contain_text("앞으로 열릴 때가 없어요")
    await first.get_by_role("button", name="사연 라디오 빼기").click()
    await settled(desk.done, 1)
    assert desk.done == [{"do": "programme_remove", "id": "p1"}]
    await context.close()


async def test_a_corner_is_put_in_by_its_days_or_by_cron(desk: StandIn, browser: Browser) -> None:
    page, wrong = await entered(browser, desk)
    await view(page, "programme")
    await page.locator("#slot-name").fill("금요 영화관")
    await page.locator("#slot-kind").select_option("films")
    await page.get_by_label("길이 (분)").fill("90")
    await page.get_by_label("시작 (한국 시간)").fill("22:30")
    for day in "월화수목금토일":
        await page.get_by_label(day, exact=True).uncheck()
    await page.get_by_role("button", name="넣기", exact=True).last.click()
    await expect(page.locator("#slot-wrong")).to_have_text("요일을 하나라도 골라 주세요.")
    assert desk.done == []
    await page.get_by_label("금", exact=True).check()
    await page.locator("#slot button[type=submit]").click()
    await settled(desk.done, 1)
    corner = {"do": "programme_add", "name": "금요 영화관", "kind": "films", "minutes": 90}
    assert desk.done == [corner | {"cron": "30 22 * * 5"}]
    await expect(page.locator("#slot-name")).to_have_value("")
    await page.get_by_role("button", name="되돌리기").click()
    await settled(desk.done, 2)
    assert desk.done[1] == {"do": "programme_remove", "id": "new"}
    await page.locator("#slot-name").fill("새해")
    await page.get_by_text("cron으로 적기").click()
    await page.get_by_label("분 시 일 월 요일").fill("0 0 1 1 *")
    await page.locator("#slot-name").press("Enter")
    await settled(desk.done, 3)
    assert desk.done[2] == corner | {"name": "새해", "cron": "0 0 1 1 *"}
    assert wrong == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
async def test_the_report_is_shown_whole_and_handed_out(
    desk: StandIn, browser: Browser, size: tuple[int, int]
) -> None:
    desk.report = FULL
    page, wrong = await entered(browser, desk, *size)
    await view(page, "report")
    frame = page.frame_locator("#report-page")
    await expect(frame.get_by_role("heading", name="마음의 흐름")).to_be_visible()
    await expect(frame.get_by_role("heading", name="비용")).to_be_visible()
    inside = page.frames[1]
    # It has no scrollbars of its own.
    async with asyncio.timeout(5):
        while await inside.evaluate("document.documentElement.scrollHeight > innerHeight + 1"):
            await asyncio.sleep(0.05)
    assert await inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollWidth") == size[0]
    await inside.evaluate("window.print = () => { document.title = 'printed' }")
    await page.get_by_role("button", name="인쇄 · PDF로 저장").click()
    assert await inside.title() == "printed"
    await inside.evaluate("document.title = ''")
    # Keys mean the same where the report has been clicked.
    await frame.get_by_role("heading", name="마음의 흐름").click()
    await page.keyboard.press("Control+p")
    assert await inside.title() == "printed"
    await page.keyboard.press("q")
    await settled(desk.done, 1)
    assert desk.done == [{"do": "quiet"}]
    link = page.get_by_role("link", name="HTML 내려받기")
    assert await link.get_attribute("href") == "/studio/report/page?file"
    assert wrong == []


async def test_the_report_is_in_the_studios_language(desk: StandIn, browser: Browser) -> None:
    desk.report = replace(FULL, name="Citrus", films=())
    page, wrong = await entered(browser, desk)
    await view(page, "report")
    frame = page.frame_locator("#report-page")
    await expect(frame.get_by_role("heading", name="마음의 흐름")).to_be_visible()
    await view(page, "settings")
    await page.locator("input[type=radio][value=en]").click()
    await page.get_by_role("button", name="Quiet").wait_for()
    await view(page, "report")
    await expect(frame.get_by_role("heading", name="Moods over time")).to_be_visible()
    await expect(frame.locator("html")).to_have_attribute("lang", "en")
    assert not HANGUL.search(await frame.locator("body").inner_text())
    link = page.get_by_role("link", name="Download HTML")
    async with page.expect_download() as handed:
        await link.click()
    file = await (await handed.value).path()
    assert '<html lang="en">' in file.read_text("utf-8")
    await page.get_by_role("button", name="Make it anew").click()
    await expect(frame.get_by_role("heading", name="Moods over time")).to_be_visible()
    await view(page, "settings")
    await page.get_by_role("radio", name="한국어").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
    await view(page, "report")
    await expect(frame.locator("html")).to_have_attribute("lang", "ko")
    assert wrong == []


async def test_a_manager_is_told_whose_matter_the_cost_is(brain: Brain, browser: Browser) -> None:
    async with standing_in(brain, level="manager") as desk:
        page, _ = await entered(browser, desk)
        await view(page, "report")
        await expect(page.locator("#report-none")).to_contain_text("아직 남은 기록이 없어요")
        await expect(page.locator("#report-page")).to_be_hidden()
        desk.report = FULL
        await page.get_by_role("button", name="새로 만들기").click()
        frame = page.frame_locator("#report-page")
        await expect(frame.get_by_role("heading", name="마음의 흐름")).to_be_visible()
        assert "비용" not in await page.frames[1].content()
        await expect(page.get_by_text("비용은 스트리머만 볼 수 있어요.")).to_be_visible()


async def test_a_skip_is_undone_by_a_key(desk: StandIn, browser: Browser) -> None:
    desk.state |= {"queue": [waiting("a"), waiting("b")]}
    page, _ = await entered(browser, desk)
    await page.keyboard.press("j")
    await page.keyboard.press("s")
    await expect(page.get_by_role("button", name="되돌리기")).to_be_visible()
    await page.keyboard.press("z")
    await settled(desk.done, 2)
    assert desk.done == [{"do": "skip", "id": "a"}, {"do": "unskip", "id": "a"}]
    await expect(page.get_by_text("되돌렸어요.")).to_be_visible()


async def test_the_english_studio_has_english_settings(desk: StandIn, browser: Browser) -> None:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_init_script("localStorage.setItem('lovelm.studio.language', 'en')")
    page = await context.new_page()
    await page.goto(f"{desk.url}/studio#{INVITE}")
    await view(page, "settings")
    titles = await page.locator(".setting-title").all_text_contents()
    assert "When it speaks" in titles
    assert not [title for title in titles if HANGUL.search(title)]
    options = await page.locator(".setting option, .setting .segment").all_text_contents()
    assert "Red panda" in options
    assert not [option for option in options if HANGUL.search(option.replace("!럽", ""))]
    await page.get_by_role("switch", name="Film posters").check()
    await expect(page.get_by_text("Film posters: saved.")).to_be_visible()
    await context.close()
