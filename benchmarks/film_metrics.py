"""nDCG@8 of lists, its certainty, and how varied lists are."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

LIST = 8
DISCOUNT = 1 / np.log2(np.arange(2, LIST + 2))
DRAWS = 4000

Figures = NDArray[np.float64]


def ndcg(shown: Sequence[str], hidden: Collection[str]) -> float:
    """Of one list of at most 8; `hidden` must not be empty."""
    gained = sum(DISCOUNT[place] for place, film in enumerate(shown[:LIST]) if film in hidden)
    return float(gained / DISCOUNT[: len(hidden)].sum())


def interval(figures: Figures) -> tuple[float, float]:
    """95 % bootstrap interval of the mean over viewers."""
    low, high = np.quantile(_means(figures), (0.025, 0.975))
    return float(low), float(high)


def better(figures: Figures, other: Figures) -> float:
    """Share of paired bootstrap draws in which the first mean is the higher one."""
    return float((_means(figures - other) > 0).mean())


def variety(shown: Sequence[str], genres: Mapping[str, frozenset[str]]) -> float:
    """Mean Jaccard distance of genres between two films of a list."""
    pairs = [
        1 - len(genres[one] & genres[two]) / max(1, len(genres[one] | genres[two]))
        for place, one in enumerate(shown[:LIST])
        for two in shown[place + 1 : LIST]
    ]
    return float(np.mean(pairs)) if pairs else 0.0


def _means(figures: Figures) -> Figures:
    chance = np.random.default_rng(0)
    drawn = chance.integers(0, len(figures), (DRAWS, len(figures)))
    return np.asarray(figures[drawn].mean(axis=1))
