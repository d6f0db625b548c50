"""Two engines, two chats, pages and clock on one machine, on a real Redis and PostgreSQL: killed,
stopped and asked to go under load, with nothing lost and nothing twice."""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.conftest import until
from tests.faults.apart import CHATS, ENGINES, Apart, apart
from tests.faults.process import POINTS, End
from tests.faults.report import Row, RowOf, Times
from tests.faults.world import SHORT_GRACE

# Seconds between rounds of life, and between deaths.
EVERY = 2.0
DEATHS_EVERY = 5.0
# What a stopped process held is another's after this: claims last 15 s, leases on channels less.
CLAIMED_AFTER = 17.0
RESUMES_WITHIN = 10.0
# Without a bound of its own: leases of a dead chat, and the start of another.
SPEAKS_WITHIN = 60.0
EXITS_WITHIN = 20.0
LOST = 0.005


async def test_processes_apart(own_folder: Path, times: Times, row: RowOf) -> None:
    """The short form leaves out what other tests show of one process, or of a topic alone."""
    luck = random.Random(1)
    async with apart(own_folder, 1, times(SHORT_GRACE, 15)) as ships:
        await ten_minutes(ships, luck, times(10, 600), row)
        await redis_killed(ships, luck, times(1, 50), row)
        if stops := times(0, 12):
            await past_the_claim(ships, luck, stops, row)
        if kills := times(0, 200):
            await chats_killed(ships, luck, kills, row)
            await chats_killed_when_heard(ships, luck, kills, row)
        if stops := times(0, 50):
            await asked_to_go(ships, luck, stops, row)


async def ten_minutes(ships: Apart, luck: random.Random, seconds: int, row: RowOf) -> None:
    fault = f"2 engines and 2 chats, one killed every {DEATHS_EVERY:.0f} s"
    must = "gifts: 0 lost, 0 thanked twice; chat: 0 said twice, at most 0.5 % lost, doubts logged"
    with row(1, fault, must) as found:
        async with under_load(ships, found) as figures:
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                await asyncio.sleep(luck.uniform(0.5, 1.5) * DEATHS_EVERY)
                await ships.replaced(luck.choice((*CHATS, *ENGINES)), end(luck))
            deaths = ships.deaths
            figures.append(f"{seconds} s, {deaths.total()} kills ({deaths['by itself']} at points)")


async def chats_killed(ships: Apart, luck: random.Random, kills: int, row: RowOf) -> None:
    with row(2, "SIGKILL the chat role", "0 accepted events lost, nothing said twice") as found:
        async with under_load(ships, found, lost=0.0) as figures:
            for number in range(kills):
                await asyncio.sleep(luck.uniform(0.5, 1.5) * DEATHS_EVERY)
                await ships.replaced(CHATS[number % 2])
            figures.append(f"{kills} kills")


async def chats_killed_when_heard(
    ships: Apart, luck: random.Random, kills: int, row: RowOf
) -> None:
    """With both dead nothing is under way that could be lost."""
    fault = "SIGKILL the chat role, each when all platforms are heard again"
    with row(2, fault, "0 accepted events lost, nothing said twice") as found:
        async with under_load(ships, found, lost=0.0) as figures:
            took = []
            for number in range(kills):
                await asyncio.sleep(luck.uniform(0.5, 1.5) * EVERY)
                took.append(await without_chat(ships, CHATS[number % 2]))
            figures.append(f"{kills} kills, speaks again after {max(took):.1f} s at most")


async def without_chat(ships: Apart, name: str) -> float:
    """Kill a chat and start another in its place; how long after that every platform is heard
    again and a line is said."""
    await ships.replaced(name)
    began = time.monotonic()
    await ships.served()
    said = len(ships.there.said())
    await until(lambda: len(ships.there.said()) > said, SPEAKS_WITHIN)
    return time.monotonic() - began


async def redis_killed(ships: Apart, luck: random.Random, kills: int, row: RowOf) -> None:
    must = "0 accepted lost, speaks again within 10 s"
    with row(3, "SIGKILL Redis, processes on it", must) as found:
        async with under_load(ships, found, lost=0.0) as figures:
            took = []
            for _ in range(kills):
                await asyncio.sleep(luck.uniform(0.5, 1.5) * EVERY)
                took.append(await without_redis(ships, luck.uniform(0.0, 2.0)))
            figures.append(f"{kills} kills, speaks again after {max(took):.1f} s at most")
        found.within(max(took) < RESUMES_WITHIN, "resumes")


async def past_the_claim(ships: Apart, luck: random.Random, stops: int, row: RowOf) -> None:
    fault = "SIGSTOP an engine or a chat past its claim time, then SIGCONT"
    with row(5, fault, "0 said twice") as found:
        async with under_load(ships, found) as figures:
            for number in range(stops):
                name = (ENGINES[0], CHATS[0], ENGINES[1], CHATS[1])[number % 4]
                await asyncio.sleep(luck.uniform(0.0, EVERY))
                ships.fleet.kill(name, signal.SIGSTOP)
                await asyncio.sleep(CLAIMED_AFTER)
                ships.fleet.kill(name, signal.SIGCONT)
                await asyncio.sleep(EVERY)
            figures.append(f"{stops} processes stopped for {CLAIMED_AFTER:.0f} s each")


async def asked_to_go(ships: Apart, luck: random.Random, stops: int, row: RowOf) -> None:
    with row(9, "SIGTERM, processes apart", "exit within 20 s; 0 lost, 0 said twice") as found:
        async with under_load(ships, found) as figures:
            took = []
            for number in range(stops):
                await asyncio.sleep(luck.uniform(0.5, 1.5) * DEATHS_EVERY)
                took.append(await gone(ships, (*CHATS, *ENGINES)[number % 4]))
            figures.append(f"{stops} stops, {max(took):.1f} s at most")
        assert max(took) < EXITS_WITHIN


@asynccontextmanager
async def under_load(ships: Apart, found: Row, lost: float = LOST) -> AsyncIterator[list[str]]:
    """Life goes on meanwhile; then all that was ever accepted is looked through, and what was
    done is told in the list."""
    figures: list[str] = []
    async with ships.under_load(EVERY):
        yield figures
    findings = await ships.settled()
    found.figure = f"{', '.join(figures)}: {findings.figure}"
    findings.hold(lost)
    assert findings.said > ships.rounds


def end(luck: random.Random) -> End | None:
    """How the next process dies by itself, if it does."""
    return End(luck.choice(list(POINTS)), luck.randint(1, 6)) if luck.random() < 0.7 else None


async def without_redis(ships: Apart, pause: float) -> float:
    """Kill Redis and start it again; how long after that a line is said."""
    ships.fleet.redis.kill()
    await asyncio.sleep(pause)
    await asyncio.to_thread(ships.fleet.redis.start)
    began, said = time.monotonic(), len(ships.there.said())
    await until(lambda: len(ships.there.said()) > said, 2 * RESUMES_WITHIN)
    return time.monotonic() - began


async def gone(ships: Apart, name: str) -> float:
    """Ask a process to end, and start another; how long that took."""
    began = time.monotonic()
    ships.fleet.kill(name, signal.SIGTERM)
    assert await ships.fleet.ended(name) == 0
    took = time.monotonic() - began
    ships.start(name)
    return took
