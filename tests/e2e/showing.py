"""One channel's overlay in a browser, without the rest of the application."""

import asyncio
import io
import math
import struct
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Page

from adapters.overlay.adapter import Overlay
from adapters.overlay.pages import Look
from adapters.site import serve
from core.channels.keys import ChannelKeys
from core.labels import Platform
from personas.loader import load_all

HERE = (Platform.TWITCH, "1")
RATE = 16_000


@dataclass
class Screen:
    """`look` is as the channel's settings are; `shown` are the alerts that pages reported."""

    overlay: Overlay
    browser: Browser
    address: str
    look: Look
    shown: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def page(self, query: str = "", fake_time: bool = False) -> Page:
        """A page that is told what happens from now on."""
        page = await self.browser.new_page(viewport={"width": 1920, "height": 1080})
        wrong, site = self.wrong.append, "/".join(self.address.split("/")[:3])
        page.on("pageerror", lambda error: wrong(str(error)))
        page.on("console", lambda line: wrong(line.text) if line.type == "error" else None)
        page.on("request", lambda sent: None if sent.url.startswith(site) else wrong(sent.url))
        if fake_time:
            await page.clock.install()
        before, (url, token) = self.count(), self.address.split("#")
        await page.goto(f"{url}{query}#{token}")
        await page.locator("#screen:not([hidden])").wait_for(state="attached", timeout=20_000)
        assert self.count() == before + 1
        return page

    def count(self) -> int:
        pages = self.overlay._pages.get(HERE)
        return len(pages.pages) if pages else 0

    def show(self, kind: str, **event: Any) -> None:
        self.overlay.show(*HERE, {"type": kind} | event)

    def give(self, number: int, **event: Any) -> None:
        about = {"id": f"donation:{number}", "donor": f"후원자{number}", "amount": "1,000원"}
        self.show("donation", **about | {"text": "응원해요", "emotes": [], "tier": 1} | event)

    def speak(
        self, wav: bytes | None = None, seconds: float = 60.0, **event: Any
    ) -> asyncio.Task[bool]:
        """A speech, told by the page that owns the sound."""
        about: dict[str, Any] = {
            "type": "speak",
            "id": "speak:1",
            "persona": "onyu",
            "text": "안녕하세요.",
        }
        about |= {"emotion": "neutral", "duration_s": seconds, "captions": []}
        return asyncio.create_task(self.overlay.play(*HERE, about | event, wav, seconds))


@asynccontextmanager
async def showing(browser: Browser, pet: str = "none", language: str = "") -> AsyncIterator[Screen]:
    keys = ChannelKeys(b"secret", lambda *_: 0)
    overlay = Overlay(load_all(), "installation", keys, look=lambda *_: screen.look)

    async def ready() -> dict[str, str]:
        return {}

    async with serve("127.0.0.1", 0, "", overlay.routes(), ready) as url:
        screen = Screen(overlay, browser, f"{url}/overlay#{keys.token(*HERE)}", Look(pet, language))
        overlay.shown = screen.shown.append
        yield screen
        for context in browser.contexts:
            await context.close()


def tones(*parts: tuple[float, float, float]) -> bytes:
    """A WAV file of (seconds, hertz, loudness 0…1) one after another."""
    samples = bytearray()
    for seconds, hertz, loudness in parts:
        for at in range(int(seconds * RATE)):
            swing = loudness * math.sin(2 * math.pi * hertz * at / RATE)
            samples += struct.pack("<h", int(swing * 32_000))
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(bytes(samples))
    return file.getvalue()


async def seen(
    page: Page, question: str, wanted: Callable[[Any], bool] = bool, within: float = 10.0
) -> Any:
    """What `question` (JavaScript) says once that is wanted; asked again and again, since the
    page's policy forbids wait_for_function. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not wanted(answer := await page.evaluate(question)):
            await asyncio.sleep(0.03)
    return answer
