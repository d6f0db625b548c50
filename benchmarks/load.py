"""How many one process serves: `python -m benchmarks.load [--viewers N] [--quick]`. Linux.

LoveLM runs in a process of its own, its viewers in another, the local platforms in this one. Goal
12: a room full of viewers; then the scenario at which the earlier system failed; then a flood of
chat on Twitch, Chzzk and Discord at once, with a room beside it that tells what it costs others.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from benchmarks.frames import Chat
from benchmarks.report import Finding, at_least, at_most, table, write
from benchmarks.server import MEGABYTE, ROOT, Server, Span, many_files, running

VIEWERS, QUICK_VIEWERS = 5_000, 200
RATE, GOAL = 10.0, 500.0
# What the earlier system was tested with, and failed at.
EARLIER, EARLIER_RATE = 120, 30.0
SECONDS, QUICK_SECONDS = 60.0, 5.0
# Viewers of the room beside a flood, and lines a second there.
BESIDE, BESIDE_RATE = 100, 2.0
LAG = "lovelm_event_loop_lag_seconds"
# A late loop delays crisis answers too.
LATE = 0.25
MEMORY = 150.0


@dataclass(frozen=True, slots=True)
class Phase:
    """Lines a second of all platforms together, for so long."""

    name: str
    rate: float
    share: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the viewers saw and what the server took meanwhile; memory in bytes."""

    viewers: dict[str, Any]
    span: Span
    memory: float


async def watched(
    server: Server,
    viewers: int,
    rate: float,
    seconds: float,
    begun: Callable[[], object] = lambda: None,
) -> Seen:
    """`viewers` in the room, `rate` lines a second, and what comes of it; `begun` is called when
    all of them are there."""
    command = ("--viewers", viewers, "--rate", rate, "--seconds", seconds, "--deflate")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.viewers", server.url, *map(str, command),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    moments, told = [], {}
    del server.memory[:]
    while line := (await process.stdout.readline()).decode().strip():
        if line in ("begin", "end"):
            moments.append(await server.moment())
            if line == "begin":
                begun()
        else:
            told = json.loads(line)
    if await process.wait() or len(moments) != 2:
        raise RuntimeError("the viewers did not come to their end")
    return Seen(told, Span(*moments), max(server.memory))


async def room(viewers: int, rate: float, seconds: float) -> tuple[Seen, float]:
    """A room of a new LoveLM, and that one's bytes while it was empty."""
    async with running() as server:
        empty = (await server.moment()).memory
        return await watched(server, viewers, rate, seconds), empty


class Platforms:
    """The local Twitch, Chzzk and Discord, and who chats there."""

    def __init__(self) -> None:
        self._luck = random.Random(5)
        self.twitch, self.chzzk, self.discord = (
            SimulatedTwitch(), SimulatedChzzk(), SimulatedDiscord()
        )  # fmt: skip

    async def serve(self, stack: AsyncExitStack) -> dict[str, str]:
        """Until the stack is left; the settings that point LoveLM here."""
        settings: dict[str, str] = {}
        for platform in (self.twitch, self.chzzk, self.discord):
            await stack.enter_async_context(platform.serve())
            settings |= platform.settings()
        return settings

    async def listening(self) -> None:
        for platform in (self.twitch, self.chzzk, self.discord):
            await platform.listening(30.0)

    @property
    def said(self) -> int:
        return len(self.twitch.said) + len(self.chzzk.said) + len(self.discord.said)

    async def flood(self, rate: float, seconds: float) -> int:
        """Chat at `rate` lines a second, most of it on Twitch; how many lines that were."""
        say: list[Callable[[str, str], Awaitable[object]]] = [
            self.twitch.chat, lambda text, who: self.chzzk.chat(text, f"{int(who):032}"),
            lambda text, who: self.discord.chat(text, str(int(who) + 10**17)),
        ]  # fmt: skip
        lines = Chat(int(rate * seconds), seed=int(rate)).lines
        began = time.monotonic()
        for number, line in enumerate(lines):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            (where,) = self._luck.choices(say, (6, 3, 1))
            await where(line.text, line.frame["payload"]["event"]["chatter_user_id"])
        return len(lines)


async def floods(seconds: float) -> list[tuple[Phase, Seen, int, int]]:
    """Each phase with what was seen, lines written and lines said by us."""
    found = []
    async with AsyncExitStack() as stack:
        platforms = Platforms()
        settings = await platforms.serve(stack)
        server = await stack.enter_async_context(running(settings))
        await platforms.listening()
        for phase in PHASES:
            print(f"… {phase.name}", flush=True)
            begun, span = asyncio.Event(), seconds * phase.share
            seeing = asyncio.create_task(watched(server, BESIDE, BESIDE_RATE, span, begun.set))
            await begun.wait()
            said = platforms.said
            written = await platforms.flood(phase.rate, span)
            said = platforms.said - said
            found.append((phase, await seeing, written, said))
    return found


def of_room(goal: str, what: str, seen: Seen, empty: float) -> list[Finding]:
    """The figures of a room."""
    viewers, echo = seen.viewers["viewers"], seen.viewers["echo_ms"]
    each = (seen.memory - empty) / 1024 / viewers
    answer = seen.viewers["answer_s"].get("p50")
    return [
        at_most(goal, f"{what}: line → every viewer, p99", echo["p99"], "ms", GOAL, ECHO),
        Finding(goal, "… median", echo["p50"], "ms"),
        Finding(goal, "… longest", echo["p100"], "ms"),
        at_most(goal, "… deliveries that are missing", seen.viewers["missing"], "", 0),
        at_most(goal, "… viewers thrown out", seen.viewers["closed"], "", 0),
        Finding(goal, "… CPU of the server", seen.span.cpu, "% of a core"),
        Finding(goal, "… deliveries a second", seen.viewers["deliveries"] / seen.viewers["seconds"], ""),
        Finding(goal, "… memory of the server", seen.memory / MEGABYTE, "MB"),
        Finding(goal, "… memory for each viewer", each, "kB"),
        Finding(goal, "… event loop late by more than 250 ms", seen.span.above(LAG, LATE), "%"),
        Finding(goal, "… answered, median", answer, "s", note=ANSWERS),
    ]  # fmt: skip


def of_floods(found: list[tuple[Phase, Seen, int, int]]) -> list[Finding]:
    """The figures of each phase."""
    findings = []
    for phase, seen, written, said in found:
        heard = sum(
            seen.span.more(f'lovelm_events_total{{platform="{name}"}}')
            for name in ("twitch", "chzzk", "discord")
        )
        findings += [
            Finding("flood", f"{phase.name}: lines heard", heard / seen.span.seconds, "/s", note=FLOOD),
            Finding("flood", "… CPU of the server", seen.span.cpu, "% of a core"),
            Finding("flood", "… said by us on the platforms", 60 * said / seen.span.seconds, "/min"),
            at_most("flood", "… room beside it: line → every viewer, p99", seen.viewers["echo_ms"]["p99"], "ms", GOAL, WRITTEN.format(written)),
            Finding("flood", "… event loop late by more than 250 ms", seen.span.above(LAG, LATE), "%"),
        ]  # fmt: skip
    grown = (max(seen.memory for _, seen, _, _ in found) - found[0][1].memory) / MEGABYTE
    return [*findings, at_most("flood", "memory more than in the quiet", grown, "MB", MEMORY)]


async def main(chosen: argparse.Namespace) -> None:
    many_files()
    quick = chosen.quick
    count = chosen.viewers or (QUICK_VIEWERS if quick else VIEWERS)
    seconds = QUICK_SECONDS if quick else SECONDS
    load = [os.getloadavg()[0]]
    print(f"… a room of {count:,}", flush=True)
    seen, empty = await room(count, RATE, seconds)
    found = [
        at_least("12", "viewers connected, one process", seen.viewers["viewers"], "", count),
        *of_room("12", f"{RATE:g} lines a second", seen, empty),
    ]
    print(f"… a room of {EARLIER}", flush=True)
    earlier, empty = await room(EARLIER, EARLIER_RATE, seconds / 2)
    found += of_room("A17", f"{EARLIER} users, {EARLIER_RATE:g} lines a second", earlier, empty)
    if not chosen.room:
        found += of_floods(await floods(seconds))
    load.append(os.getloadavg()[0])
    print(table(found))
    print(f"\nWall time; load {load[0]:.1f} before, {load[1]:.1f} after")
    raw = {"room": seen.viewers, "earlier": earlier.viewers}
    write(chosen.json, found, {}, {"load": load, "seconds": seconds, "viewers": raw})
    print(f"Written: {chosen.json}")


PHASES = (
    Phase("a large channel's mean, 8/s", 8, 0.5),
    Phase("its peak, 50/s", 50, 1.0),
    Phase("a flood, 500/s", 500, 0.5),
    Phase("8/s again", 8, 0.5),
)
ECHO = (
    "From a viewer's socket to every viewer's, all pairs; the hub bundles for 50 ms. The viewers "
    "share the machine, and their process's own delay is included. They offer compression, as "
    "browsers do."
)
ANSWERS = "By the embedded responder, at the pace at which a persona speaks in one channel."
FLOOD = (
    "Twitch 60 %, Chzzk 30 %, Discord 10 %, one channel each; the servers that write share the "
    "machine. What is said is bounded by the platforms and by one voice a channel."
)
WRITTEN = "{:,} lines were written; the room beside has 100 viewers and 2 lines a second."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--viewers", type=int, metavar="N", help=f"default {VIEWERS:,}")
    parser.add_argument("--room", action="store_true", help="without the flood")
    parser.add_argument("--json", type=Path, metavar="FILE", default=Path("build/bench/load.json"))
    parser.add_argument("--quick", action="store_true", help="seconds, few viewers")
    asyncio.run(main(parser.parse_args()))
