"""Goal 10: how fast the command line answers and what an idle process holds. Linux.

`python -m benchmarks.start`. In an environment of its own with what `make run` installs, the lock
for running and nothing else, since tools for tests are imported by libraries that find them.
"""

import argparse
import asyncio
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.peers import PeerError, environment
from benchmarks.report import Finding, at_most, table, write
from benchmarks.server import MEGABYTE, ROOT, memory, running

LOCK = ROOT / "requirements" / "run.lock"
ROUNDS, QUICK_ROUNDS = 15, 3
# After which it has opened, loaded and migrated everything.
SETTLED = 5.0
HELP, IDLE = 200.0, 150.0


def prepare() -> Path:
    """The environment's Python. Raises PeerError."""
    lock = ("--require-hashes", "-r", str(LOCK))
    ours = ("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    return environment("run", LOCK.read_text("utf-8"), lock, ours)


def took(*command: str) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return (time.perf_counter() - began) * 1e3


def loaded(process: int) -> str:
    """The libraries that it has in its memory."""
    return Path(f"/proc/{process}/maps").read_text("utf-8")


async def idle(python: Path) -> dict[str, float]:
    """Megabytes of an idle process by kind, and seconds until it served."""
    found = {}
    began = time.perf_counter()
    async with running(python=python) as server:
        found["ready"] = time.perf_counter() - began
        await asyncio.sleep(SETTLED)
        for kind in ("Rss", "Anonymous", "Pss"):
            found[kind] = memory(server.process, kind) / MEGABYTE
        found["torch"] = float(loaded(server.process).count("/torch/"))
    return found


async def main(chosen: argparse.Namespace) -> None:
    try:
        python = prepare()
    except PeerError as error:
        found = [Finding("10", "start and idle memory", None, "", note=str(error))]
        print(table(found))
        return write(chosen.json, found, {}, {})
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    lovelm = str(python.with_name("lovelm"))
    samples: dict[str, list[float]] = {"help": [], "python": []}
    for _ in range(rounds):
        samples["help"].append(took(lovelm, "--help"))
        samples["python"].append(took(str(python), "-c", "pass"))
    for _ in range(QUICK_ROUNDS):
        for name, figure in (await idle(python)).items():
            samples.setdefault(name, []).append(figure)
    mid = {name: statistics.median(figures) for name, figures in samples.items()}
    found = [
        at_most("10", "lovelm --help", mid["help"], "ms", HELP),
        Finding("10", "… of it Python itself", mid["python"], "ms"),
        Finding("10", "lovelm run: until it serves", mid["ready"], "s"),
        at_most("10", "an idle process, resident", mid["Rss"], "MB", IDLE, RESIDENT),
        Finding("10", "… of it its own (anonymous)", mid["Anonymous"], "MB"),
        at_most("10", "… parts of torch in it", mid["torch"], "", 0),
    ]
    print(table(found))
    print(f"\nWall time, medians of {rounds} rounds; memory: of {QUICK_ROUNDS} processes")
    write(chosen.json, found, samples, {"rounds": rounds})


RESIDENT = (
    "The room and every part of it, SQLite, no platform; the rest of it are libraries' files."
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", default=Path("build/bench/start.json"))
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    asyncio.run(main(parser.parse_args()))
