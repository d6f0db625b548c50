"""Goal 5: what it costs to lose nothing: `python -m benchmarks.turns [--quick]`.

The same turns answered by the same pipeline, 16 or 32 at a time, with and without their rows: each
is accepted, answered, being said and said, and none of these counts before it is committed. SQLite
with `synchronous=FULL` and PostgreSQL with `fsync`, in the folder for temporary files.
"""

import argparse
import asyncio
import gc
import logging
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from adapters.models.embedded import EmbeddedResponder
from benchmarks.own_pipeline import Turns as Questions
from benchmarks.own_pipeline import responder
from benchmarks.report import Finding, at_most, table, write
from benchmarks.storage_rows import targets
from benchmarks.stub_model import StubModel
from bots.brain import Brain, build_brain
from core.turns import State, Turn
from storage.database import open_database
from storage.turns import SqlTurns

FEW, MANY = 16, 32
EMBEDDED, WITH_MODEL, QUICK = 320, 48, 32
ROUNDS, QUICK_ROUNDS = 7, 2
MODEL = 0.300
GOAL = 1.2
NOWHERE = "no rows"

Samples = dict[str, list[float]]


async def answered(
    brain: Brain, turns: Sequence[Turn], rows: SqlTurns | None, at_once: int
) -> float:
    """Seconds until all are said."""
    left = iter(turns)

    async def work() -> None:
        for turn in left:
            reply = await brain.answer(turn)
            if rows is not None:
                moved = (
                    await rows.answered(turn.id, reply),
                    await rows.move(turn.id, State.SAYING),
                    await rows.move(turn.id, State.SAID),
                )
                assert all(moved)

    began = time.perf_counter()
    if rows is not None:
        # The dispatcher stores what it takes out of the gates together.
        for first in range(0, len(turns), at_once):
            accepted = await rows.accept(turns[first : first + at_once])
            assert len(accepted) == at_once
    await asyncio.gather(*(work() for _ in range(at_once)))
    return time.perf_counter() - began


async def measured(rounds: int, quick: bool) -> Samples:
    """Turns a second, round by round, of each writer with each way to keep rows."""
    samples: Samples = {}
    async with AsyncExitStack() as stack:
        places: dict[str, SqlTurns | None] = {NOWHERE: None}
        for name, target in stack.enter_context(targets()).items():
            engine = await stack.enter_async_context(open_database(target))
            places[name] = SqlTurns(engine, time.time)
        questions = None
        for writer, (brain, count, at_once) in writers(quick).items():
            questions = questions or Questions(brain)
            await answered(brain, questions.next(at_once), None, at_once)
            for number in range(rounds):
                # Whoever goes second finds warmer caches, so they take turns.
                for name in sorted(places, reverse=number % 2 == 0):
                    turns = questions.next(count)
                    gc.collect()
                    took = await answered(brain, turns, places[name], at_once)
                    samples.setdefault(f"{writer}, {name}", []).append(count / took)
    return samples


def writers(quick: bool) -> dict[str, tuple[Brain, int, int]]:
    """Who writes the answers, how many a round, and how many at a time."""
    embedded = build_brain("러블름", EmbeddedResponder())
    model = build_brain("러블름", responder(StubModel(latency=MODEL)))
    count, with_model = (QUICK, QUICK) if quick else (EMBEDDED, WITH_MODEL)
    return {
        f"embedded, {FEW} at once": (embedded, count, FEW),
        f"embedded, {MANY} at once": (embedded, count, MANY),
        f"a model of 300 ms, {FEW} at once": (model, with_model, FEW),
    }


def findings(samples: Samples) -> list[Finding]:
    found = []
    for name, rates in samples.items():
        writer, _, place = name.rpartition(", ")
        found.append(Finding("5", f"{writer}, {place}", statistics.median(rates), "turns/s"))
        if place != NOWHERE:
            base = samples[f"{writer}, {NOWHERE}"]
            times = statistics.median(a / b for a, b in zip(base, rates, strict=True))
            found.append(at_most("5", "… its time in terms of that without", times, "×", GOAL, WAY))
    return found


def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    samples = asyncio.run(measured(rounds, chosen.quick))
    found = findings(samples)
    print(table(found))
    print(f"\nWall time, medians of {rounds} interleaved rounds")
    write(chosen.json, found, samples, {"rounds": rounds, "at_once": [FEW, MANY]})


WAY = "Four states a turn, each committed before the next begins; changes that wait share a commit."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", default=Path("build/bench/turns.json"))
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    main(parser.parse_args())
