"""Which case of which love situation a worry is most like, by lines that tell each case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError
from core.labels import Situation
from core.understanding.features import BUCKETS, buckets

PATH = Path(__file__).parent / "data" / "cases.npz"
LINES = Path(__file__).parent / "data" / "cases"
# Chosen by fitting on either author's lines and reading the other's: what a likeness of 1 adds to a
# situation's log-odds, and the least likeness and probability that decide.
TELLING, LIKE, SURE = 40.0, 0.08, 0.5
# By how much the nearest case must be nearer than the next one of its situation: what is said of a
# case that is not theirs is worse than what fits the whole situation.
CLEAR = 1.3


@dataclass(frozen=True, slots=True)
class Case:
    """The nearest case of the likeliest situation; `angle` is None for no particular one."""

    situation: Situation
    angle: str | None
    probability: float


class Cases:
    """Nearest centroid (Rocchio): each case is the mean of its lines' n-grams, weighted by how
    few lines hold them (tf-idf), and a text is like it by the cosine of the two."""

    def __init__(
        self,
        names: Sequence[str],
        rarity: NDArray[np.float32],
        starts: NDArray[np.int32],
        cases: NDArray[np.uint16],
        weights: NDArray[np.float16],
    ) -> None:
        """`names` are "situation.angle". `rarity` is (BUCKETS,); bucket b's entries of `cases`
        (numbers of names) and `weights` go from `starts[b]` to `starts[b + 1]`."""
        self._told = [name.split(".") for name in names]
        self._rarity = rarity
        self._starts, self._cases, self._weights = starts, cases, weights.astype(np.float32)
        self._situations = sorted({Situation(situation) for situation, _ in self._told})
        number = {situation: row for row, situation in enumerate(self._situations)}
        self._of = np.array([number[Situation(situation)] for situation, _ in self._told])

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Raises ConfigError when the file is missing or of another shape."""
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                names = [str(name) for name in file["names"]]
                made = cls(
                    names, *(file[part] for part in ("rarity", "starts", "cases", "weights"))
                )
            if (made._rarity.shape, made._starts.shape) != ((BUCKETS,), (BUCKETS + 1,)):
                raise ValueError(f"shapes {made._rarity.shape} and {made._starts.shape}")
        except (OSError, KeyError, ValueError, TypeError, EOFError, BadZipFile) as error:
            raise ConfigError(
                str(path),
                f"the cases cannot be read ({error})",
                "restore it from the repository, or make it: lovelm emotion train",
            ) from error
        return made

    def likeness(self, text: str) -> NDArray[np.float64]:
        """The cosine of `text` and each case, in the order of names."""
        found, values = _weighed(text, self._rarity)
        first = self._starts[found]
        counts = self._starts[found + 1] - first
        entries = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        cosines: NDArray[np.float64] = np.bincount(
            self._cases[entries],
            weights=self._weights[entries] * np.repeat(values, counts),
            minlength=len(self._told),
        ).astype(np.float64, copy=False)
        return cosines

    def find(self, text: str, likely: Mapping[Situation | None, float]) -> Case | None:
        """The case that `text` tells, given how likely each situation is otherwise; None when
        it is like none, or like several."""
        like = self.likeness(text)
        best = np.zeros(len(self._situations))
        np.maximum.at(best, self._of, like)
        odds = np.log([likely.get(one, 0.0) + 1e-9 for one in self._situations]) + TELLING * best
        chosen = int(odds.argmax())
        probability = 1.0 / float(np.exp(odds - odds[chosen]).sum())
        if best[chosen] < LIKE or probability < SURE:
            return None
        second, first = np.argsort(np.where(self._of == chosen, like, 0.0))[-2:]
        clear = like[first] >= CLEAR * like[second]
        angle = self._told[int(first)][1] if clear else ""
        return Case(self._situations[chosen], angle or None, probability)


def _weighed(
    text: str, rarity: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The n-grams of `text`, each once, and their weights, of length 1 together."""
    found = np.unique(buckets(text))
    values = rarity[found]
    return found, values / (np.linalg.norm(values) or 1.0)


def read_lines(folder: Path = LINES) -> list[tuple[str, str]]:
    """Text and "situation.angle" of every `{"text", "situation", "angle"}` in `folder`."""
    return [
        (row["text"], f"{row['situation']}.{row['angle'] or ''}")
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def fit(lines: Sequence[tuple[str, str]], others: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the file, from lines of `read_lines`; `others` only tell how rare n-grams are."""
    texts = [text for text, _ in lines]
    seen = np.zeros(BUCKETS)
    for text in [*texts, *others]:
        seen[np.unique(buckets(text))] += 1
    rarity = np.log((len(texts) + len(others) + 1) / (1 + seen)).astype(np.float32)
    names = sorted({name for _, name in lines})
    columns, rows, weights = [], [], []
    for number, name in enumerate(names):
        total = np.zeros(BUCKETS, np.float32)
        for text in (text for text, told in lines if told == name):
            found, values = _weighed(text, rarity)
            total[found] += values
        kept = np.flatnonzero(total)
        columns.append(kept)
        rows.append(np.full(len(kept), number, np.uint16))
        weights.append((total[kept] / np.linalg.norm(total)).astype(np.float16))
    column = np.concatenate(columns)
    order = np.argsort(column, kind="stable")
    return {
        "names": np.array(names),
        "rarity": rarity,
        "starts": np.searchsorted(column[order], np.arange(BUCKETS + 1)).astype(np.int32),
        "cases": np.concatenate(rows)[order],
        "weights": np.concatenate(weights)[order],
    }
