"""Takes the pictures of the README and of the streamer's guide: `make docs`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright

from adapters.models.embedded import EmbeddedResponder
from adapters.report.page import page as report_page
from adapters.simulated.audience import Audience
from adapters.simulated.stage.stage import Stage
from bots.brain import build_brain
from bots.compose import App
from bots.rehearsal import rehearsal
from bots.settings import Settings
from core.channels.setting_fields import fields
from core.channels.settings import Pet
from docs import evening
from tests.e2e import chromium
from tests.e2e.conftest import running
from tests.e2e.showing import showing, tones
from tests.e2e.studio_stand_in import entered, standing_in
from tests.e2e.studio_stand_in import evening as in_full_swing

IMAGES = Path(__file__).parent / "images"
PETS = Path(__file__).parents[1] / "adapters" / "overlay" / "static" / "pets"
DESK, PHONE = (1440, 900), (390, 844)
WORRY = "썸남이 요즘 연락이 줄었는데 제가 먼저 물어봐도 될까요?"
CHZZK_WORRY = "도건님, 장거리 커플인데 한 달에 한 번 보는 거 괜찮은 건가요?"
TWITCH_WORRY = "라온아 헤어진 지 한 달인데 자꾸 프사 보게 돼 ㅠㅠ"
SCENES = ("chzzk", "twitch", "discord")
# What a game or a camera would be behind the overlay.
BACKGROUND = "linear-gradient(135deg, #27324a, #4a3a5c 55%, #6b4a4f)"


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find(),
            args=[*chromium.FLAGS, "--autoplay-policy=no-user-gesture-required"],
        )
        await _studio(browser)
        await _everything(browser)
        with tempfile.TemporaryDirectory() as folder:
            await _pets(browser, Path(folder))
            await _report(browser, Path(folder))
            async with running(data_dir=Path(folder)) as app:
                await _room_and_overlay(app, browser)
        async with rehearsal(Settings(PORT=0)) as (app, stage):
            task = asyncio.create_task(app.run())
            await _stage(stage, browser)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await browser.close()


async def _taken(of: Page | Locator, name: str) -> None:
    await of.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=80)


async def _studio(browser: Browser) -> None:
    async with standing_in(build_brain("러블름", EmbeddedResponder())) as desk:
        in_full_swing(desk)
        for name, size in (("studio", DESK), ("studio-phone", PHONE)):
            page, _ = await entered(browser, desk, *size)
            await page.locator(".line").nth(3).wait_for()
            await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            await page.evaluate("document.fonts.ready")
            await _taken(page, name)
            await page.close()


async def _everything(browser: Browser) -> None:
    """Every part of the overlay at once, which a stream hardly ever has."""
    async with showing(browser, pet=Pet.OTTER) as screen:
        page = await screen.page()
        await page.evaluate(f"document.documentElement.style.background = '{BACKGROUND}'")
        speech = screen.speak(tones((12.0, 220.0, 0.4)), 12.0, **evening.SPOKEN)
        for kind, event in evening.SHOWN:
            screen.show(kind, **event)
        await page.locator(".film").first.wait_for()
        await asyncio.sleep(1.8)
        await _taken(page, "overlay-parts")
        speech.cancel()
        await asyncio.gather(speech, return_exceptions=True)


async def _pets(browser: Browser, folder: Path) -> None:
    names = next(field for field in fields() if field.key == "pet").choices
    drawn = "".join(
        f"<figure><img src='{(PETS / f'{kind}.svg').as_uri()}'><figcaption>{name}</figcaption></figure>"
        for kind, name in names.items()
        if kind != Pet.NONE
    )
    file = folder / "pets.html"
    file.write_text(f"<meta charset=utf-8><style>{PETS_STYLE}</style>{drawn}", "utf-8")
    page = await browser.new_page(viewport={"width": 960, "height": 440})
    await page.goto(file.as_uri())
    await _taken(page, "pets")
    await page.close()


async def _report(browser: Browser, folder: Path) -> None:
    file = folder / "report.html"
    file.write_text(report_page(evening.REPORT, 30), "utf-8")
    page = await browser.new_page(viewport={"width": 1000, "height": 1150})
    await page.goto(file.as_uri())
    await _taken(page, "report")
    await page.close()


async def _room_and_overlay(app: App, browser: Browser) -> None:
    overlay = await browser.new_page(viewport={"width": 1920, "height": 1080})
    await overlay.goto(app.overlay_url)
    await overlay.evaluate(f"document.documentElement.style.background = '{BACKGROUND}'")
    room = await browser.new_page(viewport={"width": 1280, "height": 800})
    await room.goto(app.url)
    await room.get_by_role("button", name="알겠어요").click()
    audience = asyncio.create_task(Audience(app.room.enter, pace=3.0).run())
    await asyncio.sleep(14)
    audience.cancel()
    box = room.get_by_role("textbox", name="메시지")
    await box.fill(WORRY)
    await box.press("Enter")
    await room.get_by_text(WORRY).nth(1).wait_for(timeout=10_000)
    await asyncio.sleep(1)
    await room.screenshot(path=IMAGES / "room.jpg", type="jpeg", quality=85)
    await overlay.locator("audio").wait_for(state="attached", timeout=30_000)
    await asyncio.sleep(2)
    await overlay.screenshot(path=IMAGES / "overlay.jpg", type="jpeg", quality=85)


async def _stage(stage: Stage, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.goto(stage.url)
    await page.locator(".state.on").nth(2).wait_for()
    audience = asyncio.create_task(Audience(stage.enter, pace=1.2).run())
    chzzk, twitch, discord = (page.locator(f"#scene-{name}") for name in SCENES)
    for scene, words in ((chzzk, CHZZK_WORRY), (twitch, TWITCH_WORRY), (discord, WORRY)):
        await scene.locator(".who").select_option("b")
        await scene.locator(".message").fill(words)
        await scene.locator(".message").press("Enter")
        await scene.locator(".bot").first.wait_for()
        await scene.locator(".who").select_option("a")
    await discord.locator(".message").fill("/상담")
    await discord.locator(".suggestion").first.click()
    await page.locator("#dialog [name=고민]").fill("남친이 3일째 카톡을 읽고 답이 없어요")
    await page.locator("#dialog-submit").click()
    await discord.locator(".private").get_by_role("button").first.wait_for()
    for scene, label, answer in ((chzzk, "치즈 후원", "5,000치즈"), (twitch, "비트", "100비트")):
        await scene.get_by_role("button", name=label).click()
        await page.locator("#dialog [name=text]").fill("응원해요!")
        await page.locator("#dialog-submit").click()
        await scene.locator(".bot").filter(has_text=answer).wait_for()
    await asyncio.sleep(3)
    audience.cancel()
    await page.screenshot(path=IMAGES / "stage.png")


PETS_STYLE = """
body { margin: 0; padding: 20px; box-sizing: border-box; display: grid; gap: 8px;
  grid-template-columns: repeat(6, 1fr); background: #b7a8d4; color: #2b2430;
  font: 600 17px sans-serif; }
figure { margin: 0; text-align: center; } img { width: 140px; height: 160px; }
"""

if __name__ == "__main__":
    asyncio.run(main())
