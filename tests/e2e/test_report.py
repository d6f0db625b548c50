"""The report's page in a real Chromium, on a desk and on a phone, and on paper."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.report.words import Words
from tests.adapters.test_report_page import FULL, nothing

WIDE = "[...document.querySelectorAll('svg, section, header, footer, .tiles')]"
BEYOND = f"{WIDE}.filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
# Letters of a plot that lie on one another.
CROSSED = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(text => text.getBoundingClientRect());
  return boxes.flatMap((one, at) => boxes.slice(at + 1).filter(other =>
    one.left < other.right && other.left < one.right && one.top + 4 < other.bottom - 4
    && other.top + 4 < one.bottom - 4));
}).length"""
# Letters that leave their card or tile.
CUT = """() => [...document.querySelectorAll('section, .tiles li')].flatMap(card => {
  const range = document.createRange();
  const edge = card.getBoundingClientRect().right;
  const letters = [...card.querySelectorAll('h2, h3, p, span, b, small, text')];
  return letters.filter(one => {
    range.selectNodeContents(one);
    const box = one.matches('text') ? one.getBoundingClientRect() : range.getBoundingClientRect();
    return box.right > edge;
  }).map(one => one.textContent);
})"""

# What may be cut in two, or would not fit on a sheet.
WHOLE = """[...document.querySelectorAll('section, svg, .tiles')]
  .filter(e => getComputedStyle(e).breakInside !== 'avoid' || e.getBoundingClientRect().height > 1030)
  .map(e => e.outerHTML.slice(0, 80))"""


async def shown(
    browser: Browser, folder: Path, width: int, dark: bool = False, words: Words = KOREAN
) -> Page:
    """The page as it is opened from a disk. Fails where it asks for anything or complains."""
    file = folder / "report.html"
    file.write_text(page(FULL, 30, words), "utf-8")
    found = await browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    wrong: list[str] = []
    found.on("console", lambda line: wrong.append(line.text))
    found.on("request", lambda sent: wrong.append(sent.url) if sent.url != file.as_uri() else None)
    await found.goto(file.as_uri())
    assert wrong == []
    return found


@pytest.mark.parametrize("words", [KOREAN, ENGLISH])
@pytest.mark.parametrize("width", [1280, 390, 320])
async def test_all_of_it_is_seen_at_any_width(
    browser: Browser, tmp_path: Path, width: int, words: Words
) -> None:
    found = await shown(browser, tmp_path, width, words=words)
    assert await found.evaluate("document.documentElement.scrollWidth") == width
    assert await found.evaluate(BEYOND) == 0
    assert await found.evaluate(CROSSED) == 0
    assert await found.evaluate(CUT) == []
    assert await found.locator("svg").count() == 7
    drawn = "[...document.querySelectorAll('svg rect')].map(e => getComputedStyle(e).fill)"
    assert "rgb(0, 0, 0)" not in await found.evaluate(drawn), "without a colour of its own"


async def test_by_night_it_is_dark_and_on_paper_it_is_not(browser: Browser, tmp_path: Path) -> None:
    found = await shown(browser, tmp_path, 1280, dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert await found.evaluate(ground) == "rgb(23, 21, 29)"
    await found.emulate_media(media="print")
    assert await found.evaluate(ground) == "rgb(255, 255, 255)"
    assert await found.evaluate("getComputedStyle(document.body).color") == "rgb(43, 36, 48)"
    assert (await found.pdf(prefer_css_page_size=True)).startswith(b"%PDF")


@pytest.mark.parametrize("words", [KOREAN, ENGLISH])
async def test_on_paper_no_plot_is_cut(browser: Browser, tmp_path: Path, words: Words) -> None:
    # What A4 leaves between its margins.
    found = await shown(browser, tmp_path, 688, words=words)
    await found.emulate_media(media="print")
    assert await found.evaluate(WHOLE) == []
    sheets = await found.pdf(prefer_css_page_size=True, print_background=True)
    assert sheets.count(b"/Type /Page\n") <= 3


async def test_a_page_of_nothing_is_short(browser: Browser, tmp_path: Path) -> None:
    found = await browser.new_page(viewport={"width": 390, "height": 900})
    await found.set_content(page(nothing(), 30))
    assert await found.locator("svg").count() == 0
    assert await found.locator(".none").count() == 7
