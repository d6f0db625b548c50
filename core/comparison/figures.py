"""Figures of many answers, each with an interval, and how two back ends differ on the same cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 2_000
LEVEL: Final = 0.95

Grid = NDArray[np.float64]
Statistic = Callable[[Grid], Grid]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its interval; not a number where it cannot be told."""

    figure: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        return bool(np.isfinite(self.figure))

    @property
    def sure(self) -> bool:
        """Of a difference: whether the interval lies on one side of none."""
        return self.told and (self.low > 0 or self.high < 0)


def mean(values: Grid) -> Grid:
    """Mean of the last axis over what is a number."""
    there = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(there, values, 0.0).sum(-1) / there.sum(-1))


def quantile(share: float) -> Statistic:
    """The smallest value that `share` of the last axis do not pass: no mean of two, so that an
    answer that never came may count as infinitely late."""

    def of(values: Grid) -> Grid:
        return np.asarray(np.quantile(values, share, axis=-1, method="inverted_cdf"))

    return of


def estimates(
    grids: Mapping[str, Grid], statistic: Statistic, seed: int
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Each back end's figure, and how the others' differ from the first one's.

    `grids[name][question, run]`. Percentile bootstrap over questions, all runs of a drawn
    question together, since they are no independent witnesses; every back end is drawn the same
    questions, so that a hard one burdens both sides of a difference.
    """
    shapes = {grid.shape for grid in grids.values()}
    if len(shapes) != 1:
        raise ValueError(f"grids of different cases: {shapes}")
    (count, runs), luck = shapes.pop(), np.random.default_rng(seed)
    picks = luck.integers(count, size=(RESAMPLES, count))
    whole = {name: float(statistic(grid.reshape(-1))) for name, grid in grids.items()}
    drawn = {
        name: statistic(grid[picks].reshape(RESAMPLES, count * runs))
        for name, grid in grids.items()
    }
    first, *others = grids
    with np.errstate(invalid="ignore"):
        differences = {
            name: _estimate(whole[name] - whole[first], drawn[name] - drawn[first])
            for name in others
        }
    return {name: _estimate(whole[name], drawn[name]) for name in grids}, differences


def _estimate(figure: float, drawn: Grid) -> Estimate:
    if np.isnan(drawn).any():
        return Estimate(figure, np.nan, np.nan)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail), method="inverted_cdf")
    return Estimate(figure, float(low), float(high))
