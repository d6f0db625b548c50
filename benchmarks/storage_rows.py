"""Goal 9, rows a second: `python -m benchmarks.storage_rows [--quick]`, on SQLite and PostgreSQL.

The chat log's write-behind beside a commit for each row, and changes of turns that share commits
beside changes that wait for one another. PostgreSQL runs on this machine, from the package of the
test extra, with `fsync` on. Both databases write to the folder for temporary files.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.loss_window import waits
from benchmarks.report import Finding, at_least, at_most, table, write
from core.events import ChatMessage, Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from core.turns import Reason, State, Turn
from storage.chat_log import SqlChatLog
from storage.database import Target, open_database
from storage.postgres import address
from storage.turns import SqlTurns
from tests import postgres_server

# A commit for each of as many rows would take minutes.
SINGLE, BEHIND = 400, 20_000
CHANGED, AT_ONCE = 300, 100
ROUNDS = 5
GOAL = 20.0
# Seconds of chat, and at most how much of it a kill may cost.
LOOKED, WINDOW = 60.0, 1.0


def said(number: int) -> ChatMessage:
    return ChatMessage(
        id=f"twitch:{number:032}",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer(f"twitch:{number % 500}", "두부"),
        at=1_800_000_000.0 + number,
        text="남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?",
    )


def turn(number: int) -> Turn:
    return Turn(
        id=f"twitch:{number:032}",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:1", "두부"),
        text="남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?",
        event_ids=(f"twitch:{number:032}",),
        reason=Reason.WORRY,
        score=0.8,
        at=1_800_000_000.0,
    )


def reply(to: Turn) -> Reply:
    return Reply(
        turn_id=to.id,
        platform=to.platform,
        channel=to.channel,
        viewer=to.viewer,
        in_reply_to=to.event_ids,
        question=to.text,
        persona="onyu",
        speaker="온유",
        chat="천천히요. " * 20,
        speech="천천히 같이 봐요. " * 20,
        emotion=Emotion.LOVE,
        intent=Intent.COUNSEL,
    )


class Bench:
    """Takes its figures on one database; ids go on, so that every row is new."""

    def __init__(self, engine: AsyncEngine, quick: bool) -> None:
        self._log = SqlChatLog(engine)
        self._turns = SqlTurns(engine, time.time)
        self._next = 0
        self._share = 10 if quick else 1

    def _numbers(self, count: int) -> range:
        first, self._next = self._next, self._next + count
        return range(first, self._next)

    async def single(self) -> float:
        """Rows of chat a second, a commit for each."""
        events = [said(number) for number in self._numbers(SINGLE // self._share)]

        async def write() -> None:
            for event in events:
                self._log.append(event)
                await self._log.flush()

        return await rate(len(events), write)

    async def behind(self) -> float:
        """Rows of chat a second, as the server writes them."""
        for number in self._numbers(BEHIND // self._share):
            self._log.append(said(number))
        return await rate(BEHIND // self._share, self._log.flush)

    async def one_after_another(self) -> float:
        """Turns answered a second, each after the one before it."""
        turns = [turn(number) for number in self._numbers(CHANGED // self._share)]
        await self._turns.accept(turns)

        async def write() -> None:
            for one in turns:
                await self._turns.answered(one.id, reply(one))

        return await rate(len(turns), write)

    async def shared(self) -> float:
        """Turns answered, taken and said a second, AT_ONCE of them at a time."""
        turns = [turn(number) for number in self._numbers(10 * CHANGED // self._share)]
        await self._turns.accept(turns)
        left = iter(turns)

        async def work() -> None:
            for one in left:
                await self._turns.answered(one.id, reply(one))
                await self._turns.move(one.id, State.SAYING)
                await self._turns.move(one.id, State.SAID)

        async def write() -> None:
            await asyncio.gather(*(work() for _ in range(AT_ONCE)))

        return await rate(3 * len(turns), write)


async def rate(count: int, work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return count / (time.perf_counter() - began)


@asynccontextmanager
async def bench(target: Target, quick: bool) -> AsyncIterator[Bench]:
    async with open_database(target) as engine:
        yield Bench(engine, quick)


@contextmanager
def targets() -> Iterator[dict[str, Target]]:
    """The databases, empty."""
    postgres_server.SETTINGS = ("shared_buffers=128MB", "max_connections=100")
    with tempfile.TemporaryDirectory() as folder, postgres_server.serving() as server:
        yield {
            "SQLite": Path(folder) / "bench.db",
            "PostgreSQL": address(server.url(server.database())),
        }


async def measured(
    where: dict[str, Target], rounds: int, quick: bool
) -> tuple[list[Finding], dict[str, list[float]]]:
    """What each database does; the ways are taken in turn, so that a slow moment hits all."""
    found: list[Finding] = []
    samples: dict[str, list[float]] = {}
    for name, target in where.items():
        async with bench(target, quick) as on:
            ways = {
                "single": on.single, "behind": on.behind,
                "alone": on.one_after_another, "shared": on.shared,
            }  # fmt: skip
            for _ in range(rounds):
                for way, run in ways.items():
                    samples.setdefault(f"{name} {way}", []).append(await run())
        mid = {way: statistics.median(samples[f"{name} {way}"]) for way in ways}
        times = [
            behind / single
            for behind, single in zip(
                samples[f"{name} behind"], samples[f"{name} single"], strict=True
            )
        ]
        found += [
            Finding("9", f"{name}: chat log, a commit a row", mid["single"], "rows/s"),
            Finding("9", f"{name}: chat log, written behind", mid["behind"], "rows/s"),
            at_least("9", "… how many times as fast", statistics.median(times), "×", GOAL),
            Finding("rows", f"{name}: turns, one after another", mid["alone"], "changes/s"),
            Finding("rows", f"{name}: turns, {AT_ONCE} at a time", mid["shared"], "changes/s"),
        ]
    return found, samples


def main(chosen: argparse.Namespace) -> None:
    rounds = 1 if chosen.quick else ROUNDS
    with targets() as where:
        found, samples = asyncio.run(measured(where, rounds, chosen.quick))
    samples["loss window"] = asyncio.run(waits(LOOKED / 10 if chosen.quick else LOOKED))
    window = max(samples["loss window"])
    found.append(at_most("9", "longest that a line was in memory only", window, "s", WINDOW, LOSS))
    print(table(found))
    write(chosen.json, found, samples, {"rounds": rounds})


LOSS = (
    "The composed application on SQLite, 20 lines a second; until another connection sees the row."
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage_rows", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it, once")
    parser.add_argument("--json", type=Path, default=Path("build/bench/storage_rows.json"))
    main(parser.parse_args())
