"""Building films by terms in one pass, in little more room than they need."""

from array import array
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from core.movies.postings import NO_TERM, Bytes, Ids, Part, Postings, Terms, rarity
from core.movies.terms import FIELD_BITS, FIELD_MASK, TEXT


class PostingsBuilder:
    """Takes the terms of `size` films one after another."""

    def __init__(self, size: int) -> None:
        self._size = size
        bits = min(_MOST_BITS, max(_FEWEST_BITS, (_TERMS_PER_FILM * size).bit_length()))
        self._mask = np.uint32((1 << bits) - 1)
        self._seen = np.zeros(1 << bits, dtype=np.uint32)
        self._most = next(most for films, most in _WIDEST if size <= films)
        self._shape(_NARROWEST)
        self._row = 0
        self._terms = array("I")
        self._lengths = array("i")

    def add(self, terms: Iterable[int]) -> None:
        """The next film's terms, as often as they stand in it."""
        before = len(self._terms)
        self._terms.extend(terms)
        self._lengths.append(len(self._terms) - before)
        if len(self._lengths) == _CHUNK:
            self._fold()

    def build(self, order: Ids) -> Postings:
        """The result; `order` gives the films, as they were added, by place."""
        self._fold()
        terms, weights = self._kept, self._counts
        for some in _chunks(self._size):
            self._drop_common(some)
            weights[some] = self._unit(some)
        terms, weights = terms[order], weights[order]
        seen = np.zeros(len(self._seen), dtype=np.uint32)
        for some in _chunks(self._size):
            own = terms[some]
            np.add.at(seen, own[own != NO_TERM], 1)
        starts = np.zeros(len(seen) + 1, dtype=np.int32)
        np.cumsum(np.minimum(seen, _HEAD), out=starts[1:])
        return Postings(Part(terms, weights), seen, starts, _heads(terms, starts))

    def _shape(self, width: int) -> None:
        """Room for so many terms of each film."""
        self._kept: Terms = np.full((self._size, width), NO_TERM, dtype=np.uint32)
        self._counts: Bytes = np.zeros((self._size, width), dtype=np.uint8)

    def _fold(self) -> None:
        """Take in what came since the last time: each film's weightiest terms.

        Names and themes go first, then the rarest words of all films so far.
        """
        lengths = np.array(self._lengths, dtype=np.int32)
        numbers = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
        pairs = (numbers << np.uint64(32)) | (np.array(self._terms, dtype=np.uint32) & self._mask)
        pairs, counts = np.unique(pairs, return_counts=True)
        terms = pairs.astype(np.uint32)
        owners = (pairs >> np.uint64(32)).astype(np.int64)
        if not self._row and len(lengths):
            # Wide enough for what is usual here: syllables make more terms than words.
            self._shape(min(self._most, max(_NARROWEST, len(terms) // len(lengths))))
        np.add.at(self._seen, terms, 1)
        worth = rarity(self._seen[terms], self._size)
        worth[(terms & FIELD_MASK) != TEXT] += _NAMED
        order = np.lexsort((-worth, owners))
        owners, terms, counts = owners[order], terms[order], counts[order]
        own = np.bincount(owners, minlength=len(lengths))
        rank = np.arange(len(terms)) - np.repeat(np.cumsum(own) - own, own)
        kept = rank < self._kept.shape[1]
        at = (owners[kept] + self._row, rank[kept])
        self._kept[at] = terms[kept]
        self._counts[at] = np.minimum(counts[kept], 255)
        self._row += len(lengths)
        self._terms, self._lengths = array("I"), array("i")

    def _drop_common(self, some: slice) -> None:
        """Words that too many films have do not tell them apart."""
        terms = self._kept[some]
        said = (terms != NO_TERM) & ((terms & FIELD_MASK) == TEXT)
        common = said & (self._seen[terms & self._mask] > max(_FEW, _COMMON * self._size))
        terms[common] = NO_TERM

    def _unit(self, some: slice) -> Bytes:
        """Weights in 255ths, those of each film and field together of length one."""
        terms, counts = self._kept[some], self._counts[some]
        there = terms != NO_TERM
        rare = rarity(self._seen[terms & self._mask], self._size)
        weights = np.where(there, (1 + np.log(np.maximum(counts, 1))) * rare, 0)
        rows = np.arange(len(terms))[:, None] << FIELD_BITS
        groups = rows | (terms & FIELD_MASK)
        norms = np.sqrt(np.bincount(groups.ravel(), weights.ravel() ** 2))
        units = np.round(255 * weights / np.maximum(norms[groups], _TINY))
        return np.where(there, np.maximum(1, units), 0).astype(np.uint8)


def _heads(terms: Terms, starts: Ids) -> Ids:
    """The first places of each term, those of one term after those of another."""
    heads = np.empty(int(starts[-1]), dtype=np.int32)
    filled = np.zeros(len(starts) - 1, dtype=np.int32)
    for some in _chunks(len(terms)):
        own = terms[some]
        owners = np.broadcast_to(np.arange(some.start, some.start + len(own))[:, None], own.shape)
        there = own != NO_TERM
        own, owners = own[there], owners[there]
        order = np.argsort(own, kind="stable")
        own, owners = own[order], owners[order]
        named, begins, met = np.unique(own, return_index=True, return_counts=True)
        rank = np.arange(len(own)) - np.repeat(begins, met) + filled[own]
        filled[named] += met.astype(np.int32)
        kept = rank < _HEAD
        heads[starts[own[kept]] + rank[kept]] = owners[kept]
    return heads


def _chunks(size: int) -> Iterator[slice]:
    for first in range(0, size, _CHUNK):
        yield slice(first, min(size, first + _CHUNK))


_CHUNK: Final = 1 << 12
_HEAD: Final = 256
_TERMS_PER_FILM: Final = 64
_FEWEST_BITS: Final = 12
_MOST_BITS: Final = 22
_COMMON: Final = 0.1
_FEW: Final = 2
_NAMED: Final = 100.0
_TINY: Final = 1e-9
_NARROWEST: Final = 32
# Films in a catalogue → most terms kept of each, so that a million fit in half a gigabyte.
_WIDEST: Final = ((20_000, 128), (200_000, 80), (1 << 62, 32))
