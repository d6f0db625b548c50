"""How long donors wait in a flood: `python -m benchmarks.donations [--seconds N] [--bunch N]`.

200 donations, in bunches, inside 50 chat lines a second, through the composed application and
local platforms with their real limits. Counted until the chat line that names the donor; no
overlay is open, whose alert would come sooner.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.twitch import SimulatedTwitch
from benchmarks.report import Finding, at_least, at_most, table, write
from bots import settings
from bots.compose import compose

DONATIONS = 200
LINES_A_SECOND = 50
GOAL = 10.0
CHATTER = (
    "ㅋㅋㅋㅋ",
    "헐 대박",
    "오늘 게임 뭐 해요",
    "ㄹㅇ",
    "남친이 읽씹하는데 어떡하죠",
    "고백할까요?",
)

Give = Callable[[int, str], Awaitable[None]]
Chat = Callable[[str, str], Awaitable[object]]


async def measured(
    give: Give, chat: Chat, said: Callable[[], list[str]], seconds: float, bunch: int
) -> list[float]:
    """Seconds that each donor waited."""
    began: dict[str, float] = {}
    waited: dict[str, float] = {}
    luck = random.Random(7)

    async def flood() -> None:
        for number in itertools.count():
            await chat(luck.choice(CHATTER), f"{number % 500:032}")
            await asyncio.sleep(1 / LINES_A_SECOND)

    async def donate() -> None:
        for number in range(DONATIONS):
            name = f"후원자{number}"
            began[name] = time.monotonic()
            await give(1_000 + number, name)
            if number % bunch == bunch - 1:
                await asyncio.sleep(seconds * bunch / DONATIONS)

    async def look() -> None:
        seen = 0
        while len(waited) < DONATIONS:
            lines, now = said(), time.monotonic()
            for line in lines[seen:]:
                for name in re.findall(r"후원자\d+", line):
                    if name in began:
                        waited.setdefault(name, now - began[name])
            seen = len(lines)
            await asyncio.sleep(0.02)

    flooding = asyncio.create_task(flood())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds + 120.0):
            await asyncio.gather(donate(), look())
    flooding.cancel()
    await asyncio.wait({flooding})
    return sorted(waited.values())


async def on_chzzk(seconds: float, bunch: int) -> list[float]:
    async with SimulatedChzzk().serve() as chzzk:
        os.environ.update(chzzk.settings())
        async with compose(settings.load()) as app:
            task = asyncio.create_task(app.run())
            await chzzk.listening()
            waited = await measured(
                lambda won, name: chzzk.donate(won, "", f"d{name:0>31}", name),
                chzzk.chat, lambda: chzzk.said, seconds, bunch,
            )  # fmt: skip
            task.cancel()
            await asyncio.wait({task})
    return waited


async def on_twitch(seconds: float, bunch: int) -> list[float]:
    async with SimulatedTwitch().serve() as twitch:
        os.environ.update(twitch.settings())
        async with compose(settings.load()) as app:
            task = asyncio.create_task(app.run())
            await twitch.listening()
            waited = await measured(
                lambda won, name: twitch.cheer(won, "", name, name),
                twitch.chat, lambda: [line.text for line in twitch.said], seconds, bunch,
            )  # fmt: skip
            task.cancel()
            await asyncio.wait({task})
    return waited


def main(chosen: argparse.Namespace) -> None:
    found: list[Finding] = []
    for name, run in (("Chzzk", on_chzzk), ("Twitch", on_twitch)):
        with tempfile.TemporaryDirectory() as folder:
            for key in [key for key in os.environ if key.startswith("LOVELM_")]:
                del os.environ[key]
            os.environ |= {"LOVELM_DATA_DIR": str(Path(folder) / "data"), "PORT": "0"}
            waited = asyncio.run(run(chosen.seconds, chosen.bunch))
        thanked = f"{name}: of {DONATIONS} donations, acknowledged"
        found.append(at_least("donor", thanked, len(waited), "", DONATIONS))
        if len(waited) > 1:
            p95 = statistics.quantiles(waited, n=20)[-1]
            found += [
                at_most("donor", f"{name}: time to the thanks, p95", p95, "s", GOAL),
                Finding("donor", "… median", statistics.median(waited), "s"),
                Finding("donor", "… longest", waited[-1], "s"),
            ]
    print(table(found))
    write(chosen.json, found, {}, {"seconds": chosen.seconds, "bunch": chosen.bunch})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.donations", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="the flood's length")
    parser.add_argument("--bunch", type=int, default=20, help="donations at once")
    parser.add_argument("--json", type=Path, default=Path("build/bench/donations.json"))
    main(parser.parse_args())
