"""Films by hashed terms: the weightiest terms of each film, the best known films of each term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Ids = NDArray[np.int32]
Terms = NDArray[np.uint32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms, each once, and their weights: of a film, of several, or of what is asked for."""

    terms: Terms
    weights: Scores


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries of films that a vector has too: which film, which of its terms, the entry's weight."""

    films: NDArray[np.intp]
    terms: NDArray[np.intp]
    weights: Scores


@dataclass(frozen=True, slots=True)
class Part:
    """Terms and weights (in 255ths) of some films, a row each, filled up with NO_TERM."""

    terms: Terms
    weights: Bytes

    def hits(self, terms: Terms) -> Hits:
        """Where these films have one of `terms`, as indices of both.

        Of two terms that share a slot of the filter only the first is found: one of 200.
        """
        if not len(terms):
            return Hits(_NO_PLACES, _NO_PLACES, _NO_WEIGHTS)
        slots = np.full(_SLOTS, -1, dtype=np.int16)
        slots[(terms & _SLOT)[::-1]] = np.arange(len(terms) - 1, -1, -1, dtype=np.int16)
        own = self.terms.ravel()
        found = np.take(slots, own & _SLOT)
        hit = np.flatnonzero(found >= 0)
        asked = found[hit].astype(np.intp)
        same = terms[asked] == own[hit]
        hit, asked = hit[same], asked[same]
        return Hits(hit // self.terms.shape[1], asked, self.weights.ravel()[hit] * _BYTE)


@dataclass(frozen=True, slots=True)
class Postings:
    """Films as unit vectors of TF-IDF in each field, a row for each place. Immutable.

    `seen` is in how many films each term is, `heads` the first places that have it, from
    `head_starts` on.
    """

    films: Part
    seen: NDArray[np.uint32]
    head_starts: Ids
    heads: Ids

    def part(self, places: Ids) -> Part:
        """The films at `places`, to be compared with vectors."""
        return Part(self.films.terms[places], self.films.weights[places])

    def asked(self, terms: Sequence[int]) -> Vector:
        """The unit vector of the terms of a text that films have, the heaviest first."""
        if not terms:
            return NOTHING
        known, counts = np.unique(self.folded(terms), return_counts=True)
        there = self.seen[known] > 0
        known, counts = known[there], counts[there]
        weights = (1 + np.log(counts)) * rarity(self.seen[known], len(self.films.terms))
        norm = float(np.sqrt(weights @ weights))
        heaviest = np.argsort(-weights, kind="stable")[:_MOST_TERMS]
        return Vector(known[heaviest], (weights[heaviest] / (norm or 1)).astype(np.float32))

    def together(self, places: Sequence[int], shares: Sequence[float] = ()) -> Vector:
        """The mean of several films, by `shares` where they count differently: its
        `_MOST_TERMS` heaviest terms, the heaviest first."""
        if not places:
            return NOTHING
        part = self.part(np.array(places, dtype=np.int32))
        there = part.terms != NO_TERM
        weights = part.weights * np.array(shares or [1.0])[:, None] * float(_BYTE)
        terms, where = np.unique(part.terms[there], return_inverse=True)
        sums = np.bincount(where, weights[there], len(terms)) / len(places)
        heaviest = np.argsort(-np.abs(sums), kind="stable")[:_MOST_TERMS]
        return Vector(terms[heaviest], sums[heaviest].astype(np.float32))

    def folded(self, terms: Iterable[int]) -> Terms:
        """`terms` as this matrix knows them."""
        return np.fromiter(terms, dtype=np.uint32) & np.uint32(len(self.seen) - 1)

    def best_known(self, terms: Terms, most: int) -> list[Ids]:
        """For each of `terms` the first places that have it, `most` at most."""
        starts, ends = self.head_starts[terms], self.head_starts[terms + 1]
        return [
            self.heads[start : min(end, start + most)]
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]


def rarity(seen: NDArray[np.uint32], size: int) -> Scores:
    """Inverse document frequency of terms that are in `seen` of `size` films."""
    return (np.log((1 + size) / (1 + seen.astype(np.float32))) + 1).astype(np.float32)


NO_TERM: Final = np.uint32(0xFFFFFFFF)
_BYTE: Final = np.float32(1 / 255)
_MOST_TERMS: Final = 640
_SLOTS: Final = 1 << 14
_SLOT: Final = np.uint32(_SLOTS - 1)
_NO_PLACES: Final = np.empty(0, dtype=np.intp)
_NO_WEIGHTS: Final[Scores] = np.empty(0, dtype=np.float32)
NOTHING: Final = Vector(np.empty(0, dtype=np.uint32), _NO_WEIGHTS)
