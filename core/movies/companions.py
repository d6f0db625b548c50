"""What ratings say of a catalogue's films."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.neighbours import Neighbours
from core.movies.postings import Ids, Scores


@dataclass(frozen=True, slots=True)
class Companions:
    """By place: whether ratings name a film, the logarithm of how many like it, and the row of
    its neighbours, -1 without any. `ease` and `knn` name films by place."""

    rated: NDArray[np.bool_]
    popularity: Scores
    rows: Ids
    ease: Neighbours
    knn: Neighbours

    def closeness(self, liked: Sequence[int], places: Ids) -> tuple[Scores, Scores]:
        """(EASE^R, cosine): mean over `liked` of their closeness to the films at `places`."""
        rows = self._rows(liked)
        share = np.float32(1 / max(1, len(liked)))
        return self.ease.scores(rows, places) * share, self.knn.scores(rows, places) * share

    def around(self, liked: Sequence[int]) -> Ids:
        """Films nearest to any of `liked`."""
        rows = self._rows(liked)
        lists = (self.ease.films, self.knn.films)
        near = np.concatenate([films[rows, :_NEAREST].ravel() for films in lists])
        return np.asarray(near[near >= 0], dtype=np.int32)

    def _rows(self, liked: Sequence[int]) -> list[int]:
        return [row for row in self.rows[list(liked)].tolist() if row >= 0]


_NEAREST: Final = 60
