"""Films that the same people like, as a short list for each film."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.postings import Ids, Scores


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For the film of each row the films liked with it and how closely; -1 where there is none."""

    films: Ids
    worth: NDArray[np.float16]

    @classmethod
    def best(cls, closeness: Scores) -> "Neighbours":
        """The `_LONGEST` films nearest to each row's, those nearer than nothing, the nearest first."""
        count = min(_LONGEST, closeness.shape[1])
        films = np.argpartition(-closeness, max(0, count - 1), axis=1)[:, :count]
        worth = np.take_along_axis(closeness, films, axis=1)
        order = np.argsort(-worth, axis=1, kind="stable")
        films = np.take_along_axis(films, order, axis=1)
        worth = np.take_along_axis(worth, order, axis=1)
        there = worth > 0
        return cls(
            np.where(there, films, -1).astype(np.int32),
            np.where(there, worth, 0).astype(np.float16),
        )

    def at(self, places: Ids) -> "Neighbours":
        """The same lists, their films by place: `places` gives that of each row."""
        found = np.where(self.films >= 0, places[self.films], -1)
        return Neighbours(found.astype(np.int32), self.worth)

    def scores(self, rows: Sequence[int], places: Ids) -> Scores:
        """Summed closeness of the films at ascending `places` to those of `rows`."""
        films, worth = self.films[list(rows)].ravel(), self.worth[list(rows)].ravel()
        if not len(places) or not len(films):
            return np.zeros(len(places), dtype=np.float32)
        at = np.minimum(np.searchsorted(places, films), len(places) - 1)
        there = places[at] == films
        sums = np.bincount(at[there], worth[there].astype(np.float32), len(places))
        return sums.astype(np.float32)


_LONGEST: Final = 200
