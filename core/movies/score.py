"""What speaks for each film, as numbers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from core.movies.companions import Companions
from core.movies.constraints import Constraints
from core.movies.cues import Asked, Cue, Cues
from core.movies.index import Index
from core.movies.moods import Feeling
from core.movies.postings import Ids, Part, Scores, Vector
from core.movies.request import Request
from core.movies.taste import FEATURES, PRIOR, Taste, cosines
from core.movies.terms import FIELDS
from core.movies.weights import Blend, Weights
from core.movies.wish import FilmWish


@dataclass(frozen=True, slots=True)
class Sought:
    """What a request comes down to: films liked, what they share, the words, things and feeling."""

    request: Request
    wish: FilmWish
    liked: tuple[int, ...]
    wanted: Vector
    leaned: Vector
    text: Vector
    asked: tuple[Asked, ...]
    feeling: Feeling | None

    @property
    def turn(self) -> int:
        """A number that differs between seeds and viewers, so that not all who feel the same
        see the same."""
        return hash((self.request.seed, self.liked)) & _HALF


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates by place, ascending, and the weighted parts of their scores."""

    places: Ids
    text: Scores
    cues: tuple[Cue, ...]
    cue: Scores
    taste: Scores
    prior: Scores
    base: Scores


class Scorer:
    """Adds up the weighted parts of films' scores, but for the feeling's. Immutable."""

    def __init__(
        self,
        index: Index,
        taste: Taste,
        cues: Cues,
        constraints: Constraints,
        weights: Weights,
        companions: Companions | None,
    ) -> None:
        self._index = index
        self._taste = taste
        self._cues = cues
        self._constraints = constraints
        self._weights = weights
        self._rated = companions.rated if companions else None

    def score(self, sought: Sought, places: Ids, bent: bool) -> Scored:
        """The films at `places`, which ascend; `bent` when they need not meet every wish."""
        weights, wish = self._weights, sought.wish
        part = self._index.postings.part(places)
        features = self._taste.features(sought.liked, sought.wanted, places, part)
        parts = self._blended(features, places)
        cues, share = self._cues.among(sought.asked, places, part)
        text = weights.text * _likeness(sought.text, part, len(places))
        prior = parts[PRIOR].sum(axis=0)
        if sought.feeling or sought.asked or wish.genres:
            prior *= np.float32(weights.asked)
        taste = parts[: PRIOR.start].sum(axis=0)
        base = taste + prior + text + np.float32(weights.cue) * share
        if len(sought.leaned.terms):
            leaned = cosines(sought.leaned, part) * _column(weights.unrated)[: len(FIELDS)]
            base += leaned.sum(axis=0)
        base += np.float32(weights.company) * self._constraints.company_fit(wish.company, places)
        if wish.provider:
            there = self._constraints.provider_fit(wish.provider, places)
            base += np.float32(weights.bent) * there
        if sought.feeling or not sought.liked:
            base += np.float32(weights.chance) * _chance(places, sought.turn)
        if bent:
            base += np.float32(weights.bent) * self._constraints.met(places, wish)
        return Scored(places, text, cues, weights.cue * share, taste, prior, base)

    def _blended(self, features: Scores, places: Ids) -> Scores:
        """The features by their weights, those of films no rating names by their own."""
        unrated = features * _column(self._weights.unrated)
        if self._rated is None:
            return unrated
        rated = features * _column(self._weights.rated)
        return np.where(self._rated[places], rated, unrated)


def _likeness(wanted: Vector, part: Part, size: int) -> Scores:
    """Cosine of each film's words with those of the request."""
    hits = part.hits(wanted.terms)
    products = hits.weights * wanted.weights[hits.terms]
    return np.bincount(hits.films, products, size).astype(np.float32)


def _chance(places: Ids, turn: int) -> Scores:
    """A number from 0 to 1 for each place, the same whatever else is looked at."""
    mixed = places.astype(np.uint64) + np.uint64(turn)
    mixed *= np.uint64(_MULTIPLIER)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(_MULTIPLIER)
    return ((mixed >> np.uint64(40)) / (1 << 24)).astype(np.float32)


@lru_cache(maxsize=8)
def _column(blend: Blend) -> Scores:
    return np.array([[getattr(blend, name)] for name in FEATURES], dtype=np.float32)


_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_HALF: Final = (1 << 63) - 1
