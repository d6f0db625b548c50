"""One viewer who writes nearly everything that is written."""

import asyncio
import contextlib
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from benchmarks.selection import jain
from bots.compose import compose
from bots.settings import Settings
from core.labels import Platform
from tests.conftest import until
from tests.faults.crowd import Fast, worry
from tests.faults.report import RowOf, Times

OTHERS = 20
LINES_A_SECOND = 50
# Of ten lines one is somebody else's.
OF_TEN = 10
LOUD = "7000000"
# How they ask: promised an answer, for the gate to decide, by command.
WAYS = ("온유야 {}", "{}", "!상담 {}")


def words(number: int) -> tuple[str, str]:
    """The `number`-th line: who writes it, and what."""
    if number % OF_TEN:
        return LOUD, WAYS[number % len(WAYS)].format(worry(number))
    return f"7{1 + number // OF_TEN % OTHERS:06}", worry(5_000 + 3 * number)


async def pour(twitch: SimulatedTwitch, seconds: float) -> None:
    began, said = time.monotonic(), 0
    while (now := time.monotonic() - began) < seconds:
        while said < now * LINES_A_SECOND:
            viewer, text = words(said)
            await twitch.chat(text, viewer, f"시청{viewer}")
            said += 1
        await asyncio.sleep(0.02)


def answered(folder: Path) -> Counter[str]:
    """Answers by viewer, what somebody gave left out."""
    with contextlib.closing(sqlite3.connect(folder / "data/lovelm.db")) as database:
        rows = database.execute(
            "SELECT viewer FROM turn WHERE state = 'said' "
            "AND json_extract(turn, '$.reason') NOT IN ('donation', 'support')"
        )
        return Counter(viewer for (viewer,) in rows)


async def test_the_loudest_gets_no_tenth(
    own_folder: Path, row: RowOf, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the short form the application's clock is fast, and the platform lets it say more."""
    speed, seconds = times(6, 1), times(18, 600)
    fault = f"one viewer sends 90 %, {OTHERS} others have worthy lines"
    must = "≤ 10 % of replies; Jain ≥ .9 among the others"
    with row(12, fault, must) as found:
        async with SimulatedTwitch().serve() as twitch:
            if speed > 1:
                twitch.ledger.moderated.add("1337")
            for name, value in twitch.settings().items():
                monkeypatch.setenv(name, value)
            async with compose(Settings(PORT=0), clock=Fast(speed)) as app:
                task = asyncio.create_task(app.run())
                await twitch.listening()
                await until(lambda: app.adapters[Platform.TWITCH].connected)
                await pour(twitch, seconds)
                task.cancel()
                await asyncio.wait({task})
        counts = answered(own_folder)
        loud = counts.pop(f"twitch:{LOUD}", 0)
        share = loud / (loud + counts.total())
        others = [counts[f"twitch:7{number:06}"] for number in range(1, OTHERS + 1)]
        found.figure = (
            f"{loud} of {loud + counts.total()} answers ({100 * share:.0f} %); "
            f"Jain {jain(others):.2f} among the others"
        )
        assert counts.total() >= 2 * OTHERS
        assert share <= 0.1
        assert jain(others) >= 0.9
