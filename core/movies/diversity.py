"""Choosing a list out of scored films so that it is not the same film eight times."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.facts import KIND_BITS, Column
from core.movies.postings import Ids, Scores

Matrix = NDArray[np.float32]
# "collection" or "director", and which.
Cap = tuple[str, int]


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
        taken = set(chosen)
        fresh = [at for at, place in enumerate(candidates.tolist()) if place not in taken]
        pool, worth = candidates[fresh], scores[fresh]
        places, kinds = pool.tolist(), self._kinds(pool)
        used: dict[Cap, int] = {}
        near = np.zeros(len(pool), dtype=np.float32)
        if chosen and len(pool):
            near = (kinds @ self._kinds(np.array(chosen, dtype=np.int32)).T).max(axis=1)
            for place in chosen:
                _use(used, self._caps(place))
        for _ in places:
            if count <= 0:
                return
            best = int((worth - _SAMENESS * near).argmax())
            worth[best] = -np.inf
            caps = self._caps(places[best])
            room = all(used.get(cap, 0) < _CAPS[cap[0]] for cap in caps)
            if room and welcome(places[best]):
                chosen.append(places[best])
                _use(used, caps)
                np.maximum(near, kinds @ kinds[best], out=near)
                count -= 1

    def _caps(self, place: int) -> list[Cap]:
        """The collection and the directors of the film."""
        series = int(self._facts["collection"][place])
        made = [("director", name) for name in self._facts["directors"][place].tolist() if name]
        return [("collection", series), *made] if series else made

    def _kinds(self, places: Ids) -> Matrix:
        """Unit rows over genres and moods: what makes two films feel alike."""
        bits = self._facts["kinds"][places][:, None] & _BITS
        matrix = (bits != 0).astype(np.float32)
        # The matrix is of zeros and ones, which are their own squares.
        norms = np.sqrt(np.maximum(matrix.sum(axis=1, keepdims=True), 1))
        return np.asarray(matrix / norms, dtype=np.float32)


def _use(used: dict[Cap, int], caps: list[Cap]) -> None:
    for cap in caps:
        used[cap] = used.get(cap, 0) + 1


_CAPS: Final[Mapping[str, int]] = {"collection": 1, "director": 2}
_SAMENESS: Final = 0.1
_BITS: Final = np.array([*KIND_BITS.values()], dtype=np.uint64)
