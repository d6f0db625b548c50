"""How films are liked together: EASE^R and item-based nearest neighbours."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.neighbours import Neighbours
from core.movies.postings import Scores


class Collaborative:
    """Both closenesses of `size` films, out of the sets of films that people like. Immutable.

    EASE^R is Steck 2019's closed form; the neighbours' cosine is shrunk and drawn towards
    what is popular (Aiolli 2013).
    """

    def __init__(self, likes: Sequence[Sequence[int]], size: int) -> None:
        self.size = size
        together = np.zeros((size, size), dtype=np.float64)
        for films in likes:
            together[np.ix_(films, films)] += 1
        self.likes: Scores = together.diagonal().astype(np.float32)
        self._together = together.astype(np.float32)
        together[np.diag_indices(size)] += _RIDGE
        self._inverse: Scores = np.linalg.inv(together).astype(np.float32)

    def ease(self) -> Neighbours:
        """Each film's nearest by EASE^R."""
        return Neighbours.best(_ease(self._inverse, self._inverse.diagonal(), np.arange(self.size)))

    def knn(self) -> Neighbours:
        """Each film's nearest by the cosine of who likes them."""
        return Neighbours.best(_cosine(self._together, self.likes, np.arange(self.size)))

    def without(self, own: Sequence[int], liked: Sequence[int]) -> tuple[Neighbours, Neighbours]:
        """(EASE^R, cosine) of each film in `liked` as if one who likes `own` were unknown.

        The inverse without that row is a rank-one update (Sherman and Morrison 1950), so no
        second one is needed to fit weights on people the lists have not seen.
        """
        row = np.zeros(self.size, dtype=np.float32)
        row[list(own)] = 1
        rows = np.array(liked)
        moved = self._inverse[:, list(own)].sum(axis=1)
        rest = 1 - float(moved @ row)
        inverse = self._inverse[rows] + np.outer(moved[rows], moved) / rest
        ease = _ease(inverse, self._inverse.diagonal() + moved**2 / rest, rows)
        cosine = _cosine(self._together[rows] - np.outer(row[rows], row), self.likes - row, rows)
        return Neighbours.best(ease), Neighbours.best(cosine)


def _ease(inverse: Scores, diagonal: Scores, rows: NDArray[np.int64]) -> Scores:
    closeness = -inverse / diagonal
    closeness[np.arange(len(rows)), rows] = 0
    return np.asarray(closeness, dtype=np.float32)


def _cosine(together: Scores, likes: Scores, rows: NDArray[np.int64]) -> Scores:
    own, others = np.maximum(likes[rows, None], 1), np.maximum(likes[None], 1)
    closeness = together / (own**_ASYMMETRY * others ** (1 - _ASYMMETRY) + _SHRINKAGE)
    closeness[np.arange(len(rows)), rows] = 0
    return np.asarray(closeness, dtype=np.float32)


_RIDGE: Final = 200.0
_SHRINKAGE: Final = 20.0
_ASYMMETRY: Final = 0.6
