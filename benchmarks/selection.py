"""Which lines deserve an answer: `python -m benchmarks.selection [--json FILE] [--misses]`."""

import argparse
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from adapters.models.embedded import EmbeddedResponder
from benchmarks.report import Finding, at_least, at_most, table, write
from bots import requests
from bots.brain import Brain, build_brain
from bots.commands.gate import event_of
from core import understanding
from core.gate.gate import GateSettings
from core.gate.replay import Replay
from core.turns import Reason, Turn

STREAMS = Path(__file__).parents[1] / "tests" / "core" / "gate_streams"
WORRIES = Path(understanding.__path__[0]) / "data" / "typical.jsonl"
KINDS = ("unseen", "kept", "tuned")


class Line(requests.Heard):
    """A line of a stream as `lovelm gate` reads it, and what a listener would do with it.

    Lines with one `same` ask the same, lines with one `worry` are pieces of one.
    """

    deserves: bool = False
    same: str = ""
    worry: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A stream and its turns; `answered` holds the ids of all lines that got an answer, but for
    `disclosures`, which triage answers before the gate sees them."""

    lines: list[Line]
    turns: list[Turn]
    answered: frozenset[str]
    disclosures: frozenset[str]

    def counts(self) -> Counter[str]:
        """Lines by `hit`, `false`, `missed`, `left` and `disclosure`."""
        return Counter(self.outcome(line) for line in self.lines)

    def outcome(self, line: Line) -> str:
        if str(line.id) in self.disclosures:
            return "disclosure"
        if str(line.id) in self.answered:
            return "hit" if line.deserves else "false"
        return "missed" if line.deserves else "left"


def load(path: Path) -> list[Line]:
    """The lines of a stream. Raises msgspec.ValidationError."""
    decode = msgspec.json.Decoder(Line).decode
    return [decode(row) for row in path.read_bytes().splitlines()]


def play(brain: Brain, lines: list[Line], every: float = 0.0) -> Played:
    """Put `lines` through a gate of their own, an answer every `every` seconds at most."""
    turns: list[Turn] = []
    replay = Replay(
        brain.gate(GateSettings()),
        brain.triager,
        brain.understander,
        every,
        lambda turn, _: turns.append(turn),
    )
    for line in lines:
        replay.hear(event_of(str(line.id), line))
    replay.finish()
    answered = {id for turn in turns for id in turn.event_ids}
    # Whoever asked the same has been answered with the one who was.
    groups = {line.same for line in lines if line.same and line.id in answered}
    answered |= {str(line.id) for line in lines if line.same in groups}
    fixed = {id for turn in turns if turn.reason is Reason.CRISIS for id in turn.event_ids}
    return Played(lines, turns, frozenset(answered), frozenset(fixed))


def precision(counts: Counter[str]) -> float:
    return counts["hit"] / max(1, counts["hit"] + counts["false"])


def recall(counts: Counter[str]) -> float:
    return counts["hit"] / max(1, counts["hit"] + counts["missed"])


def f1(counts: Counter[str]) -> float:
    return 2 * counts["hit"] / max(1, 2 * counts["hit"] + counts["false"] + counts["missed"])


def joined(played: Played) -> tuple[int, int]:
    """How many worries in pieces became one turn, and how many there are."""
    pieces = [line for line in played.lines if line.worry]
    worries = [
        {str(line.id) for line in group}
        for _, group in groupby(sorted(pieces, key=_worry), key=_worry)
    ]
    turns = [set(turn.event_ids) for turn in played.turns]
    return sum(any(worry <= turn for turn in turns) for worry in worries), len(worries)


def _worry(line: Line) -> str:
    return line.worry


def grouped(played: Played) -> tuple[int, int]:
    """How many lines that ask what one before them asked cost no turn, and how many there are."""
    first = {turn.id for turn in played.turns}
    asked = [line for line in played.lines if line.same]
    again = len(asked) - len({line.same for line in asked})
    turns = sum(str(line.id) in first for line in asked)
    return len(asked) - turns, again


def gifts(played: Played) -> tuple[int, int]:
    """How many donations were answered, and how many there are."""
    given = [str(line.id) for line in played.lines if line.donation]
    return len(played.answered.intersection(given)), len(given)


def loud(say: Callable[[int], str], minutes: int = 20) -> list[Line]:
    """One viewer who says `say(n)` every three seconds among thirty who each tell worries of
    their own, one a second between them."""
    worries = [json.loads(row)["text"] for row in WORRIES.read_text("utf-8").splitlines()]
    lines = []
    for second in range(minutes * 60):
        text = worries[second % len(worries)]
        lines.append(Line(id=f"q{second}", t=second, viewer=f"v{second % 30}", text=text))
        if second % 3 == 0:
            lines.append(Line(id=f"l{second}", t=second + 0.5, viewer="loud", text=say(second)))
    return lines


def shares(turns: Iterable[Turn]) -> Counter[str]:
    """Answers by viewer, what somebody gave and disclosures left out."""
    return Counter(t.viewer.id for t in turns if not t.support and t.reason is not Reason.CRISIS)


def jain(counts: Sequence[int]) -> float:
    """Jain's index of fairness: 1 when all got the same, 1/n when one got everything."""
    return sum(counts) ** 2 / (len(counts) * sum(n * n for n in counts)) if counts else 1.0


def judged(brain: Brain, kind: str) -> tuple[list[Finding], list[str]]:
    """The figures over the streams of one kind, and the lines judged otherwise."""
    total: Counter[str] = Counter()
    found: list[Finding] = []
    misses: list[str] = []
    tallies = {"donations answered": gifts, "worries in pieces joined": joined, "repeats grouped": grouped}  # fmt: skip
    sums = dict.fromkeys(tallies, (0, 0))
    for path in sorted((STREAMS / kind).glob("*.jsonl")):
        played = play(brain, load(path))
        counts = played.counts()
        total += counts
        found.append(
            Finding(kind, f"{path.stem}: F1 of {len(played.lines):,} lines", f1(counts), "")
        )
        misses += [
            f"{played.outcome(line):6} {path.stem:7} {line.viewer}: {line.text}"
            for line in played.lines
            if played.outcome(line) in ("false", "missed")
        ]
        for name, tally in tallies.items():
            done, of = tally(played)
            sums[name] = sums[name][0] + done, sums[name][1] + of
    found += [
        Finding(kind, "precision", precision(total), ""),
        Finding(kind, "recall", recall(total), ""),
        at_least(kind, "F1", f1(total), "", 0.85),
        Finding(kind, "left to triage", total["disclosure"], "lines"),
    ]
    for name, (done, of) in sums.items():
        if not of:
            continue
        least = 1.0 if name == "donations answered" else 0.8
        found.append(at_least(kind, f"{name}, of {of}", done / of, "", least))
    return found, misses


def fair(brain: Brain) -> list[Finding]:
    """How much of the stream the loudest viewer gets, whichever way they ask."""
    found = []
    for way, say in LOUD.items():
        for every in (2.0, 5.0):
            turns = play(brain, loud(say), every).turns
            counts = shares(turns)
            others = [counts[f"v{n}"] for n in range(30)]
            about = f"loud by {way}, an answer every {every:g} s"
            found += [
                at_most("fair", f"{about}: share of {len(turns)}", 100 * counts["loud"] / counts.total(), "%", 10),
                Finding("fair", "… Jain's index among the others", jain(others), ""),
            ]  # fmt: skip
    return found


def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    brain = build_brain("러블름", EmbeddedResponder())
    found: list[Finding] = []
    for kind in KINDS:
        figures, misses = judged(brain, kind)
        found += figures
        if chosen.misses and kind == "tuned":
            print("\n".join(misses))
    found += fair(brain)
    print(table(found))
    write(chosen.json, found, {}, {})


LOUD: dict[str, Callable[[int], str]] = {
    "chat": lambda n: f"남친이 또 {n}번째로 읽씹해요 어떡하죠 {n}",
    "command": lambda n: f"!상담 고백할까요 말까요 {n}",
    "mention": lambda n: f"온유야 나 오늘 {n}번 울었어",
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.selection", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="the tuned streams' misjudged lines")
    parser.add_argument("--json", type=Path, default=Path("build/bench/selection.json"))
    main(parser.parse_args())
