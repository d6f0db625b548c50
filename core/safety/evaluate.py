"""Measure crisis triage: `python -m core.safety.evaluate FILE... --nsmc reviews.tsv.gz`."""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.safety.levels import Kind, Level
from core.safety.triage import Triager


@dataclass(frozen=True, slots=True)
class Missed:
    """A labelled line that triage took for the other side."""

    text: str
    level: Level
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Report:
    """Counts over labelled lines: caught of all, by `level` or `level/kind`."""

    recall: dict[str, tuple[int, int]]
    false_alarms: tuple[int, int]
    missed: tuple[Missed, ...]


def evaluate(path: Path, triager: Triager | None = None) -> Report:
    """Judge every line of a `{"text", "level", "kind"}` file; any crisis verdict is a catch."""
    triager = triager or Triager.load()
    caught: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed = []
    for raw in path.read_text("utf-8").splitlines():
        row = json.loads(raw)
        level = Level(row["level"])
        kind = None if row["kind"] is None else Kind(row["kind"])
        crisis = triager.triage(row["text"]).crisis
        name = "none" if kind is None else f"{level}/{kind}"
        total[name] += 1
        caught[name] += crisis
        if crisis == (kind is None):
            missed.append(Missed(row["text"], level, kind))
    alarms = (caught.pop("none", 0), total.pop("none", 0))
    return Report({name: (caught[name], total[name]) for name in total}, alarms, tuple(missed))


def alarms(texts: Iterable[str], triager: Triager | None = None) -> tuple[int, int]:
    """How many of `texts` raise an alarm, and how many there are."""
    triager = triager or Triager.load()
    raised = total = 0
    for text in texts:
        total += 1
        raised += triager.triage(text).crisis
    return raised, total


def _reviews(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        for row in file:
            yield row.rstrip("\n").split("\t")[2]


def main() -> None:
    """Print recall by kind for each file, and false alarms on film reviews."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--nsmc", type=Path, help="reviews.tsv.gz: an unlabelled set of no crises")
    options = parser.parse_args()
    triager = Triager.load()
    for path in options.files:
        report = evaluate(path, triager)
        print(path)
        for name, (caught, total) in report.recall.items():
            print(f"  {name:28} {caught:5}/{total:<5} {caught / total:.3f}")
        raised, total = report.false_alarms
        print(f"  {'false alarms':28} {raised:5}/{total:<5} {raised / max(total, 1):.3f}")
        for miss in report.missed:
            print(f"    {miss.level}: {miss.text}")
    if options.nsmc:
        raised, total = alarms(_reviews(options.nsmc), triager)
        print(f"film reviews: {raised}/{total} = {raised / total:.4%}")


if __name__ == "__main__":
    main()
