"""The few films worth scoring for a request, out of any number."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.movies.companions import Companions
from core.movies.constraints import Allowed, Mask
from core.movies.cues import Asked
from core.movies.index import Index
from core.movies.moods import Feeling, Intent
from core.movies.postings import Ids, Vector
from core.movies.terms import FIELD_MASK, GENRE


class Candidates:
    """Gathers films that any reason may speak for. Immutable."""

    def __init__(self, index: Index, companions: Companions | None = None) -> None:
        self._index = index
        self._companions = companions
        popular = np.argsort(-companions.popularity, kind="stable") if companions else _NONE
        self._popular = popular[:_BEST_KNOWN].astype(np.int32)

    def gather(
        self,
        allowed: Allowed,
        least: int,
        liked: Sequence[int],
        vectors: Sequence[Vector],
        asked: Sequence[Asked],
        cells: Sequence[tuple[Feeling, Intent]],
        turn: int,
    ) -> Ids:
        """Places that are allowed, ascending, each once; `least` at least where there are so many.

        Of films that suit the cells the best come always, of the many others some: which,
        `turn` says.
        """
        mask = allowed.mask
        cues = np.array([term for one in asked for term in one.terms], dtype=np.uint32)
        found = [
            _first(mask, least + _BEST_KNOWN),
            self._popular,
            allowed.meeting,
            *(places for vector in vectors for places in self._having(vector)),
            *self._index.postings.best_known(cues, _PER_CUE),
            *(some for cell in cells for some in _in_turn(self._index.suited(cell), turn)),
        ]
        related = self._index.related.films[list(liked)]
        found.append(related[related >= 0])
        if self._companions and liked:
            found.append(self._companions.around(liked))
        places = np.sort(np.concatenate(found))
        fresh = np.empty(len(places), dtype=np.bool_)
        fresh[:1] = True
        np.not_equal(places[1:], places[:-1], out=fresh[1:])
        return np.asarray(places[fresh & mask[places]], dtype=np.int32)

    def _having(self, vector: Vector) -> list[Ids]:
        """Films that share one of the heaviest terms that more than one film has."""
        postings = self._index.postings
        if not len(vector.terms):
            return []
        shared = vector.terms[postings.seen[vector.terms] > 1]
        genres = (shared & FIELD_MASK) == GENRE
        return [
            *postings.best_known(shared[~genres][:_TERMS], _PER_TERM),
            *postings.best_known(shared[genres], _PER_GENRE),
        ]


def _first(mask: Mask, count: int) -> Ids:
    """The first `count` places within `mask`, without looking at all of a long one."""
    reach = 4 * count
    while True:
        found = np.flatnonzero(mask[:reach])[:count]
        if len(found) == count or reach >= len(mask):
            return found.astype(np.int32)
        reach *= 16


def _in_turn(suited: Ids, turn: int) -> tuple[Ids, Ids]:
    return suited[:_BEST_SUITED], suited[_BEST_SUITED + turn % _TURNS :: _TURNS]


_BEST_KNOWN: Final = 120
_TERMS: Final = 24
_PER_TERM: Final = 10
_PER_CUE: Final = 64
_PER_GENRE: Final = 32
_BEST_SUITED: Final = 32
_TURNS: Final = 16
_NONE: Final[Ids] = np.empty(0, dtype=np.int32)
