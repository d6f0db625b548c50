"""How smoothly the overlay is drawn, everything on: `python -m benchmarks.overlay`.

The overlay's server and its page in a real Chromium without a graphics card, which is the worst
that a streamer can have: what a card would draw, the processor does. Frames are counted by the
page itself, the work of its main thread by the browser's own account of it.
"""

import argparse
import asyncio
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from benchmarks.report import Finding, at_least, at_most, table, write
from tests.e2e import chromium
from tests.e2e.showing import Screen, showing, tones

# Frames a second; and milliseconds of one frame, of which the page's own work may fill no more.
SMOOTH, FRAME = 59.0, 1e3 / 60
ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS, QUICK_SECONDS = 5.0, 1.0
# What comes up at first fades in.
SETTLES = 1.5
FLOOD = 200
WORRY = "많이 답답하셨겠어요. 3일이면 별생각이 다 들죠. " * 4
FILMS = [
    {"title": "리틀 포레스트", "year": 2018, "why": "잠깐 멈춰 밥을 지어 먹고 싶을 때."},
    {"title": "라라랜드", "year": 2016, "why": "끝난 사랑에게 고맙다고 말하고 싶을 때."},
]
VOTES = [{"persona": who, "name": who, "votes": 3} for who in ("onyu", "dogeon", "yudam", "raon")]
COUNT = """(seconds) => new Promise((done) => {
  const began = performance.now();
  const gaps = [];
  let last = began;
  const look = (now) => {
    gaps.push(now - last);
    last = now;
    if (now - began < seconds * 1e3) requestAnimationFrame(look);
    else done(gaps.slice(1));
  };
  requestAnimationFrame(look);
})"""


@dataclass(frozen=True, slots=True)
class Look:
    """Frames a second, milliseconds of the main thread's work for each, and the share (%) of
    frames that took half as long again as they may."""

    rate: float
    work: float
    late: float


def idle(_: Screen) -> None:
    """Four personas and the animal breathe."""


def everything(screen: Screen) -> None:
    """A persona speaks over a sound, with a gift, films, a vote and receipts beside."""
    sound = tones(*((0.5, 500, 0.1 + 0.4 * (number % 2)) for number in range(60)))
    screen.speak(sound, 30.0, text=WORRY)
    screen.show("films", persona="yudam", pet="redpanda", films=FILMS)
    screen.show("poll", id="poll", seconds=60, closed=False, chosen=4, choices=VOTES)
    screen.show("receipt", viewer="두부", position=2, eta_s=70)
    gifts(screen, 6)


def flood(screen: Screen) -> None:
    """More gifts at once than can be shown in minutes."""
    gifts(screen, FLOOD)


def gifts(screen: Screen, count: int) -> None:
    for number in range(count):
        screen.give(number, tier=number % 4 + 1, amount="100,000원")


SCENES: dict[str, Callable[[Screen], None]] = {
    "nothing happens": idle,
    "everything at once": everything,
    f"{FLOOD} gifts at once": flood,
}


@asynccontextmanager
async def opened(scene: Callable[[Screen], None]) -> AsyncIterator[Page]:
    """An overlay on which that happens."""
    path = chromium.find()
    if path is None:
        raise SystemExit(
            "benchmarks.overlay needs Chromium: install it, or let Playwright fetch it"
        )
    async with async_playwright() as playwright:
        flags = [*chromium.FLAGS, "--autoplay-policy=no-user-gesture-required"]
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        async with showing(browser, pet="redpanda") as screen:
            page = await screen.page()
            scene(screen)
            await asyncio.sleep(SETTLES)
            yield page
        await browser.close()


async def look(page: Page, seconds: float) -> Look:
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")

    async def work() -> float:
        """Milliseconds of the main thread until now."""
        told: Any = await session.send("Performance.getMetrics")
        return next(one["value"] for one in told["metrics"] if one["name"] == "TaskDuration") * 1e3

    before = await work()
    gaps: list[float] = await page.evaluate(COUNT, seconds)
    spent = await work() - before
    late = sum(gap > 1.5 * FRAME for gap in gaps)
    return Look(1e3 * len(gaps) / sum(gaps), spent / len(gaps), 100 * late / len(gaps))


async def measured(rounds: int, seconds: float) -> dict[str, list[Look]]:
    looks: dict[str, list[Look]] = {name: [] for name in SCENES}
    for _ in range(rounds):
        for name, scene in SCENES.items():
            async with opened(scene) as page:
                looks[name].append(await look(page, seconds))
    return looks


def findings(looks: dict[str, list[Look]]) -> list[Finding]:
    found = []
    for name, seen in looks.items():
        rate, work, late = (
            statistics.median(getattr(one, what) for one in seen)
            for what in ("rate", "work", "late")
        )
        found += [
            at_least("A10", f"overlay, {name}: frames a second", rate, "", SMOOTH, WAY),
            at_most("A10", "… work of the page, a frame", work, "ms", round(FRAME, 1), WORK),
            Finding("A10", "… frames that are late", late, "%"),
        ]
    return found


def main(chosen: argparse.Namespace) -> None:
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    looks = asyncio.run(measured(rounds, QUICK_SECONDS if chosen.quick else SECONDS))
    found = findings(looks)
    print(table(found))
    samples = {name: [one.rate for one in seen] for name, seen in looks.items()}
    write(chosen.json, found, samples, {"rounds": rounds})


WAY = (
    "1920 × 1080, Chromium without a graphics card: the processor draws what a card would. Medians "
    "of rounds; 60 is as many as the browser draws."
)
WORK = "Scripts, style, layout and painting; drawing itself is not the page's."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overlay", description=__doc__)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("build/bench/overlay.json")
    )
    parser.add_argument("--quick", action="store_true", help="one short round")
    main(parser.parse_args())
