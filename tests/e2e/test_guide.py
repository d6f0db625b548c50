"""The viewers' help in a real Chromium, and the command that leads there."""

import pytest
from playwright.async_api import Browser, expect

from adapters.chzzk.line import LONGEST, NAME_LONGEST, tagged, width
from bots.app import App
from core.commands.table import ALWAYS, COMMANDS, ENGLISH, LINKED
from core.commands.typed import Level
from tests.e2e.chromium import opened
from tests.e2e.conftest import running, visiting

# Codes come from Discord, and the page itself is what this one leads to.
UNTOLD = {"연동", "연결", "도움말"}
OTHER_NAMES = {"다같이", "추천", "기분영화", "투표", "내기억", "클립"}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 640)])
@pytest.mark.parametrize(("path", "other"), [("/help", "English"), ("/help/en", "한국어")])
async def test_it_is_read_at_any_size_and_in_both_languages(
    app: App, browser: Browser, path: str, other: str, width: int, height: int
) -> None:
    page, wrong = await opened(browser, f"{app.url}{path}", width, height)
    faces = page.locator(".who img")
    assert await faces.count() == 4
    for face in await faces.all():
        assert await face.evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await page.locator("a[href='tel:109']").count() == 1
    await page.get_by_role("link", name=other, exact=True).click()
    await expect(page.get_by_role("link", name=other, exact=True)).to_have_count(0)
    await page.get_by_role(
        "link", name={"English": "한국어", "한국어": "English"}[other]
    ).wait_for()
    assert wrong == []


async def test_it_names_every_command_of_viewers(app: App, browser: Browser) -> None:
    page, _ = await opened(browser, f"{app.url}/help", 1280, 800)
    text = await page.locator("main").inner_text()
    theirs = {
        name
        for name, command in COMMANDS.items()
        if name not in ENGLISH and command.level is Level.EVERYONE
    }
    assert {n for n in theirs - UNTOLD - OTHER_NAMES if f"!{n}" not in text} == set()
    assert {f"!{n}" for n in ALWAYS - UNTOLD if f"!{n}" not in text} == set()


async def test_the_bot_is_called_as_it_is_set(browser: Browser) -> None:
    async with running(bot_name="<b>달님") as app:
        page, wrong = await opened(browser, f"{app.url}/help", 1280, 800)
        await expect(page.locator("h1")).to_have_text("<b>달님 쓰는 법")
        await expect(page.locator("main")).to_contain_text("<b>달님아")
        assert wrong == []


async def helped(**settings: str) -> str:
    async with running(**settings) as app, visiting(app) as visitor:
        await visitor.say("!도움말")
        said: str = (await visitor.until("notice"))["text"]
        return said


async def test_help_leads_there_only_where_others_can_follow() -> None:
    assert "http" not in await helped()
    linked = await helped(public_url="https://lovelm.example.com/")
    assert linked.endswith("상담사는 AI예요. https://lovelm.example.com/help")
    assert "!상담" in linked


@pytest.mark.parametrize("host", ["a.kr", "lovelm.example.com", "x" * 40 + ".kr", "x" * 60 + ".kr"])
async def test_it_fits_under_the_longest_name_on_chzzk(host: str) -> None:
    said = await helped(public_url=f"https://{host}")
    assert "AI" in said
    assert ("http" not in said) is (len(f"https://{host}/help") > LINKED - len("상담사는 AI예요. "))
    line = tagged("🤖" + "이" * (NAME_LONGEST - 1), said)
    assert width(line) <= LONGEST
    assert line.endswith(said) or "http" not in said


async def test_help_without_an_address_is_whole_under_our_own_name() -> None:
    said = await helped()
    assert tagged("러블름", said).endswith(said)
