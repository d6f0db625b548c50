"""Films that fit a request, best first."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.constraints import Allowed, Constraints
from core.movies.cues import Cues
from core.movies.diversity import Chooser
from core.movies.explain import Explainer, Reasons
from core.movies.film import Film
from core.movies.moods import Feeling, Intent, mood_fits
from core.movies.postings import Scores
from core.movies.providers import where_to_watch
from core.movies.request import Pick, Request
from core.movies.taste import Taste
from core.movies.text_index import TextIndex
from core.movies.weights import SHIPPED, Weights
from core.movies.wish import FilmWish, read_constraints

__all__ = ["Pick", "Recommender", "Request"]


class Recommender:
    """Ranks one catalogue. Building reads every film; a request then costs about a millisecond.

    The same request, seed included, always gets the same answer.
    """

    def __init__(self, catalogue: Catalogue, weights: Weights = SHIPPED) -> None:
        self._catalogue = catalogue
        self._weights = weights
        self._films = tuple(catalogue)
        self._places = {film.id: place for place, film in enumerate(self._films)}
        self._text = TextIndex(self._films)
        self._taste = Taste(self._films, self._text)
        self._cues = Cues(self._films)
        self._constraints = Constraints(self._films)
        self._moods = mood_fits(self._films)
        self._prior = _prior(self._films)
        self._tail = self._prior <= (np.median(self._prior) if self._films else 0)
        self._usual_prior = np.float32(self._prior.mean() if self._films else 0)
        self._chooser = Chooser(self._films)
        self._explainer = Explainer(self._films, self._taste, self._constraints)

    def recommend(self, request: Request) -> tuple[Pick, ...]:
        """At most `request.k` picks, scores descending; fewer when the walls leave fewer."""
        if not self._films or request.k == 0:
            return ()
        wish = request.wish or read_constraints(request.text, self._catalogue)
        liked = self._find((*request.likes, *wish.likes))
        barred = np.zeros(len(self._films), dtype=np.bool_)
        barred[[*liked, *self._find(request.seen), *self._find(request.avoid)]] = True
        allowed = self._constraints.allowed(wish, request.max_rating, request.k, barred)
        reasons = self._reasons(request, wish, liked)
        base = self._base(reasons, wish, request.seed) + self._pull(request.leanings)
        chosen = self._choose(request, wish, base, allowed)
        if len(chosen) < request.k and not allowed.bent:
            # The caps left too few of the films that meet every wish.
            every = len(self._films) + 1
            allowed = self._constraints.allowed(wish, request.max_rating, every, barred)
            chosen = self._choose(request, wish, base, allowed)
        order = sorted(chosen, key=lambda place: (-chosen[place][0], place))
        whys = self._explainer.explain(
            [(place, chosen[place][1]) for place in order], reasons, wish, allowed.bent
        )
        return tuple(
            Pick(film, float(chosen[place][0]), why, where_to_watch(film, wish.provider))
            for place, why in zip(order, whys, strict=True)
            for film in (self._films[place],)
        )

    def _reasons(self, request: Request, wish: FilmWish, liked: Sequence[int]) -> Reasons:
        cues = self._cues.find(self._catalogue.blanked(request.text))
        return Reasons(
            text=self._weights.text * self._text.query(request.text),
            cues=tuple(cues),
            cue=self._weights.cue * self._cues.score(cues),
            liked=tuple(liked),
            taste=self._weights.taste * self._taste.closeness(liked),
            feeling=_feeling(request, wish),
            mood=self._weights.mood,
            moods=self._moods,
            prior=self._weights.prior * (self._prior - self._usual_prior),
        )

    def _pull(self, leanings: Sequence[tuple[str, float]]) -> Scores:
        known = [(self._places[id], weight) for id, weight in leanings if id in self._places]
        return np.asarray(self._weights.taste * self._taste.pull(known), dtype=np.float32)

    def _base(self, reasons: Reasons, wish: FilmWish, seed: int) -> Scores:
        chance = np.random.default_rng(abs(seed)).random(len(self._films), dtype=np.float32)
        parts = (reasons.text, reasons.cue, reasons.taste, self._weights.prior * self._prior)
        company = self._weights.company * self._constraints.company_fit(wish.company)
        total = sum(parts) + company + self._weights.chance * chance
        return np.asarray(total, dtype=np.float32)

    def _choose(
        self, request: Request, wish: FilmWish, base: Scores, allowed: Allowed
    ) -> dict[int, tuple[float, Intent | None]]:
        """place → (score, the intent it was chosen for)."""
        chosen: dict[int, tuple[float, Intent | None]] = {}
        feeling = _feeling(request, wish)
        if allowed.bent:
            base = base + self._weights.bent * allowed.met
        for intent, count in _quotas(feeling, wish.intent, request.k):
            scores = np.where(allowed.mask, base + self._mood(feeling, intent), -np.inf).astype(
                np.float32
            )
            for place in self._best(scores, count, list(chosen), request.diversify):
                chosen[place] = (float(scores[place]), intent)
            if request.diversify and not allowed.bent and len(chosen) <= count:
                self._seat_tail(scores, chosen, intent, count)
        return chosen

    def _mood(self, feeling: Feeling | None, intent: Intent | None) -> Scores:
        fit = self._moods.get((feeling, intent)) if feeling and intent else None
        return (
            np.zeros(len(self._films), dtype=np.float32)
            if fit is None
            else self._weights.mood * fit
        )

    def _best(self, scores: Scores, count: int, taken: list[int], diversify: bool) -> list[int]:
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] > -np.inf]
        if not diversify:
            return [place for place in order.tolist() if place not in taken][:count]
        places = list(taken)
        self._chooser.choose(order[:_CANDIDATES].tolist(), scores, count, places)
        missing = count - (len(places) - len(taken))
        if missing and len(order) > _CANDIDATES:
            self._chooser.choose(order[_CANDIDATES:].tolist(), scores, missing, places)
        return places[len(taken) :]

    def _seat_tail(
        self,
        scores: Scores,
        chosen: dict[int, tuple[float, Intent | None]],
        intent: Intent | None,
        count: int,
    ) -> None:
        """Give the last place to the best lesser-known film, when none earned one."""
        if count < _TAIL_FROM or any(self._tail[place] for place in chosen):
            return
        last = min(chosen, key=lambda place: chosen[place][0], default=None)
        if last is None:
            return
        kept = [place for place in chosen if place != last]
        found = self._best(np.where(self._tail, scores, -np.inf).astype(np.float32), 1, kept, True)
        if found:
            del chosen[last]
            chosen[found[0]] = (float(scores[found[0]]), intent)

    def _find(self, names: Iterable[str]) -> tuple[int, ...]:
        films = (self._catalogue.by_id(name) or self._catalogue.by_title(name) for name in names)
        return tuple(dict.fromkeys(self._places[film.id] for film in films if film))


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


def _prior(films: Sequence[Film]) -> Scores:
    """How likely anyone is to like a film, 0 to 1: our own judgement, else votes."""
    votes = np.array([film.votes for film in films], dtype=np.float64)
    known = np.log1p(votes) / max(1.0, float(np.log1p(votes.max(initial=0))))
    rated = np.array([film.vote_average / 10 for film in films])
    voted = np.where(votes > 0, 0.75 * known + 0.25 * rated, _UNKNOWN_PRIOR)
    renown = np.array([film.renown / 5 for film in films])
    return np.where(renown > 0, renown, voted).astype(np.float32)


_CANDIDATES: Final = 64
_TAIL_FROM: Final = 4
_UNKNOWN_PRIOR: Final = 0.1
_BORED = re.compile(r"심심|지루|따분|무료(?:해|하)|노잼|할\s*거\s*없|bored")
