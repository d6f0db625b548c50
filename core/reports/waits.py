"""How long people waited, in a few figures."""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

# Seconds.
BOUNDS: Final = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


class Wait(Struct, frozen=True):
    """Seconds: the median and the 95th percentile of `count` waits, and how many were shorter
    than each of BOUNDS but not than the one before; the last are those that were longer."""

    count: int
    median: float
    p95: float
    bins: tuple[int, ...]


def wait(seconds: Sequence[float]) -> Wait | None:
    """None where nothing was waited for. Percentiles are by the nearest rank."""
    if not seconds:
        return None
    ranked = sorted(seconds)
    bins = [0] * (len(BOUNDS) + 1)
    for one in ranked:
        bins[sum(bound <= one for bound in BOUNDS)] += 1
    return Wait(len(ranked), _rank(ranked, 0.5), _rank(ranked, 0.95), tuple(bins))


def _rank(ranked: Sequence[float], share: float) -> float:
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]
