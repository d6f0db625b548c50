"""A network that cuts, resets and swallows what is said: nothing is said twice, no gift is lost."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from core.labels import Platform
from tests.faults.report import RowOf, Times
from tests.faults.toxics import Limit, Proxy, Reset, Timeout, Toxic
from tests.faults.world import SHORT_GRACE, world

API = {
    Platform.TWITCH: "LOVELM_TWITCH_API_URL",
    Platform.CHZZK: "LOVELM_CHZZK_API_URL",
    Platform.DISCORD: "LOVELM_DISCORD_API_URL",
}
# Of an answer this much comes: its status and the begin of its headers.
STATUS = 40
# Seconds between rounds: what platforms let one account say meanwhile.
EVERY = 5.0
SETTLED_WITHIN = 90.0


def misfortune(name: str) -> tuple[list[Toxic], list[Toxic]]:
    """What happens to requests, and to answers."""
    return {
        "request cut": ([Limit(STATUS)], []),
        "reset after the request": ([], [Reset(0)]),
        "200, then cut": ([], [Limit(STATUS)]),
        "answers hang": ([], [Timeout()]),
        "requests hang": ([Timeout()], []),
    }[name]


BRIEF = ("request cut", "reset after the request", "200, then cut")
LONG = ("answers hang", "requests hang")


async def test_cut_reset_and_hanging(own_folder: Path, times: Times, row: RowOf) -> None:
    rounds, hang = times(4, 120), times(4, 30)
    fault = "request cut, reset after it, 200 and then cut, 30 s of silence"
    with row(8, fault, "as row 1") as found:
        met: Counter[str] = Counter()
        async with world(own_folder, 8, times(SHORT_GRACE, 15)) as there, AsyncExitStack() as stack:
            proxies = {
                platform: await stack.enter_async_context(Proxy(there.env[name]).serve())
                for platform, name in API.items()
            }
            there.env |= {name: proxies[platform].url for platform, name in API.items()}
            async with there.alive():
                unlucky = [
                    asyncio.create_task(bad_luck(proxy, hang, random.Random(number), met))
                    for number, proxy in enumerate(proxies.values())
                ]
                for number in range(rounds):
                    await there.live(number)
                    await asyncio.sleep(EVERY)
                for task in unlucky:
                    task.cancel()
                await asyncio.wait(unlucky)
                for proxy in proxies.values():
                    proxy.up = proxy.down = ()
                await there.database.settled(SETTLED_WITHIN + EVERY * rounds)
            findings = await asyncio.to_thread(there.findings)
        found.figure = f"{met.total():,} faults: {findings.figure}"
        findings.hold()
        assert findings.said > rounds
        assert findings.gifts == 2 * rounds
        assert met.keys() == {*BRIEF, *LONG}


async def bad_luck(proxy: Proxy, hang: float, luck: random.Random, met: Counter[str]) -> None:
    """One misfortune after another, until cancelled."""
    names = [*luck.sample(LONG, 2), *luck.sample(BRIEF * 3, 9)]
    while True:
        for name in names[luck.randrange(2) :]:
            proxy.up, proxy.down = misfortune(name)
            met[name] += 1
            await asyncio.sleep(hang if name in LONG else luck.uniform(0.1, 0.8))
            proxy.up = proxy.down = ()
            await asyncio.sleep(luck.uniform(0.5, 2.0))
