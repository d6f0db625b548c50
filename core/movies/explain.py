"""Why this film: one sentence out of the two reasons that counted most, and no spoilers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.korean import fill
from core.movies.constraints import Bend, Constraints
from core.movies.cues import Cue
from core.movies.film import Film
from core.movies.korean_genres import korean
from core.movies.moods import MOODS, Feeling, Intent
from core.movies.postings import Scores
from core.movies.providers import ProviderName, has, shown_name
from core.movies.sentences import BENDS, CLAUSES, LAST_RESORT, PROVIDER_NOTES, PURPOSES, SPOILERS
from core.movies.taste import Taste
from core.movies.wish import FilmWish

LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Reasons:
    """The weighted parts of every film's score, in the order of the films.

    `prior` is what a film's renown adds beyond the average film's.
    """

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


# Templates and what fills each, said one after the other.
Frame = tuple[tuple[str, Mapping[str, str]], ...]


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
        nearest = self._taste.nearest(reasons.liked, [place for place, _ in picks])
        places = [place for place, _ in picks]
        misses = self._constraints.misses(places, wish) if bent else ((),) * len(picks)
        sentences = []
        films = {place: self._films[place] for place in {*places, *nearest} if place is not None}
        for (place, intent), liked, missed in zip(picks, nearest, misses, strict=True):
            like = None if liked is None else films[liked]
            clauses = _clauses(films[place], like, place, intent, reasons, wish)
            frames = _frames(films[place], clauses, wish, missed)
            sentence = _least_used(frames, used)
            sentences.append(sentence or _least_used(_closed(clauses), used) or LAST_RESORT)
        return tuple(sentences)


def _clauses(
    film: Film,
    like: Film | None,
    place: int,
    intent: Intent | None,
    reasons: Reasons,
    wish: FilmWish,
) -> list[Clause]:
    """Every reason for the film that can be said, the weightiest first."""
    found = [
        *_liked(film, like, float(reasons.taste[place])),
        *_cued(place, reasons),
        *_felt(place, intent, reasons),
        *_asked(film, wish),
        *_own(film, float(reasons.prior[place])),
    ]
    first, *others = sorted(found, key=lambda clause: -clause.weight) or (None,)
    if first is None:
        return []
    said = first.values.get("what", "")
    return [first, *(clause for clause in others if clause.values.get("mood") != said)]


def _liked(film: Film, like: Film | None, weight: float) -> Iterator[Clause]:
    """That the viewer likes `like`, and what the two share."""
    if like is None:
        return
    values = {"liked": like.title}
    for kind, mine, theirs in (
        ("liked_director", film.directors, like.directors),
        ("liked_cast", film.cast, like.cast),
        ("liked_keyword", film.keywords, like.keywords),
        ("liked_mood", film.moods, like.moods),
    ):
        shared = [name for name in mine if name in theirs and _can_be_said(name)]
        if kind == "liked_keyword":  # catalogues from elsewhere have English ones too
            shared = [name for name in shared if not name.isascii()]
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


def _frames(
    film: Film, clauses: Sequence[Clause], wish: FilmWish, missed: Sequence[Bend]
) -> Iterator[Frame]:
    if missed:
        return _bent(missed[0], wish, clauses)
    if wish.provider:
        return _noted(film, clauses, wish.provider)
    return _joined(clauses)


def _bent(miss: Bend, wish: FilmWish, clauses: Sequence[Clause]) -> Iterator[Frame]:
    """Sentences that own up to the wish the film does not meet."""
    name = {
        "genres": "·".join(korean(genre) for genre in wish.genres[:2]),
        "era": _ERA_NAMES.get(wish.era or "", (wish.era or "").replace("s", "년대")),
        "country": _COUNTRY_NAMES.get(wish.country or "", wish.country or ""),
    }[miss]
    lead = (BENDS[miss], {"what": name})
    for clause in clauses[:2]:
        for _, close in CLAUSES[clause.kind]:
            yield lead, (close, clause.values)


def _joined(clauses: Sequence[Clause]) -> Iterator[Frame]:
    if len(clauses) < 2:
        return
    first, second = clauses[:2]
    links, closings = CLAUSES[first.kind], CLAUSES[second.kind]
    for shift in range(_SHIFTS):
        for index, (link, _) in enumerate(links):
            close = closings[(index + shift) % len(closings)][1]
            yield (link, first.values), (close, second.values)


def _noted(film: Film, clauses: Sequence[Clause], provider: ProviderName) -> Iterator[Frame]:
    values = {"provider": shown_name(provider)}
    notes = PROVIDER_NOTES[has(film, provider)]
    for shift in range(len(notes)):
        for index, (link, _) in enumerate(CLAUSES[clauses[0].kind] if clauses else ()):
            note = notes[(index + shift) % len(notes)]
            yield (link, clauses[0].values), (note, values)
    yield ((notes[0], values),)


def _closed(clauses: Sequence[Clause]) -> Iterator[Frame]:
    for clause in clauses:
        for _, close in CLAUSES[clause.kind]:
            yield ((close, clause.values),)


def _least_used(frames: Iterable[Frame], used: dict[str, int]) -> str:
    """The first sentence short enough of those whose words were used least; "" without any."""
    best, chosen, lowest = "", "", 1 << 30
    ends: tuple[str, ...] = ()
    for frame in frames:
        words = _words(frame)
        cost = used.get(frame[0][0], 0) + used.get(frame[-1][0], 0) + used.get(words, 0)
        if cost >= lowest:
            continue
        sentence = " ".join([fill(template, values) for template, values in frame])
        if len(sentence) <= LONGEST:
            best, chosen, lowest = sentence, words, cost
            ends = frame[0][0], frame[-1][0]
            if cost == 0:
                break
    if best:
        for words in {*ends, chosen}:
            used[words] = used.get(words, 0) + 1
    return best


def _words(frame: Frame) -> str:
    return frame[0][0] + frame[-1][0]


@lru_cache(maxsize=4096)
def _can_be_said(word: str) -> bool:
    return not any(sign in word.casefold() for sign in SPOILERS)


# Two pairings of each lead are enough for eight different sentences.
_SHIFTS: Final = 2
_FELT: Final = 0.3
_KNOWN: Final = 4
_ERA_NAMES: Final = {"classic": "옛날", "recent": "최신"}
_COUNTRY_NAMES: Final = {
    "KR": "한국", "US": "미국", "JP": "일본", "FR": "프랑스", "GB": "영국", "HK": "홍콩", "TW": "대만",
    "CN": "중국", "IN": "인도", "ES": "스페인", "DE": "독일", "IT": "이탈리아",
}  # fmt: skip
