"""Everything the recommender knows of a catalogue, the best known film first."""

from collections.abc import Mapping, Sequence
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from core.movies.facts import Column, Facts
from core.movies.film import Film
from core.movies.moods import TABLE, Feeling, Intent
from core.movies.postings import Ids, Scores
from core.movies.postings_builder import PostingsBuilder
from core.movies.terms import terms_of


class Ordered(Sequence[Film]):
    """Films by place."""

    def __init__(self, films: Sequence[Film], order: Ids) -> None:
        self._films = films
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Film: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Film, ...]: ...
    def __getitem__(self, place: int | slice) -> Film | tuple[Film, ...]:
        if isinstance(place, slice):
            return tuple(self._films[row] for row in self._order[place].tolist())
        return self._films[int(self._order[place])]


class Index:
    """Films by place, their facts as columns, their terms as a matrix. Immutable.

    A film's place is its rank by renown, so that the best known of any kind come first and a
    million films need not be looked at for eight. Building reads every film once.
    """

    def __init__(self, films: Sequence[Film]) -> None:
        facts, postings = Facts(len(films)), PostingsBuilder(len(films))
        for row, film in enumerate(films):
            facts.put(row, film)
            postings.add(terms_of(film))
        columns = facts.columns()
        voted, known = _voted(columns), _known(columns)
        order = np.argsort(-(voted + known), kind="stable").astype(np.int32)
        self.places = np.empty_like(order)
        self.places[order] = np.arange(len(order), dtype=np.int32)
        self.films = Ordered(films, order)
        self.facts: Mapping[str, Column] = {name: column[order] for name, column in columns.items()}
        self.voted: Scores = voted[order]
        self.known: Scores = known[order]
        self.postings = postings.build(order)
        self._best = {cell: _best(self.fits(cell)) for cell in TABLE}

    def __len__(self) -> int:
        return len(self.places)

    def fits(self, cell: tuple[Feeling, Intent]) -> NDArray[np.uint8]:
        """How well each film suits a cell of the table of moods, in 255ths."""
        return np.asarray(self.facts["fits"][:, _CELLS[cell]])

    def suited(self, cell: tuple[Feeling, Intent]) -> Ids:
        """Films that suit the cell best, the best known of those first."""
        return self._best[cell]


def _best(fits: NDArray[np.uint8]) -> Ids:
    return np.argsort(255 - fits, kind="stable")[:_SUITED].astype(np.int32)


def _voted(columns: Mapping[str, Column]) -> Scores:
    """Votes' average drawn to the mean of all films by the fewer votes there are, standardised.

    The formula of IMDb's top list, with the votes of the 80th percentile as its weight.
    """
    votes = columns["votes"].astype(np.float64)
    there = votes > 0
    if not there.any():
        return _judged(columns, np.zeros(len(votes)), there)
    enough = np.quantile(votes[there], 0.8)
    mean = columns["vote_average"][there].mean()
    drawn = (votes * columns["vote_average"] + enough * mean) / (votes + enough)
    return _judged(columns, drawn, there)


def _known(columns: Mapping[str, Column]) -> Scores:
    """The logarithm of the votes, standardised."""
    votes = columns["votes"].astype(np.float64)
    return _judged(columns, np.log1p(votes), votes > 0)


def _judged(columns: Mapping[str, Column], values: Column, there: Column) -> Scores:
    """`values` in standard deviations from their mean; our own judgement of renown goes first.

    A film of which neither is known counts as one that few know.
    """
    part = values[there]
    spread = float(part.std()) if len(part) else 0.0
    scaled = np.where(there, (values - (part.mean() if len(part) else 0)) / (spread or 1), -1)
    renown = columns["renown"].astype(np.float64)
    if not (there.any() or renown.any()):
        return np.zeros(len(values), dtype=np.float32)
    return np.where(renown > 0, renown - _USUAL_RENOWN, scaled).astype(np.float32)


_CELLS: Final = {cell: column for column, cell in enumerate(TABLE)}
_SUITED: Final = 256
_USUAL_RENOWN: Final = 3
