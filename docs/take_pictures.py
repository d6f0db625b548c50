"""Takes the README's pictures of a running demo: `make docs`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from adapters.simulated.audience import Audience
from tests.e2e import chromium
from tests.e2e.conftest import running

IMAGES = Path(__file__).parent / "images"
WORRY = "썸남이 요즘 연락이 줄었는데 제가 먼저 물어봐도 될까요?"
# What a game or a camera would be behind the overlay.
BACKGROUND = "linear-gradient(135deg, #27324a, #4a3a5c 55%, #6b4a4f)"


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with running(data_dir=Path(folder)) as app, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium.find(),
                args=[*chromium.FLAGS, "--autoplay-policy=no-user-gesture-required"],
            )
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
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
