"""Measure moderation: `python -m core.safety.evaluate_moderation DATA --kept KEPT.jsonl`.

DATA holds the public sets in folders: curse_2runo/dataset.txt.gz (github.com/2runo/
Curse-detection-data), beep_hate/dev.tsv.gz (github.com/kocohub/korean-hate-speech),
nsmc_raw/reviews.tsv.gz (github.com/e9t/nsmc), songys_chatbot/ChatbotData.csv.gz
(github.com/songys/Chatbot_data).
"""

import argparse
import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from core.errors import ConfigError
from core.safety.moderation import Moderation
from core.safety.verdict import Severity, Verdict

WORRIES = Path(__file__).parent.parent / "understanding" / "data"
# The lines of the test part in which a reader found a vulgar word or slur, by CRC-32.
EXPLICIT = Path(__file__).parent / "data" / "curse_explicit.txt"
_PARTS = 5
_LETTERS = re.compile(r"\W")
# The word list was tuned on film reviews at even places only.
_REVIEWS = 2


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts over labelled lines: `right` of those `found` are abusive, and of those `vulgar`
    (a part of the `abusive`) some are `vulgar_found`."""

    found: int
    right: int
    abusive: int
    vulgar: int
    vulgar_found: int


def in_test(text: str) -> bool:
    """Whether a line of curse_2runo is of the fifth that nothing was tuned on."""
    return crc32(_LETTERS.sub("", text).encode()) % _PARTS == 0


def curses(data: Path, test: bool) -> list[tuple[str, bool]]:
    """Lines of one part and whether they are labelled abusive. Raises ConfigError."""
    rows = (row.rpartition("|") for row in _lines(data, "curse_2runo/dataset.txt.gz"))
    return [(text, label == "1") for text, _, label in rows if in_test(text) is test]


def explicit() -> frozenset[int]:
    """CRC-32 of the abusive test lines that are vulgar in so many words."""
    return frozenset(int(line, 16) for line in EXPLICIT.read_text("ascii").split())


def scores(
    moderation: Moderation,
    lines: Iterable[tuple[str, bool]],
    vulgar: frozenset[int],
    least: Severity,
) -> Scores:
    """Judge labelled lines; found is what is of severity `least` or worse."""
    count: Counter[str] = Counter()
    for text, abusive in lines:
        found = _RANK[moderation.judge(text).severity] >= _RANK[least]
        is_vulgar = crc32(text.encode()) in vulgar
        count["found"] += found
        count["right"] += found and abusive
        count["abusive"] += abusive
        count["vulgar"] += is_vulgar
        count["vulgar_found"] += found and is_vulgar
    return Scores(**count)


def rates(moderation: Moderation, texts: Iterable[str]) -> tuple[Counter[Severity], int]:
    """How many of `texts` are of each severity, and how many there are."""
    count = Counter(moderation.judge(text).severity for text in texts)
    return count, count.total()


def kept(moderation: Moderation, path: Path) -> dict[str, tuple[int, int]]:
    """Right of all, by what is expected and group; a file of `{"text", "expected", "group"}`."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for raw in path.read_text("utf-8").splitlines():
        row = json.loads(raw)
        name = f"{row['expected']}/{row['group']}"
        total[name] += 1
        right[name] += AS_EXPECTED[row["expected"]](moderation.judge(row["text"]))
    return {name: (right[name], total[name]) for name in total}


def worries() -> Iterator[str]:
    """Our own viewers' lines: what may be answered and nearly all of it shown."""
    for path in sorted(WORRIES.glob("*.jsonl")):
        for raw in path.read_text("utf-8").splitlines():
            yield json.loads(raw)["text"]


def _lines(data: Path, name: str) -> Iterator[str]:
    path = data / name
    if not path.exists():
        raise ConfigError("DATA", f"{path} is missing", f"see {Path(__file__).name} for its origin")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            if row.strip():
                yield row.rstrip("\n")


def _reviews(data: Path) -> Iterator[str]:
    for place, row in enumerate(_lines(data, "nsmc_raw/reviews.tsv.gz")):
        if place and (place - 1) % _REVIEWS:
            yield row.split("\t")[2]


def _hate(data: Path, label: str) -> Iterator[str]:
    for row in _lines(data, "beep_hate/dev.tsv.gz"):
        columns = row.split("\t")
        if columns[-1] == label:
            yield columns[0]


def _questions(data: Path) -> Iterator[str]:
    for row in csv.DictReader(_lines(data, "songys_chatbot/ChatbotData.csv.gz")):
        yield row["Q"]


def main() -> None:
    """Print all figures of `docs/moderation.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kept", type=Path, help="own lines that nothing was tuned on")
    options = parser.parse_args()
    moderation = Moderation()
    if options.kept:
        for name, (right, total) in kept(moderation, options.kept).items():
            print(f"kept {name:24} {right:4}/{total:<4}")
    lines = curses(options.data, test=True)
    for least in (Severity.ABUSIVE, Severity.UNCERTAIN):
        score = scores(moderation, lines, explicit(), least)
        print(
            f"curse_2runo test at {least:9} precision {score.right / score.found:.3f} "
            f"recall {score.right / score.abusive:.3f} of {score.abusive}, "
            f"explicit {score.vulgar_found / score.vulgar:.3f} of {score.vulgar}"
        )
    plain: Mapping[str, Iterable[str]] = {
        "own worries": worries(),
        "songys questions": _questions(options.data),
        "film reviews, odd places": _reviews(options.data),
        **{f"beep dev, {label}": _hate(options.data, label) for label in ("none", "offensive", "hate")},
    }  # fmt: skip
    for name, texts in plain.items():
        count, total = rates(moderation, texts)
        print(
            f"{name:26} abusive {count[Severity.ABUSIVE] / total:.3%} "
            f"uncertain {count[Severity.UNCERTAIN] / total:.3%} of {total}"
        )


_RANK = {severity: rank for rank, severity in enumerate(Severity)}
AS_EXPECTED: dict[str, Callable[[Verdict], bool]] = {
    "clean": lambda verdict: verdict.shown,
    "answerable": lambda verdict: verdict.answerable,
    "uncertain": lambda verdict: verdict.held,
    "abusive": lambda verdict: verdict.severity is Severity.ABUSIVE,
    "quoted": lambda verdict: not verdict.shown and verdict.quoted and verdict.answerable,
    "vented": lambda verdict: not verdict.shown and verdict.answerable,
}

if __name__ == "__main__":
    main()
