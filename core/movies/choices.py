"""What people liked among all films, to fit weights on."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.postings import Scores

Weights = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choices:
    """For each viewer the features of every film (viewer × feature × film, the most liked film
    first), which films were liked, and which are out because the request named them."""

    features: Scores
    liked: Mask
    named: Mask

    def scores(self, weights: Weights) -> Scores:
        """Of each viewer's films, those named last of all."""
        found = np.einsum("vfn,f->vn", self.features, weights.astype(np.float32), optimize=True)
        found[self.named] = _LAST
        return np.asarray(found)

    def spread(self) -> Weights:
        """Standard deviation of each feature among one viewer's films, the mean over viewers."""
        spread: Weights = np.sqrt(self.features.var(axis=2, dtype=np.float64).mean(axis=0))
        return spread

    def without(self, *features: int) -> "Choices":
        """The same with nothing known of some features."""
        rest = self.features.copy()
        rest[:, features] = 0
        return Choices(rest, self.liked, self.named)


def ndcg(scores: Scores, liked: Mask) -> float:
    """Mean of nDCG@8 over the viewers that liked any."""
    some = liked.any(axis=1)
    scores, liked = scores[some], liked[some]
    count = min(_LIST, scores.shape[1])
    if not len(scores):
        return 0.0
    best = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    hits = np.take_along_axis(liked, np.take_along_axis(best, order, axis=1), axis=1)
    discount = 1 / np.log2(np.arange(2, count + 2))
    ideal = np.cumsum(discount)[np.minimum(liked.sum(axis=1), count) - 1]
    return float(((hits @ discount) / ideal).mean())


_LIST: Final = 8
_LAST: Final = np.float32(-1e9)
