"""A persona imported from a card, in the running application."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser

from core.errors import ConfigError
from personas.card_import import settle
from personas.cards import read
from personas.loader import FOLDER
from tests.e2e.chromium import opened, watching
from tests.e2e.conftest import overlay_socket, running, visiting
from tests.personas.pictures import picture, text, v3

WORRY = "미나야 썸남이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까?"


@pytest.fixture
def guests(own_folder: Path) -> Path:
    folder = own_folder / "data" / "personas"
    settle(read(picture(text("ccv3", v3()))), folder, "mina", FOLDER / "onyu")
    return folder


async def test_a_guest_is_called_and_answers(guests: Path) -> None:
    async with running() as app, ClientSession() as session, visiting(app) as visitor:
        overlay = await overlay_socket(session, app)
        hello = (await overlay.receive_json())[0]
        assert [p["slug"] for p in hello["personas"]][-1] == "mina"
        await visitor.say(WORRY)
        reply = await visitor.until("reply", within=4.0)
        assert reply["persona"] == "mina"
        face = await session.get(f"{app.url}/avatars/mina.svg")
        assert face.status == 200
        async with asyncio.timeout(8.0):
            spoken: list[dict[str, str]] = []
            while not spoken:
                events = json.loads(await overlay.receive_str())
                spoken = [event for event in events if event["type"] == "speak"]
        assert spoken[0]["persona"] == "mina"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
async def test_pages_show_a_guest(guests: Path, browser: Browser, width: int, height: int) -> None:
    async with running() as app:
        overlay, ill = await watching(browser, app)
        page, wrong = await opened(browser, f"{app.url}/", width, height)
        await page.locator(".persona", has_text="미나").locator("img").wait_for()
        box = page.get_by_role("textbox", name="메시지")
        await box.fill(WORRY)
        await box.press("Enter")
        await page.locator(".reply", has_text="미나").first.wait_for(timeout=4000)
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await overlay.locator("#figure svg.avatar-guest").wait_for(timeout=8000)
        assert (wrong, ill) == ([], [])


async def test_a_broken_guest_stops_the_start(guests: Path) -> None:
    (guests / "mina" / "bank.yaml").unlink()
    with pytest.raises(ConfigError, match=r"bank\.yaml"):
        async with running():
            pass
