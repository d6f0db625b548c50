"""Why this film: one sentence out of the two reasons that counted most, and no spoilers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.korean import fill
from core.movies.constraints import Bend, Constraints
from core.movies.cues import Cue
from core.movies.film import Film
from core.movies.korean_genres import korean
from core.movies.moods import MOODS, Feeling, Intent
from core.movies.postings import Scores
from core.movies.providers import shown_name
from core.movies.sentences import BENDS, CLAUSES, LAST_RESORT, PROVIDER_NOTES, PURPOSES, SPOILERS
from core.movies.taste import Taste
from core.movies.wish import FilmWish

LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Reasons:
    """The weighted parts of every film's score, in the order of the films."""

    text: Scores
    cues: tuple[Cue, ...]
    cue: Scores
    liked: tuple[int, ...]
    taste: Scores
    feeling: Feeling | None
    mood: float
    moods: Mapping[tuple[Feeling, Intent], Scores]
    prior: Scores


@dataclass(frozen=True, slots=True)
class Clause:
    """A reason in words: its kind in the table of sentences and what fills it."""

    weight: float
    kind: str
    values: Mapping[str, str]


class Explainer:
    """Puts reasons into words. Immutable."""

    def __init__(self, films: Sequence[Film], taste: Taste, constraints: Constraints) -> None:
        self._films = films
        self._taste = taste
        self._constraints = constraints

    def explain(
        self,
        picks: Sequence[tuple[int, Intent | None]],
        reasons: Reasons,
        wish: FilmWish,
        bent: Sequence[Bend],
    ) -> tuple[str, ...]:
        """A sentence for each pick, at most LONGEST characters, frames as varied as can be."""
        used: dict[str, int] = {}
        return tuple(
            self._sentence(place, intent, reasons, wish, bent, used, turn)
            for turn, (place, intent) in enumerate(picks)
        )

    def _sentence(
        self,
        place: int,
        intent: Intent | None,
        reasons: Reasons,
        wish: FilmWish,
        bent: Sequence[Bend],
        used: dict[str, int],
        turn: int,
    ) -> str:
        clauses = self._clauses(place, intent, reasons, wish)
        if wish.provider:
            name = {"provider": shown_name(wish.provider)}
            endings = [fill(note, name) for note in PROVIDER_NOTES]
            options = list(_linked(clauses[:2], endings))
        else:
            options = list(_joined(clauses[:2]))
        options += _closed(clauses)
        if bent and (misses := self._constraints.misses(place, wish)):
            options = [*_bent(misses[0], wish, clauses), *options[-1:]]
        return _least_used(options, used, turn)

    def _clauses(
        self, place: int, intent: Intent | None, reasons: Reasons, wish: FilmWish
    ) -> list[Clause]:
        """Every reason for the film that can be said, the weightiest first."""
        film = self._films[place]
        found = [
            *self._liked(place, reasons),
            *_cued(place, reasons),
            *_felt(place, intent, reasons),
            *_asked(film, wish),
            *_own(film, float(reasons.prior[place])),
        ]
        return sorted(found, key=lambda clause: -clause.weight)

    def _liked(self, place: int, reasons: Reasons) -> Iterator[Clause]:
        if not reasons.liked:
            return
        nearest = max(reasons.liked, key=lambda liked: self._taste.between(liked, place))
        film, like = self._films[place], self._films[nearest]
        values = {"liked": like.title}
        weight = float(reasons.taste[place])
        for kind, mine, theirs in (
            ("liked_director", film.directors, like.directors),
            ("liked_cast", film.cast, like.cast),
            ("liked_keyword", film.keywords, like.keywords),
            ("liked_mood", film.moods, like.moods),
        ):
            shared = [name for name in mine if name in theirs and _can_be_said(name)]
            if shared and (kind != "liked_mood" or shared[0] in MOODS):
                yield Clause(weight, kind, {**values, "what": shared[0]})
                return
        yield Clause(weight * 0.6, "liked", values)


def _cued(place: int, reasons: Reasons) -> Iterator[Clause]:
    for cue in reasons.cues:
        if place in cue.rows and _can_be_said(cue.label):
            yield Clause(float(reasons.cue[place]), cue.kind, {"what": cue.label})
            return


def _felt(place: int, intent: Intent | None, reasons: Reasons) -> Iterator[Clause]:
    if reasons.feeling is None or intent is None:
        return
    cell = (reasons.feeling, intent)
    fit = float(reasons.moods[cell][place]) if cell in reasons.moods else 0.0
    if fit >= _FELT:
        yield Clause(reasons.mood * fit, "felt", {"purpose": PURPOSES[cell]})


def _asked(film: Film, wish: FilmWish) -> Iterator[Clause]:
    if wish.runtime and film.runtime:
        yield Clause(0.35, "runtime", {"minutes": str(film.runtime)})
    if wish.company:
        yield Clause(0.2, f"with_{wish.company}", {})


def _own(film: Film, prior: float) -> Iterator[Clause]:
    genre = korean(film.genres[0]) if film.genres else ""
    mood = next((mood for mood in film.moods if mood in MOODS), "")
    if genre and mood:
        yield Clause(0.15, "own", {"mood": mood, "genre": genre})
    elif genre:
        yield Clause(0.1, "own_genre", {"genre": genre})
    if film.renown >= _KNOWN:
        yield Clause(prior, "known", {})
    elif film.renown:
        yield Clause(0.2, "lesser_known", {})


def _bent(miss: Bend, wish: FilmWish, clauses: Sequence[Clause]) -> list[tuple[str, str]]:
    """Sentences that own up to the wish the film does not meet."""
    template = BENDS[miss]
    name = {
        "genres": "·".join(korean(genre) for genre in wish.genres[:2]),
        "era": _ERA_NAMES.get(wish.era or "", (wish.era or "").replace("s", "년대")),
        "country": _COUNTRY_NAMES.get(wish.country or "", wish.country or ""),
    }[miss]
    lead = fill(template, {"what": name})
    return [
        (f"{miss}+{frame}", f"{lead} {fill(frame, clause.values)}")
        for clause in clauses[:2]
        for _, frame in CLAUSES[clause.kind]
    ]


def _joined(clauses: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    if len(clauses) < 2:
        return
    first, second = clauses[:2]
    for shift in range(len(CLAUSES[second.kind])):
        for index, (link, _) in enumerate(CLAUSES[first.kind]):
            closings = CLAUSES[second.kind]
            close = closings[(index + shift) % len(closings)][1]
            yield link + close, f"{fill(link, first.values)} {fill(close, second.values)}"


def _linked(clauses: Sequence[Clause], endings: Sequence[str]) -> Iterator[tuple[str, str]]:
    for ending in endings:
        for clause in clauses:
            for _, close in CLAUSES[clause.kind]:
                yield close + ending, f"{fill(close, clause.values)}. {ending}"


def _closed(clauses: Sequence[Clause]) -> list[tuple[str, str]]:
    ends = [
        (close, fill(close, clause.values))
        for clause in clauses
        for _, close in CLAUSES[clause.kind]
    ]
    return [*ends, (LAST_RESORT, LAST_RESORT)]


def _least_used(options: Sequence[tuple[str, str]], used: dict[str, int], turn: int) -> str:
    """The first sentence short enough whose frame was used least; `turn` spreads the start."""
    fitting = [option for option in options if len(option[1]) <= LONGEST]
    frame, sentence = min(fitting, key=lambda option: used.get(option[0], 0))
    used[frame] = used.get(frame, 0) + 1
    return sentence


def _can_be_said(word: str) -> bool:
    return not any(sign in word.casefold() for sign in SPOILERS)


_FELT: Final = 0.3
_KNOWN: Final = 4
_ERA_NAMES: Final = {"classic": "옛날", "recent": "최신"}
_COUNTRY_NAMES: Final = {
    "KR": "한국", "US": "미국", "JP": "일본", "FR": "프랑스", "GB": "영국", "HK": "홍콩", "TW": "대만",
    "CN": "중국", "IN": "인도", "ES": "스페인", "DE": "독일", "IT": "이탈리아",
}  # fmt: skip
