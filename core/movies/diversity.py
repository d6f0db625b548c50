"""Choosing a list out of scored films so that it is not the same film eight times."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.facts import KIND_BITS, Column
from core.movies.postings import Ids, Scores

Matrix = NDArray[np.float32]


class Chooser:
    """Maximal marginal relevance with caps: one a collection, two a director."""

    def __init__(self, facts: Mapping[str, Column]) -> None:
        self._facts = facts

    def choose(
        self,
        candidates: Ids,
        scores: Scores,
        count: int,
        chosen: list[int],
        welcome: Callable[[int], bool],
    ) -> None:
        """Add up to `count` of `candidates` to `chosen`, each time the best that is unlike those in it.

        `candidates` come best first with their `scores`; those already chosen are passed over,
        and so are those that are not `welcome`, which is asked late.
        """
        fresh = ~np.isin(candidates, chosen)
        pool, worth = candidates[fresh], scores[fresh].copy()
        kinds = self._kinds(pool)
        near = np.zeros(len(pool), dtype=np.float32)
        if chosen and len(pool):
            near = (kinds @ self._kinds(np.array(chosen, dtype=np.int32)).T).max(axis=1)
        while count > 0 and len(pool) and worth.max() > -np.inf:
            best = int(np.argmax(worth - _SAMENESS * near))
            place = int(pool[best])
            worth[best] = -np.inf
            if not self._allowed(place, chosen) or not welcome(place):
                continue
            chosen.append(place)
            np.maximum(near, kinds @ kinds[best], out=near)
            count -= 1

    def _allowed(self, place: int, chosen: Sequence[int]) -> bool:
        if not chosen:
            return True
        others = list(chosen)
        collection = self._facts["collection"][place]
        if collection and (self._facts["collection"][others] == collection).any():
            return False
        made = self._facts["directors"][others]
        return all(
            (made == name).sum() < _PER_DIRECTOR for name in self._facts["directors"][place] if name
        )

    def _kinds(self, places: Ids) -> Matrix:
        """Unit rows over genres and moods: what makes two films feel alike."""
        bits = self._facts["kinds"][places][:, None] & _BITS
        matrix = (bits > 0).astype(np.float32)
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        return np.asarray(matrix / np.maximum(norms, 1), dtype=np.float32)


_PER_DIRECTOR: Final = 2
_SAMENESS: Final = 0.1
_BITS: Final = np.array([*KIND_BITS.values()], dtype=np.uint64)
