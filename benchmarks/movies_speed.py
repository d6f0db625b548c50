"""Time and memory of a recommendation: `python -m benchmarks.movies_speed [--sizes 5000,60000]`."""

import argparse
import gc
import json
import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.film_made import write_films
from benchmarks.film_rankers import earlier_request
from benchmarks.report import Finding, at_most, table, write
from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.rank import Recommender, Request

# Films → (p95 in milliseconds, megabytes).
GATES = {5_000: (1.0, 20.0), 60_000: (1.5, 150.0), 1_000_000: (8.0, 700.0)}
REQUESTS, TIMES = 200, 5
# The earlier formula keeps a square matrix: beyond this it does not fit in memory.
MOST_EARLIER = 5_000


def measure(path: Path, size: int) -> list[Finding]:
    """One catalogue in this process, which has done nothing before."""
    Recommender(Catalogue.load()).recommend(Request(emotion=Emotion.SADNESS))
    gc.collect()
    before, start = _resident(), time.perf_counter()
    catalogue = Catalogue.load(path)
    read = time.perf_counter()
    recommender = Recommender(catalogue)
    built = time.perf_counter()
    gc.collect()
    likes = _timed(recommender.recommend, _requests(size, lambda _: None))
    felt = _timed(recommender.recommend, _requests(size, lambda place: [*Emotion][place % 9]))
    memory = _resident() - before
    fastest, most = GATES.get(size, (np.inf, np.inf))
    what = f"{size:,} films"
    return [
        at_most("speed", f"{what}: five likes, p95 of each request's best", likes[0], "ms", fastest, BEST),
        Finding("speed", "… p95 of all", likes[1], "ms", note=ALL),
        at_most("speed", f"{what}: five likes and a feeling, p95 of each request's best", felt[0], "ms", fastest, BEST),
        at_most("speed", f"{what}: resident memory", memory, "MB", most, MEMORY),
        Finding("speed", "… reading the file", read - start, "s"),
        Finding("speed", "… building the index", built - read, "s"),
    ]  # fmt: skip


def measure_earlier(path: Path) -> list[Finding]:
    """The earlier chatbot's formula as it ran: everything fitted anew for each request."""
    films = list(Catalogue.load(path))
    before = _resident()
    samples = []
    for place in range(5):
        start = time.perf_counter()
        earlier_request(films, place)
        samples.append(1000 * (time.perf_counter() - start))
    memory = _resident() - before
    return [
        Finding("speed", f"earlier formula, {len(films):,} films: median", float(np.median(samples)), "ms"),
        Finding("speed", "… resident memory after", memory, "MB"),
    ]  # fmt: skip


def _requests(size: int, feeling: Callable[[int], Emotion | None]) -> list[Request]:
    chance = random.Random(2)
    return [
        Request(
            likes=tuple(str(int(size * chance.random() ** 3)) for _ in range(5)),
            emotion=feeling(place),
            max_rating="any",
        )
        for place in range(REQUESTS)
    ]


def _timed(answer: Callable[[Request], object], requests: list[Request]) -> tuple[float, float]:
    """(95th percentile of each request's best time, of all times), milliseconds."""
    for request in requests[:20]:
        answer(request)
    samples = np.zeros((len(requests), TIMES))
    for turn in range(TIMES):
        for place, request in enumerate(requests):
            start = time.perf_counter()
            answer(request)
            samples[place, turn] = 1000 * (time.perf_counter() - start)
    return float(np.quantile(samples.min(axis=1), 0.95)), float(np.quantile(samples, 0.95))


def _resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    found: list[Finding] = []
    with tempfile.TemporaryDirectory() as name:
        for size in map(int, chosen.sizes.split(",")):
            path = write_films(Path(name) / f"{size}.jsonl", size)
            found += _apart(path, size, "ours")
            if size <= MOST_EARLIER:
                found += _apart(path, size, "earlier")
            path.unlink()
    print(table(found))
    write(chosen.json, found, {}, {"films": "made up, seeded"})
    print(f"Written: {chosen.json}")


def _apart(path: Path, size: int, whose: str) -> list[Finding]:
    """In a process of its own, so that memory is what one catalogue takes."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.movies_speed",
        "--one",
        str(path),
        "--whose",
        whose,
    ]
    done = subprocess.run(
        [*command, "--sizes", str(size)], check=True, capture_output=True, text=True
    )
    return [Finding(**row) for row in json.loads(done.stdout)]


BEST = "Wall time; each request asked five times, in turns, its fastest counted: other work on the machine stays out."
ALL = "Wall time with whatever else the machine did."
MEMORY = "Resident set after the requests less that before reading the file; packaged films loaded before."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.movies_speed", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, GATES)), metavar="N,N")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("build/bench/movies_speed.json")
    )
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--whose", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is None:
        main(arguments)
    else:
        own = arguments.whose == "ours"
        rows = (
            measure(arguments.one, int(arguments.sizes)) if own else measure_earlier(arguments.one)
        )
        print(json.dumps([asdict(row) for row in rows]))
