"""Films that fit a request, best first."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.labels import Emotion
from core.movies.candidates import Candidates
from core.movies.catalogue import Catalogue
from core.movies.constraints import Allowed, Constraints
from core.movies.cues import Cues
from core.movies.diversity import Chooser
from core.movies.exclusions import has
from core.movies.explain import Explainer, Reasons
from core.movies.index import Index
from core.movies.learned import Learned
from core.movies.moods import TABLE, Feeling, Intent
from core.movies.postings import Ids, Scores
from core.movies.providers import where_to_watch
from core.movies.request import Pick, Request
from core.movies.score import Scored, Scorer, Sought
from core.movies.taste import Taste
from core.movies.terms import asked_words
from core.movies.weights import SHIPPED, Weights
from core.movies.wish import FilmWish, read_constraints

__all__ = ["Pick", "Recommender", "Request"]

# place → (score, the intent it was chosen for)
Chosen = dict[int, tuple[float, Intent | None]]


class Recommender:
    """Ranks one catalogue. Building reads every film; a request then costs about a millisecond.

    The same request, seed included, always gets the same answer.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        weights: Weights | None = None,
        learned: Learned | None = None,
        index: Index | None = None,
    ) -> None:
        """`weights` go before those in what was `learned` from ratings; an `index` saves building it."""
        self._catalogue = catalogue
        self._weights = weights or (learned.weights if learned else SHIPPED)
        self._index = index or Index(catalogue.films)
        companions = learned.companions(catalogue, self._index) if learned else None
        self._taste = Taste(self._index, companions)
        self._candidates = Candidates(self._index, companions)
        self._cues = Cues(self._index)
        self._constraints = Constraints(self._index.facts)
        self._scorer = Scorer(
            self._index, self._taste, self._cues, self._constraints, self._weights, companions
        )
        self._chooser = Chooser(self._index.facts)
        self._explainer = Explainer(self._index.films, self._taste, self._constraints)
        self._tail = min(len(self._index) // 2, _WELL_KNOWN)

    def recommend(self, request: Request) -> tuple[Pick, ...]:
        """At most `request.k` picks, scores descending; fewer when the walls leave fewer."""
        if not len(self._index) or request.k == 0:
            return ()
        sought = self._sought(request)
        known = (*request.seen, *request.avoid)
        barred = np.array([*sought.liked, *self._find(known)], dtype=np.int32)
        allowed, scored, chosen = self._answer(sought, barred, request.k)
        if len(chosen) < request.k and not allowed.bent:
            # The caps and exclusions left too few of the films that meet every wish.
            allowed, scored, chosen = self._answer(sought, barred, len(self._index) + 1)
        order = sorted(chosen, key=lambda place: (-chosen[place][0], place))
        whys = self._explainer.explain(
            [(place, chosen[place][1]) for place in order],
            self._reasons(sought, scored, order),
            sought.wish,
            allowed.bent,
        )
        return tuple(
            Pick(film, float(chosen[place][0]), why, where_to_watch(film, sought.wish.provider))
            for place, why in zip(order, whys, strict=True)
            for film in (self._index.films[place],)
        )

    def _sought(self, request: Request) -> Sought:
        wish = request.wish or _wish(request.text, self._catalogue)
        liked = self._find((*request.likes, *wish.likes))
        text = request.text
        return Sought(
            request,
            wish,
            liked,
            self._taste.wanted(liked),
            self._taste.leaned(self._places_of(request.leanings)),
            self._index.postings.asked(asked_words(text)),
            self._cues.find(self._catalogue.blanked(text)) if text else (),
            _feeling(request, wish),
        )

    def _answer(self, sought: Sought, barred: Ids, enough: int) -> tuple[Allowed, Scored, Chosen]:
        request, wish = sought.request, sought.wish
        allowed = self._constraints.allowed(wish, request.max_rating, enough, barred)
        quotas = _quotas(sought.feeling, wish.intent, request.k)
        cells = [(sought.feeling, intent) for intent, _ in quotas if sought.feeling and intent]
        least = request.k * _SLACK
        places = self._candidates.gather(
            allowed, least, sought.liked, (sought.wanted, sought.leaned, sought.text), sought.asked,
            [cell for cell in cells if cell in TABLE], sought.turn,
        )  # fmt: skip
        scored = self._scorer.score(sought, places, bool(allowed.bent))
        chosen = self._choose(sought, scored, quotas, bool(allowed.bent))
        if len(chosen) < request.k and len(places) < np.count_nonzero(allowed.mask):
            every = np.flatnonzero(allowed.mask).astype(np.int32)
            scored = self._scorer.score(sought, every, bool(allowed.bent))
            chosen = self._choose(sought, scored, quotas, bool(allowed.bent))
        return allowed, scored, chosen

    def _choose(
        self,
        sought: Sought,
        scored: Scored,
        quotas: tuple[tuple[Intent | None, int], ...],
        bent: bool,
    ) -> Chosen:
        chosen: Chosen = {}
        for intent, count in quotas:
            scores = scored.base + self._mood(sought.feeling, intent, scored.places)
            for place, score in self._best(sought, scored.places, scores, count, list(chosen)):
                chosen[place] = (score, intent)
            if sought.request.diversify and not bent and len(chosen) <= count:
                self._seat_tail(sought, scored.places, scores, chosen, intent, count)
        return chosen

    def _mood(self, feeling: Feeling | None, intent: Intent | None, places: Ids) -> Scores:
        if feeling is None or intent is None or (feeling, intent) not in TABLE:
            return np.zeros(len(places), dtype=np.float32)
        fits = self._index.fits((feeling, intent))[places]
        return np.asarray(fits * np.float32(self._weights.mood / 255), dtype=np.float32)

    def _best(
        self, sought: Sought, places: Ids, scores: Scores, count: int, taken: list[int]
    ) -> list[tuple[int, float]]:
        found, most = list(taken), len(taken) + count
        for some in _best_first(scores, max(_CANDIDATES, 3 * count)):
            self._take(sought, places[some], scores[some], most - len(found), found)
            if len(found) == most:
                break
        new = found[len(taken) :]
        at = np.searchsorted(places, new)
        return list(zip(new, scores[at].tolist(), strict=True))

    def _take(
        self, sought: Sought, places: Ids, scores: Scores, count: int, found: list[int]
    ) -> None:
        """Add `count` of `places`, the best first, to `found`; each is asked for exclusions late."""
        if sought.request.diversify:
            self._chooser.choose(places, scores, count, found, partial(self._welcome, sought))
            return
        most = len(found) + count
        for place in places.tolist():
            if len(found) == most:
                return
            if place not in found and self._welcome(sought, place):
                found.append(place)

    def _welcome(self, sought: Sought, place: int) -> bool:
        exclusions = sought.wish.exclusions
        if not exclusions:
            return True
        film = self._index.films[place]
        return not any(has(film, term) for term in exclusions)

    def _seat_tail(
        self,
        sought: Sought,
        places: Ids,
        scores: Scores,
        chosen: Chosen,
        intent: Intent | None,
        count: int,
    ) -> None:
        """Give the last place to the best lesser-known film, when none earned one."""
        if count < _TAIL_FROM or any(place >= self._tail for place in chosen):
            return
        last = min(chosen, key=lambda place: chosen[place][0], default=None)
        tail = int(np.searchsorted(places, self._tail))
        if last is None or tail == len(places):
            return
        kept = [place for place in chosen if place != last]
        for place, score in self._best(sought, places[tail:], scores[tail:], 1, kept):
            del chosen[last]
            chosen[place] = (score, intent)

    def _reasons(self, sought: Sought, scored: Scored, picked: list[int]) -> Reasons:
        """The parts of the scores of the films `picked`; those of others are not filled in."""
        at = np.searchsorted(scored.places, picked)

        def spread(values: Scores) -> Scores:
            every = np.zeros(len(self._index), dtype=np.float32)
            every[picked] = values
            return every

        cells = [cell for cell in TABLE if cell[0] == sought.feeling]
        return Reasons(
            text=spread(scored.text[at]),
            cues=scored.cues,
            cue=spread(scored.cue[at]),
            liked=sought.liked,
            taste=spread(scored.taste[at]),
            feeling=sought.feeling,
            mood=self._weights.mood,
            moods={
                cell: spread(self._index.fits(cell)[picked] * np.float32(1 / 255)) for cell in cells
            },
            prior=spread(scored.prior[at]),
        )

    def _places_of(self, leanings: Sequence[tuple[str, float]]) -> list[tuple[int, float]]:
        return [
            (int(self._index.places[row]), weight)
            for id, weight in leanings
            if (row := self._catalogue.id_row(id)) is not None
        ]

    def _find(self, names: Sequence[str]) -> tuple[int, ...]:
        rows = [row for row in self._catalogue.rows(names) if row is not None]
        return tuple(dict.fromkeys(self._index.places[rows].tolist()))


def _best_first(scores: Scores, count: int) -> Iterator[NDArray[np.intp]]:
    """The `count` best, then all others, each in order."""
    if count < len(scores):
        edge = np.partition(scores, -count)[-count]
        best = np.flatnonzero(scores >= edge)
        yield best[np.argsort(-scores[best], kind="stable")][:count]
        yield np.argsort(-scores, kind="stable")[count:]
    else:
        yield np.argsort(-scores, kind="stable")


def _wish(text: str, catalogue: Catalogue) -> FilmWish:
    return read_constraints(text, catalogue) if text else FilmWish()


def _feeling(request: Request, wish: FilmWish) -> Feeling | None:
    feeling = request.emotion
    if feeling in (None, Emotion.NEUTRAL, Emotion.TIRED) and _BORED.search(request.text):
        return "bored" if wish.intent != "congruent" else Emotion.SADNESS
    if feeling in (None, Emotion.NEUTRAL):
        return Emotion.SADNESS if wish.intent else None
    return feeling


def _quotas(
    feeling: Feeling | None, intent: Intent | None, count: int
) -> tuple[tuple[Intent | None, int], ...]:
    """How many films for which intent: 5 to lift and 3 to stay of 8 when none was named."""
    if feeling is None:
        return ((None, count),)
    if intent:
        return ((intent, count),)
    if feeling == "bored":
        return (("repair", count),)
    stay = round(count * 3 / 8)
    return (("repair", count - stay), ("congruent", stay))


_CANDIDATES: Final = 32
_TAIL_FROM: Final = 4
_SLACK: Final = 4
_WELL_KNOWN: Final = 100
_BORED = re.compile(r"심심|지루|따분|무료(?:해|하)|노잼|할\s*거\s*없|bored")
