"""Crisis triage measured on labelled lines, against its goals."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from core.errors import ConfigError
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
    """Counts over labelled lines: caught of all, by `level/kind`."""

    recall: dict[str, tuple[int, int]]
    false_alarms: tuple[int, int]
    missed: tuple[Missed, ...]

    @classmethod
    def empty(cls) -> Self:
        """The report on no line."""
        return cls({}, (0, 0), ())

    def __add__(self, other: "Report") -> "Report":
        return Report(
            {
                name: _sum(self.recall.get(name, (0, 0)), other.recall.get(name, (0, 0)))
                for name in {**self.recall, **other.recall}
            },
            _sum(self.false_alarms, other.false_alarms),
            self.missed + other.missed,
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """What a share of lines must reach, or with `at_most` not exceed; `kinds` of Report.recall."""

    name: str
    bound: float
    kinds: tuple[str, ...] = ()
    at_most: bool = False

    def count(self, report: Report) -> tuple[int, int]:
        """Lines caught, and all of these kinds; of false alarms where no kind is named."""
        if not self.kinds:
            return report.false_alarms
        found = [report.recall.get(kind, (0, 0)) for kind in self.kinds]
        return sum(hit for hit, _ in found), sum(total for _, total in found)


def evaluate(path: Path, triager: Triager | None = None) -> Report:
    """Judge every line of a `{"text", "level", "kind"}` file; any crisis verdict is a catch.

    Raises ConfigError when the file is missing or labelled otherwise.
    """
    triager = triager or Triager.load()
    caught: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed = []
    for text, level, kind in _labelled(path):
        crisis = triager.triage(text).crisis
        name = "none" if kind is None else f"{level}/{kind}"
        total[name] += 1
        caught[name] += crisis
        if crisis == (kind is None):
            missed.append(Missed(text, level, kind))
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


def _labelled(path: Path) -> list[tuple[str, Level, Kind | None]]:
    try:
        rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
        return [
            (row["text"], Level(row["level"]), Kind(row["kind"]) if row["kind"] else None)
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(str(path), f"unreadable test lines ({error})", "name another") from error


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


GOALS = (
    Goal("explicit, first person", 0.99, ("explicit/self_harm",)),
    Goal("indirect, slang, typos, first person", 0.90, ("indirect/self_harm",)),
    Goal("third person", 0.90, ("indirect/third_person",)),
    Goal(
        "dating violence, stalking, extortion, minors",
        0.95,
        (
            "violence/dating_violence",
            "violence/stalking",
            "violence/sexual_extortion",
            "violence/minor",
        ),
    ),
    Goal("  dating violence", 0.95, ("violence/dating_violence",)),
    Goal("  stalking", 0.95, ("violence/stalking",)),
    Goal("  sexual extortion", 0.95, ("violence/sexual_extortion",)),
    Goal("  minors", 0.95, ("violence/minor",)),
    Goal("false alarms: hard idioms and love worries", 0.02, at_most=True),
)
