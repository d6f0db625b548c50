"""How close films are to those a viewer liked, and what else speaks for them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from core.movies.companions import Companions
from core.movies.index import Index
from core.movies.postings import Ids, Part, Scores, Vector
from core.movies.terms import FIELD_BITS, FIELD_MASK, FIELDS

FEATURES: Final = (
    *FIELDS, "year", "related", "ease", "knn", "popularity", "voted", "known", "level",
)  # fmt: skip
YEAR, RELATED, EASE, KNN, POPULARITY, VOTED, KNOWN, LEVEL = range(len(FIELDS), len(FEATURES))
# The features that say the same of a film whatever was liked.
PRIOR: Final = slice(POPULARITY, None)


class Taste:
    """Compares films with liked ones; every liked one counts the same. Immutable."""

    def __init__(self, index: Index, companions: Companions | None = None) -> None:
        self._index = index
        self._companions = companions
        # A request asks twice.
        self._together = lru_cache(maxsize=64)(index.postings.together)

    def wanted(self, liked: Sequence[int]) -> Vector:
        """What the liked films have in common."""
        return self._together(tuple(liked))

    def leaned(self, leanings: Sequence[tuple[int, float]]) -> Vector:
        """What films have that a viewer leans to (weights above zero) or away from (below)."""
        places = [place for place, _ in leanings]
        return self._index.postings.together(places, [weight for _, weight in leanings])

    def features(self, liked: Sequence[int], wanted: Vector, places: Ids, part: Part) -> Scores:
        """A row of FEATURES each, a column for each of `places`, which ascend; zeros for what
        is not known. `part` has the films' terms, `wanted` those of the liked."""
        rows = np.zeros((len(FEATURES), len(places)), dtype=np.float32)
        if liked:
            rows[: len(FIELDS)] = cosines(wanted, part)
            rows[YEAR] = self._years(liked, places)
            rows[RELATED] = self._index.related.scores(liked, places) / np.float32(len(liked))
        if self._companions:
            rows[EASE], rows[KNN] = self._companions.closeness(liked, places)
            rows[POPULARITY] = self._companions.popularity[places]
        rows[VOTED] = self._index.voted[places]
        rows[KNOWN] = self._index.known[places]
        rows[LEVEL] = 1
        return rows

    def all_features(self, liked: Sequence[int], places: Ids) -> Scores:
        """The same for films nothing else is asked of."""
        return self.features(liked, self.wanted(liked), places, self._index.postings.part(places))

    def nearest(self, liked: Sequence[int], places: Sequence[int]) -> list[int | None]:
        """For each of `places` the liked film closest to it, None when none is liked."""
        some = liked[-_COMPARED:]
        if not some or not places:
            return [None] * len(places)
        wanted = self.wanted(some)
        films = np.array([*some, *places], dtype=np.int32)
        hits = self._index.postings.part(films).hits(wanted.terms)
        matrix = np.zeros((len(films), len(wanted.terms)), dtype=np.float32)
        matrix[hits.films, hits.terms] = hits.weights
        close = matrix[len(some) :] @ matrix[: len(some)].T
        return [some[index] for index in close.argmax(axis=1).tolist()]

    def _years(self, liked: Sequence[int], places: Ids) -> Scores:
        """Closeness of each film's year to those of the liked; 0 where either is unknown."""
        column = self._index.facts["year"]
        near = np.zeros(_YEARS, dtype=np.float32)
        for year in column[list(liked)].tolist():
            if year:
                near += _NEAR[_YEARS - year : 2 * _YEARS - year]
        near[0] = 0
        return np.asarray(near[column[places]] / np.float32(len(liked)), dtype=np.float32)


def cosines(wanted: Vector, part: Part) -> Scores:
    """Cosine of each film with `wanted`, a row for each field."""
    size = len(part.terms)
    hits = part.hits(wanted.terms)
    groups = (wanted.terms & FIELD_MASK).astype(np.intp)[hits.terms] * size + hits.films
    products = hits.weights * wanted.weights[hits.terms]
    sums = np.bincount(groups, products, minlength=size << FIELD_BITS)
    return sums.reshape(1 << FIELD_BITS, size)[: len(FIELDS)].astype(np.float32)


_NEAR_YEARS: Final = 8
# One more than the highest year a film may have.
_YEARS: Final = 2201
# How near two years are, by their difference plus `_YEARS`.
_NEAR: Final = np.exp(-np.abs(np.arange(-_YEARS, _YEARS)) / _NEAR_YEARS).astype(np.float32)
_COMPARED: Final = 64
