"""The gate beside its peers: `python -m benchmarks.gate [--rounds N] [--json FILE] [--quick]`."""

import argparse
import asyncio
import gc
import logging
import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from adapters.models.embedded import EmbeddedResponder
from benchmarks import no_reply, peers
from benchmarks.floor import floor, lean_floor
from benchmarks.frames import Chat
from benchmarks.hot_path import (
    Route,
    Stage,
    WithoutTriage,
    command_table,
    interleaved,
    per_call,
    per_text,
    through_socket,
)
from benchmarks.report import Finding, at_least, at_most, table, write
from bots.brain import Brain, build_brain

FRAMES, QUICK_FRAMES = 2_000, 200
ROUNDS, QUICK_ROUNDS = 11, 2
MESSAGES, QUICK_MESSAGES = 10_000, 200
LENGTH = 40
BATCH = 8
FOUND, UNKNOWN = "!순서", "!룰렛 돌려주세요"

LOOPED = "gate through its loop"

Samples = defaultdict[str, list[float]]


class Run:
    """Everything measured, round by round."""

    def __init__(self, brain: Brain, chat: Chat) -> None:
        self._chat = chat
        self._triager, self._understander = brain.triager, brain.understander
        gate, full = Stage(brain, WithoutTriage()), Stage(brain, brain.triager)
        self._socket = Stage(brain, WithoutTriage())
        self._full = full
        self._routes = {
            "floor": Route(floor),
            "lean floor": Route(lean_floor),
            "gate": Route(gate.hear, gate.settle),
        }
        self._triaged = {"gate + triage": Route(full.hear, full.settle)}
        typed = {size: Stage(brain, WithoutTriage()) for size in (1, 30)}
        self._commands = {
            f"{size} commands": Route(stage.hear, stage.settle, partial(command_table, size))
            for size, stage in typed.items()
        }
        self._typed = chat.commands((FOUND, UNKNOWN), len(chat.lines) // 2)
        said = " ".join(line.text for line in chat.lines)
        self._texts = [said[at : at + LENGTH] for at in range(0, len(said) - LENGTH, LENGTH)]
        self._suspects = [x.text for x in chat.lines if self._triager.suspects(x.text)]
        self.samples: Samples = defaultdict(list)

    def _triage_all(self, texts: list[str]) -> None:
        for text in texts:
            self._triager.triage(text)

    async def round(self, number: int, others: list[peers.Peer]) -> None:
        """One pass over everything. Raises PeerError."""
        frames = self._chat.raw(self._chat.lines)
        typed = self._chat.raw(self._typed)
        gc.collect()
        measured = await interleaved(self._routes, frames)
        measured |= await interleaved(self._triaged, frames)
        measured[LOOPED] = await through_socket(self._socket, frames)
        measured |= {peer.name: peer.round() for peer in others}
        # Whoever goes second finds warmer caches, so they take turns.
        order = dict(sorted(self._commands.items(), reverse=number % 2 == 0))
        measured |= await interleaved(order, typed)
        median, worst = per_call(self._triager.suspects, self._texts)
        measured |= {"triage 1 median": median, "triage 1 p99": worst}
        measured["suspects"] = 100 * len(self._suspects) / len(frames)
        measured["triage of a suspect"] = per_text(self._triage_all, self._suspects, BATCH)
        read = self._understander.read_many
        measured["reading"] = per_text(read, self._full.let_through, BATCH)
        for name, figure in measured.items():
            self.samples[name].append(figure)


def median(samples: Samples, name: str) -> float:
    return statistics.median(samples[name])


def ratio(samples: Samples, name: str, to: str) -> float:
    """Median over the rounds of one's cost in terms of the other's in the same round."""
    return statistics.median(a / b for a, b in zip(samples[name], samples[to], strict=True))


def findings(samples: Samples) -> list[Finding]:
    """The goals of LoveLM's own path."""
    own = [
        Finding("", "floor: typed decode of the whole frame + await", median(samples, "floor"), "µs", note=FLOOR),
        Finding("", "lean floor: only the fields LoveLM reads", median(samples, "lean floor"), "µs"),
        at_most("1", "raw frame → gated event", median(samples, "gate"), "µs", 12, GATE),
        at_most("1", "… in terms of the floor", ratio(samples, "gate", "floor"), "×", 3.5),
        Finding("1", "… in terms of the lean floor", ratio(samples, "gate", "lean floor"), "×"),
        Finding("1", "… through the session's own receive loop", median(samples, LOOPED), "µs", note=LOOP),
        Finding("1b", "raw frame → gated event, with triage", median(samples, "gate + triage"), "µs", note=TRIAGE),
        at_most("1b", f"triage stage 1, {LENGTH} characters, median", median(samples, "triage 1 median"), "µs", 5, CALLS),
        at_most("1b", f"triage stage 1, {LENGTH} characters, p99", median(samples, "triage 1 p99"), "µs", 20, CALLS),
        Finding("1b", "… share of frames that goes on to stage 2", median(samples, "suspects"), "%"),
        Finding("1b", "… triage of one that does, both stages", median(samples, "triage of a suspect"), "µs"),
        at_most("1c", "classifier and reading, a message", median(samples, "reading"), "µs", 200, READING),
        at_most("2", "30 commands against 1", 100 * ratio(samples, "30 commands", "1 commands") - 100, "%", 10, COMMANDS),
    ]  # fmt: skip
    return own


def compared(samples: Samples, others: list[peers.Peer], why: str) -> list[Finding]:
    """The peers' figures; when there are none, `why`."""
    versions = {peer.name: peer.version for peer in others}
    found = []
    for name, least in peers.PEERS.items():
        measure = f"{name} {versions.get(name, '')}".strip() + ": raw frame → handler"
        if name not in samples:
            found.append(Finding("1", measure, None, "", note=why))
            continue
        note = NOTES.get(name.split()[0], TWITCHIO)
        times = ratio(samples, name, "gate")
        found += [
            Finding("1", measure, median(samples, name), "µs", note=note),
            Finding("1", "… in terms of LoveLM", times, "×")
            if least is None
            else at_least("1", "… in terms of LoveLM", times, "×", least),
            Finding(
                "1", "… in terms of LoveLM through its loop", ratio(samples, name, LOOPED), "×"
            ),
        ]
    return found


async def unanswered(brain: Brain, chat: Chat, count: int) -> list[Finding]:
    """Goal 3."""
    calls = await no_reply.calls_for(no_reply.silent(brain, chat.lines, count))
    what = f"{count:,} messages without a reply"
    return [
        *(at_most("3", f"{what}: {kind} calls", calls[kind], "", 0, SILENT) for kind in CALLED),
        Finding("3", f"{what}: batches of the chat log", calls["log batches"], "", note=SILENT),
    ]


async def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    quick = chosen.quick
    brain = build_brain("러블름", EmbeddedResponder())
    chat = Chat(QUICK_FRAMES if quick else FRAMES)
    run = Run(brain, chat)
    rounds = chosen.rounds or (QUICK_ROUNDS if quick else ROUNDS)
    others: list[peers.Peer] = []
    why = "left out of a quick run"
    with ExitStack() as stack:
        if not quick:
            file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "frames"
            file.write_bytes(b"\n".join(chat.raw(chat.lines)))
            try:
                others = stack.enter_context(peers.running(file))
            except peers.PeerError as error:
                why = str(error)
        await run.round(0, [])  # warms everything up
        run.samples.clear()
        gc.collect()
        gc.freeze()
        for number in range(rounds):
            await run.round(number, others)
    gc.unfreeze()
    found = [
        *findings(run.samples),
        *compared(run.samples, others, why),
        *await unanswered(brain, chat, QUICK_MESSAGES if quick else MESSAGES),
    ]
    print(table(found))
    print(
        f"\nCPU time, medians of {rounds} interleaved rounds over {len(chat.lines):,} frames; {GC}"
    )
    about = {
        "rounds": rounds,
        "frames": len(chat.lines),
        "peers": {p.name: p.version for p in others},
    }
    write(chosen.json, found, dict(run.samples), about)
    print(f"Written: {chosen.json}")


CALLED = ("database", "redis", "model")
GC = (
    "garbage collection stays on; what exists before the rounds is frozen, "
    "so each path pays for its own garbage only."
)
FLOOR = (
    "msgspec into structs with every documented field of the frame, awaited into an empty handler."
)
GATE = (
    "Decode, parse, dedupe, commands, cooldown, cheap scoring, log append, awaited; no triage, "
    "no classifier. Between chunks of 50 frames (2.5 s of chat) the gate is emptied, untimed."
)
LOOP = (
    "EventSubSocket._listen over text, with the receive time-out of each frame; sockets left out."
)
TRIAGE = (
    "Stage 1 for every frame, stage 2 for the suspects among them, on the way as in production."
)
CALLS = (
    "Wall time of single calls less the timer's own, over 40-character cuts of the same chat; "
    "median of the rounds."
)
READING = (
    f"Lines the cheap score let through, read {BATCH} at a time: classifier, lexicon, film wish."
)
COMMANDS = f"Frames that type {FOUND} (found) and {UNKNOWN.split()[0]} (unknown) in turn; tables of 1 and 30."
TWITCHIO = (
    "Its own Websocket._listen over the same frames as text, tasks and all; the rich objects are "
    "part of what it does. LoveLM is fed bytes without a socket loop, or text through its own."
)
NONEBOT = (
    "No Twitch adapter exists: a minimal one of ours (json.loads, a pydantic event of six fields) "
    "over the first 300 frames, 1 on_message matcher, no socket loop; a log line an event as "
    "shipped, or logging off."
)
ASTRBOT = (
    "PipelineScheduler.execute as shipped with a message of ours from json.loads, over the first 300 "
    "frames, none of them for it; no socket loop, no event bus, no log; its limit of 30 messages a "
    "minute is lifted."
)
NOTES = {"nonebot2": NONEBOT, "AstrBot": ASTRBOT}
SILENT = "Composed application with its loops running, SQLite; the log is written behind."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help=f"default {ROUNDS}")
    parser.add_argument("--json", type=Path, metavar="FILE", default=Path("build/bench/gate.json"))
    parser.add_argument("--quick", action="store_true", help="seconds, without the peers")
    asyncio.run(main(parser.parse_args()))
