"""Others' corpora, mapped to our labels: what a model is compared on, never chosen by."""

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.errors import ConfigError
from core.labels import Emotion

KOTE = Path("kote") / "val.tsv.gz"
NSMC = Path("nsmc_raw") / "reviews.tsv.gz"
# Published, on each corpus' own test split and labels, by a fine-tuned KcELECTRA.
PUBLISHED = {"kote": "macro-F1 .56 over 44 labels", "nsmc": "accuracy .920"}
_LIKED, _DISLIKED = 9, 4


def _rows(data: Path, file: Path) -> Iterator[str]:
    path = data / file
    if not path.exists():
        raise ConfigError("--data", f"{path} is missing", "see docs/models.md for where to get it")
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as rows:
        for row in rows:
            yield row.rstrip("\r\n")


def kote(data: Path) -> Iterator[tuple[str, frozenset[int]]]:
    """Comments of KOTE (MIT) with their label numbers, 0 to 43."""
    for row in _rows(data, KOTE):
        _, text, labels = row.split("\t")
        yield text, frozenset(map(int, labels.split(",")))


def reviews(data: Path) -> Iterator[tuple[str, bool]]:
    """Film reviews of NSMC (CC0) that like (True) or dislike their film; the tepid are left out."""
    rows = _rows(data, NSMC)
    next(rows)
    for row in rows:
        _, rating, text = row.split("\t")
        if text.strip() and not _DISLIKED < int(rating) < _LIKED:
            yield text, int(rating) >= _LIKED


def felt(labels: frozenset[int], emotions: Mapping[Emotion, frozenset[int]]) -> frozenset[Emotion]:
    """Our emotions that any of `labels` stands for; empty where none does."""
    return frozenset(emotion for emotion, numbers in emotions.items() if numbers & labels)


KOTE_EMOTIONS: dict[Emotion, frozenset[int]] = {
    Emotion.JOY: frozenset({28, 40, 42, 13, 2}),
    Emotion.LOVE: frozenset({16, 32, 8, 1}),
    Emotion.SADNESS: frozenset({5, 36, 19}),
    Emotion.HURT: frozenset({10, 25, 30, 17}),
    Emotion.ANGER: frozenset({0, 6, 22, 31, 23, 20, 21, 9}),
    Emotion.ANXIETY: frozenset({41, 18, 12, 33, 35}),
    Emotion.TIRED: frozenset({27, 26, 37, 3}),
    Emotion.NEUTRAL: frozenset({24}),
}
