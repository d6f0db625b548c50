"""How well a classifier understands labelled lines."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigError
from core.labels import Emotion, Intent, Situation
from core.understanding.reading import Reading
from core.understanding.understander import Understander


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line with what it means; `emotions` are one or two that fit, best first."""

    text: str
    emotions: tuple[Emotion, ...]
    intent: Intent
    situation: Situation | None


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one class, 0 to 1, and how many lines are of it."""

    precision: float
    recall: float
    f1: float
    lines: int


@dataclass(frozen=True, slots=True)
class Report:
    """Shares, 0 to 1. `confusion[wanted][read]` counts lines by their best emotion.

    A top-1 or top-2 hit is any emotion that fits; a situation is right, wrong, or left open.
    """

    lines: int
    intent: float
    top1: float
    top2: float
    love_top1: float
    love_top2: float
    situation_right: float
    situation_wrong: float
    classes: dict[Emotion, Score]
    confusion: dict[Emotion, Counter[Emotion]]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that occur."""
        found = [score.f1 for score in self.classes.values() if score.lines]
        return sum(found) / len(found)


def read_labelled(path: Path) -> list[Labelled]:
    """Lines of a `{"text", "emotion", "intent", "situation"}` file.

    Raises ConfigError when it is missing, empty or labelled otherwise.
    """
    try:
        rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
        lines = [
            Labelled(
                row["text"],
                tuple(map(Emotion, row["emotion"])),
                Intent(row["intent"]),
                Situation(row["situation"]) if row["situation"] else None,
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(str(path), f"unreadable test lines ({error})", "name another") from error
    if not lines:
        raise ConfigError(str(path), "holds no line", "name another")
    return lines


def evaluate(lines: Sequence[Labelled], understander: Understander) -> Report:
    """Read every line and compare."""
    readings = understander.read_many([line.text for line in lines])
    pairs = list(zip(lines, readings, strict=True))
    love = [pair for pair in pairs if pair[0].situation]
    confusion = {emotion: Counter[Emotion]() for emotion in Emotion}
    for line, reading in pairs:
        confusion[line.emotions[0]][_credited(line, reading.emotion)] += 1

    return Report(
        lines=len(lines),
        intent=_share([reading.intent is line.intent for line, reading in pairs]),
        top1=_hits(pairs, 1),
        top2=_hits(pairs, 2),
        love_top1=_hits(love, 1),
        love_top2=_hits(love, 2),
        situation_right=_share([r.situation is line.situation for line, r in love]),
        situation_wrong=_share([r.situation not in (None, line.situation) for line, r in love]),
        classes={emotion: _score(confusion, emotion) for emotion in Emotion},
        confusion=confusion,
    )


def _credited(line: Labelled, read: Emotion) -> Emotion:
    """The first label where any of them was read: a line of two is right by either."""
    return line.emotions[0] if read in line.emotions else read


def _hits(pairs: Sequence[tuple[Labelled, Reading]], best: int) -> float:
    return _share(
        [any(e in line.emotions for e, _ in read.emotions[:best]) for line, read in pairs]
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _score(confusion: dict[Emotion, Counter[Emotion]], emotion: Emotion) -> Score:
    right = confusion[emotion][emotion]
    wanted = confusion[emotion].total()
    read = sum(row[emotion] for row in confusion.values())
    precision = right / read if read else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * right / (read + wanted) if right else 0.0
    return Score(precision, recall, f1, wanted)
