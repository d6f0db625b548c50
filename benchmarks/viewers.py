"""Many viewers of a room in one process: `python -m benchmarks.viewers URL --viewers N …`.

Bare sockets, since they share the machine with the server that is measured. Prints `begin` and
`end` around what is measured, then one line of JSON.
"""

import argparse
import asyncio
import gc
import json
import random
import resource
import sys
import time
from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.frames import Chat
from benchmarks.server import many_files
from benchmarks.sockets import Audience, Viewer

REMEMBERED = 500
PERCENTS = (50, 95, 99, 100)
# How long answers to the last line may take.
AFTERWARDS = 3.0


@dataclass
class Hall:
    """What all viewers know together: each line's way to everybody, and its answer."""

    sent: dict[int, float] = field(default_factory=dict)
    # Milliseconds of every line at every viewer, and when each was there at the last.
    echoes: "array[float]" = field(default_factory=lambda: array("f"))
    last: dict[int, float] = field(default_factory=dict)
    answers: dict[int, float] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    frames: int = 0
    bytes: int = 0
    deflated: int = 0
    closed: int = 0
    _known: dict[bytes, tuple[int, ...]] = field(default_factory=dict)

    def heard(self, payload: bytes, now: float) -> None:
        """One viewer got a frame; everybody gets the same, so it is read once."""
        self.frames += 1
        numbers = self._known.get(payload)
        if numbers is None:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            numbers = self._known[payload] = tuple(self._read(payload, now))
        for number in numbers:
            self.echoes.append((now - self.sent[number]) * 1e3)
            self.last[number] = now

    def _read(self, payload: bytes, now: float) -> list[int]:
        """The lines of ours in a frame; answers in it are noted."""
        lines = []
        for event in json.loads(payload):
            if event["type"] == "chat":
                number = int(event["text"].rpartition(" ")[2])
                self.ids[event["id"]] = number
                lines.append(number)
            elif event["type"] == "reply" and event["in_reply_to"] in self.ids:
                self.answers.setdefault(self.ids[event["in_reply_to"]], now)
        return lines


async def talk(hall: Hall, viewers: list[Viewer], rate: float, seconds: float) -> list[float]:
    """So many lines a second, each by another viewer than the one before it; how late this
    process was with each, in seconds."""
    luck = random.Random(12)
    lines = Chat(int(rate * seconds)).lines
    late = []
    began = time.perf_counter()
    for number, line in enumerate(lines):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        now = hall.sent[number] = time.perf_counter()
        late.append(now - due)
        luck.choice(viewers).say(f"{line.text} {number}")
    return late


async def everywhere(hall: Hall, expected: int) -> None:
    """Return when every line is at every viewer, or will not be."""
    async with asyncio.timeout(30.0):
        while len(hall.echoes) < expected:  # noqa: ASYNC110 - what is measured sets no event
            await asyncio.sleep(0.02)


def percentiles(figures: Any, scale: float = 1.0) -> dict[str, float]:
    if not len(figures):
        return {}
    found = np.percentile(np.asarray(figures), PERCENTS) * scale
    return {f"p{percent}": float(x) for percent, x in zip(PERCENTS, found, strict=True)}


async def main(chosen: argparse.Namespace) -> dict[str, Any]:
    hall = Hall()
    began = time.perf_counter()
    audience = Audience(hall)
    await audience.enter(chosen.url, chosen.viewers, chosen.deflate)
    viewers = audience.viewers
    connecting = time.perf_counter() - began
    await asyncio.sleep(1.0)
    hall.bytes = hall.frames = 0
    gc.collect()
    gc.freeze()
    print("begin", flush=True)
    usage = time.process_time()
    began = time.perf_counter()
    late = await talk(hall, viewers, chosen.rate, chosen.seconds)
    expected = len(late) * len(viewers)
    try:
        await everywhere(hall, expected)
    except TimeoutError:
        print("some lines never came everywhere", file=sys.stderr)
    took = time.perf_counter() - began
    print("end", flush=True)
    usage = time.process_time() - usage
    await asyncio.sleep(AFTERWARDS)
    closed = hall.closed
    audience.leave()
    whole = [hall.last[number] - at for number, at in hall.sent.items() if number in hall.last]
    answers = [hall.answers[number] - hall.sent[number] for number in hall.answers]
    return {
        "viewers": len(viewers), "rate": chosen.rate, "seconds": took, "connecting_s": connecting,
        "lines": len(late), "deliveries": len(hall.echoes), "missing": expected - len(hall.echoes),
        "frames": hall.frames, "bytes": hall.bytes, "deflated": hall.deflated, "closed": closed,
        "echo_ms": percentiles(hall.echoes), "everywhere_ms": percentiles(whole, 1e3),
        "answers": len(answers), "answer_s": percentiles(answers),
        "own_lateness_ms": percentiles(late, 1e3), "own_cpu": 100 * usage / took,
        "own_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.viewers", description=__doc__)
    parser.add_argument("url", metavar="URL", help="the room's")
    parser.add_argument("--viewers", type=int, default=100, metavar="N")
    parser.add_argument("--rate", type=float, default=10.0, metavar="LINES", help="a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--deflate", action="store_true", help="offer compression, as browsers do")
    many_files()
    print(json.dumps(asyncio.run(main(parser.parse_args()))))
