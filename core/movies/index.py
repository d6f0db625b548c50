"""Everything the recommender knows of a catalogue, the best known film first."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from core.movies.facts import Column, Facts
from core.movies.film import Film
from core.movies.moods import TABLE, Feeling, Intent
from core.movies.neighbours import Neighbours
from core.movies.postings import Ids, Postings, Scores
from core.movies.postings_builder import PostingsBuilder
from core.movies.related import related
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


@dataclass(frozen=True, slots=True)
class Built:
    """What an index takes long to make: which film is at each place, columns and terms by place."""

    order: Ids
    facts: Mapping[str, Column]
    voted: Scores
    known: Scores
    postings: Postings
    related: Neighbours


def build(films: Sequence[Film]) -> Built:
    """Read every film once."""
    facts, postings = Facts(len(films)), PostingsBuilder(len(films))
    told: dict[int, tuple[int, ...]] = {}
    for row, film in enumerate(films):
        if film.related:
            told[row] = film.related
        facts.put(row, film)
        postings.add(terms_of(film))
    columns = facts.columns()
    voted, known = _voted(columns), _known(columns)
    order = np.argsort(-(voted + known), kind="stable").astype(np.int32)
    by_place = {name: column[order] for name, column in columns.items()}
    near = related(told, columns["tmdb_id"], order)
    return Built(order, by_place, voted[order], known[order], postings.build(order), near)


class Index:
    """Films by place, their facts as columns, their terms as a matrix. Immutable.

    A film's place is its rank by renown, so that the best known of any kind come first and a
    million films need not be looked at for eight.
    """

    def __init__(self, films: Sequence[Film], built: Built | None = None) -> None:
        """What was `built` of the same films before saves building it."""
        built = built or build(films)
        self.places = np.empty_like(built.order)
        self.places[built.order] = np.arange(len(built.order), dtype=np.int32)
        self.films = Ordered(films, built.order)
        self.facts: Mapping[str, Column] = built.facts
        self.voted: Scores = built.voted
        self.known: Scores = built.known
        self.postings: Postings = built.postings
        self.related: Neighbours = built.related
        self._best = {cell: _best(self.fits(cell)) for cell in TABLE}
        _give_back()

    def __len__(self) -> int:
        return len(self.places)

    def fits(self, cell: tuple[Feeling, Intent]) -> NDArray[np.uint8]:
        """How well each film suits a cell of the table of moods, in 255ths."""
        return np.asarray(self.facts["fits"][:, _CELLS[cell]])

    def suited(self, cell: tuple[Feeling, Intent]) -> Ids:
        """Films that suit the cell best, the best known of those first."""
        return self._best[cell]


def _give_back() -> None:
    """Let the system have what building took: glibc keeps it, half as much again."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        CDLL(None).malloc_trim(0)


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
_SUITED: Final = 1024
_USUAL_RENOWN: Final = 3
