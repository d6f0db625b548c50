"""Every page through axe-core, at a desk and on a phone: nothing serious, nothing critical."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page as report_page
from adapters.report.words import Words
from bots.app import App
from bots.brain import Brain
from core.reports.report import Report
from tests.adapters.test_report_page import FULL, nothing
from tests.e2e.chromium import opened, watching
from tests.e2e.conftest import running
from tests.e2e.studio_stand_in import SIZES, entered, evening, standing_in

GRAVE = ("serious", "critical")
STORY = "3년 만난 사람이 010-1234-5678로 다시 연락했어요. 답장을 해야 할까요?"


async def grave(page: Page) -> list[str]:
    """What would keep somebody out: rule, and the elements it is about."""
    found = await Axe().run(page)
    return [
        f"{rule['id']}: {[node['html'] for node in rule['nodes']]}"
        for rule in found.response["violations"]
        if rule["impact"] in GRAVE
    ]


async def still(page: Page) -> None:
    """No colour is measured while it fades in."""
    await page.emulate_media(reduced_motion="reduce")
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finish()))")


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("path", ["/", "/try", "/help", "/help/en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_pages_of_viewers(
    app: App, browser: Browser, path: str, scheme: str, width: int, height: int
) -> None:
    page, _ = await opened(browser, f"{app.url}{path}", width, height)
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    if path == "/":
        box = page.get_by_role("textbox", name="메시지")
        await box.fill("온유야 비 오는 날 볼 영화 추천해줘")
        await box.press("Enter")
        await page.locator(".reply").first.wait_for()
    elif path == "/try":
        await page.get_by_role("checkbox").first.wait_for(state="attached")
    assert await grave(page) == []


@pytest.fixture
async def public() -> AsyncIterator[App]:
    """Only with a public address there is a story form."""
    async with running(demo=False, public_url="https://love.example") as app:
        yield app


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_story_form(
    public: App, browser: Browser, scheme: str, width: int, height: int
) -> None:
    page, _ = await opened(browser, f"{public.url}/story/room/room", width, height)
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await page.get_by_label("아니요", exact=True).check()
    await page.locator("#status:not(:empty)").wait_for()
    assert await grave(page) == []
    await page.get_by_label("네", exact=True).check()
    await page.locator("#text").fill(STORY)
    assert await grave(page) == []
    await page.get_by_role("button", name="사연 보내기").click()
    await page.locator("#done-text mark").wait_for()
    assert await grave(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("words", [KOREAN, ENGLISH], ids=["korean", "english"])
@pytest.mark.parametrize("found", [FULL, nothing()], ids=["full", "empty"])
async def test_the_report(
    browser: Browser, tmp_path: Path, found: Report, words: Words, width: int, height: int
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report_page(found, 30, words), "utf-8")
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(file.as_uri())
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await still(page)
        assert await grave(page) == []


async def test_the_overlay(app: App, browser: Browser) -> None:
    page, _ = await watching(browser, app)
    assert await grave(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_studio(
    brain: Brain, browser: Browser, theme: str, width: int, height: int
) -> None:
    async with standing_in(brain) as desk:
        evening(desk)
        page, _ = await entered(browser, desk, width, height)
        await page.locator(".line").nth(3).wait_for()
        await page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        for tab in await page.locator(".view-tab:visible").all():
            await tab.click()
            for summary in await page.locator("summary:visible").all():
                await summary.click()
            await page.locator(".setting").first.wait_for(state="attached")
            await still(page)
            assert await grave(page) == []
        await page.keyboard.press("?")
        assert await grave(page) == []
        await page.keyboard.press("Escape")
        await desk.tell(quiet=True)
        await desk.cut(4401)
        await page.locator("#door").wait_for()
        assert await grave(page) == []
