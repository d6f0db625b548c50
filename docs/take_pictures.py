"""Takes the README's pictures of a running demo: `make docs`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from adapters.simulated.audience import Audience
from adapters.simulated.stage.stage import Stage
from bots.compose import App
from bots.rehearsal import rehearsal
from bots.settings import Settings
from tests.e2e import chromium
from tests.e2e.conftest import running

IMAGES = Path(__file__).parent / "images"
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
        with tempfile.TemporaryDirectory() as folder:
            async with running(data_dir=Path(folder)) as app:
                await _room_and_overlay(app, browser)
        async with rehearsal(Settings(PORT=0)) as (app, stage):
            task = asyncio.create_task(app.run())
            await _stage(stage, browser)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await browser.close()


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


if __name__ == "__main__":
    asyncio.run(main())
