"""A real Chromium: the installed one, Debian's when we may install it, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.async_api import Browser, Page

from bots.app import App

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Path of an installed browser, installing one where that is possible."""
    return _installed() or _from_debian() or _from_playwright()


def _installed() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_debian() -> str | None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    packages = ["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"]
    subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False, **quiet)  # type: ignore[call-overload]
    return _installed()


def _from_playwright() -> str | None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


async def opened(browser: Browser, url: str, width: int, height: int) -> tuple[Page, list[str]]:
    """A page, and the list its errors go to."""
    page = await browser.new_page(viewport={"width": width, "height": height})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    site = "/".join(url.split("/")[:3])
    page.on("request", lambda sent: None if sent.url.startswith(site) else wrong.append(sent.url))
    await page.goto(url)
    return page, wrong


async def watching(browser: Browser, app: App) -> tuple[Page, list[str]]:
    """The overlay's page, once it is told what happens: what came before is not kept for it."""
    page, wrong = await opened(browser, app.overlay_url, 1920, 1080)
    await page.locator("#screen:not([hidden])").wait_for(state="attached", timeout=20_000)
    return page, wrong
