"""Killed at any moment, nothing is said twice and every donation is acknowledged."""

import asyncio
import contextlib
from collections import Counter
from pathlib import Path

from core.labels import Platform
from tests.conftest import until
from tests.faults.process import POINTS, End
from tests.faults.report import RowOf, Times
from tests.faults.world import HOW, SHORT_GRACE, Death, World, world

PLATFORMS = (Platform.TWITCH, Platform.CHZZK, Platform.DISCORD)
SETTLED_WITHIN = 45.0
# So long (seconds) until something happens that a death waits for.
PATIENCE = 4.0
# How each process dies: at a random moment, at what a platform is sent, or at a point of its work.
MOMENT = "any moment"
WAYS = (*POINTS, *HOW, *[MOMENT] * 4)


async def test_killed(own_folder: Path, times: Times, row: RowOf) -> None:
    kills = times(8, 1_000)
    with row(
        1,
        "SIGKILL, half at fail points",
        "gifts: 0 lost, 0 thanked twice; chat: 0 said twice, at most 0.5 % lost, every doubt logged",
    ) as found:
        async with world(own_folder, kills, times(SHORT_GRACE, 15)) as there:
            met: Counter[str] = Counter()
            for number in range(kills):
                met[await life(there, number)] += 1
            async with there.alive():
                await there.database.settled(SETTLED_WITHIN)
            findings = await asyncio.to_thread(there.findings)
        found.figure = f"{kills:,} kills ({kills - met[MOMENT]:,} at points): {findings.figure}"
        findings.hold()
        assert findings.turns > kills
        assert findings.said >= kills // 2
        assert len(there.donors) >= kills // 10
        assert kills - met[MOMENT] >= kills / 2


async def life(there: World, number: int) -> str:
    """A process that is killed in the middle of what it does; how it died."""
    way = WAYS[number % len(WAYS)] if number < len(WAYS) else there.luck.choice(WAYS)
    platform = PLATFORMS[number % len(PLATFORMS)]
    end = End(way, there.luck.randint(1, 4)) if way in POINTS else None
    async with there.alive(end) as process:
        there.fate.death = Death(platform, way) if way in HOW else None
        donating = asyncio.create_task(there.donate(platform, f"후원{number}"))
        with contextlib.suppress(ConnectionError):
            await there.live(number)
        within = there.luck.uniform(0.1, 1.5) if way in (MOMENT, "lost") else PATIENCE
        with contextlib.suppress(TimeoutError):
            await until(lambda: not process.is_alive(), within)
        met = not process.is_alive() or (way == "lost" and there.fate.death is None)
    there.fate.death = None
    # The next life hears of it again, as the service was never told that it is stored.
    donating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await donating
    return way if met else MOMENT
