"""A sparse matrix of weighted terms, kept both by row and by term."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Ids = NDArray[np.int32]


class Postings:
    """Cosines between rows of TF-IDF weights. Immutable."""

    def __init__(self, rows: Sequence[Mapping[str, float]], most_rows: float = 1.0) -> None:
        """`rows` give each term's own weight; terms in more than that share of rows are dropped."""
        self._size = len(rows)
        count: dict[str, int] = {}
        for row in rows:
            for term in row:
                count[term] = count.get(term, 0) + 1
        limit = max(2.0, most_rows * self._size)
        kept = sorted(term for term, rows_with in count.items() if rows_with <= limit)
        self._terms = {term: index for index, term in enumerate(kept)}
        self._idf = np.array(
            [np.log((1 + self._size) / (1 + count[term])) + 1 for term in kept], dtype=np.float32
        )
        vectors = [self._vector(row) for row in rows]
        self._row_starts = np.cumsum([0, *(len(terms) for terms, _ in vectors)])
        self._row_terms = np.concatenate([_NO_IDS, *(terms for terms, _ in vectors)])
        self._row_weights = np.concatenate([_NO_WEIGHTS, *(weights for _, weights in vectors)])
        self._by_term()

    def row(self, index: int) -> Scores:
        """Cosines of every row with row `index`."""
        part = slice(self._row_starts[index], self._row_starts[index + 1])
        return self._cosines(self._row_terms[part], self._row_weights[part])

    def query(self, row: Mapping[str, float]) -> Scores:
        """Cosines of every row with `row`; zeros when it has no known term."""
        return self._cosines(*self._vector(row))

    def _vector(self, row: Mapping[str, float]) -> tuple[Ids, Scores]:
        known = [
            (place, weight)
            for term, weight in row.items()
            if (place := self._terms.get(term)) is not None
        ]
        terms = np.array([place for place, _ in known], dtype=np.int32)
        weights = np.array([weight for _, weight in known], dtype=np.float32) * self._idf[terms]
        norm = float(np.sqrt(weights @ weights))
        return terms, weights / np.float32(norm) if norm else weights

    def _by_term(self) -> None:
        order = np.argsort(self._row_terms, kind="stable")
        lengths = np.diff(self._row_starts)
        owners = np.repeat(np.arange(self._size, dtype=np.int32), lengths)
        self._owners = owners[order]
        self._weights = self._row_weights[order]
        sizes = np.bincount(self._row_terms, minlength=len(self._terms))
        self._starts = np.concatenate(([0], np.cumsum(sizes)))

    def _cosines(self, terms: Ids, weights: Scores) -> Scores:
        starts = self._starts[terms]
        lengths = self._starts[terms + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        if not total:
            return np.zeros(self._size, dtype=np.float32)
        places = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        products = self._weights[places] * np.repeat(weights, lengths)
        cosines = np.bincount(self._owners[places], weights=products, minlength=self._size)
        return cosines.astype(np.float32)


_NO_IDS: Final[Ids] = np.empty(0, dtype=np.int32)
_NO_WEIGHTS: Final[Scores] = np.empty(0, dtype=np.float32)
