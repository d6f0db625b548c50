"""What is asked of the recommender, and what it answers."""

from dataclasses import dataclass
from typing import get_args

from core.errors import BadInput
from core.labels import Emotion
from core.movies.constraints import MaxRating
from core.movies.film import Film
from core.movies.providers import Provider
from core.movies.wish import FilmWish


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Raises BadInput for a negative `k` or a rating that does not exist.

    `likes` and `seen` are ids or titles, unknown ones are passed over; `avoid` are ids
    shown lately. `leanings` (id, -1 to 1) were learnt of the viewer: they draw to films like
    those, or away from them, and no reason ever names them. Without a `wish`, constraints are read from `text`. A film with no
    rating counts as 19; adult films are shown under no setting. `diversify` switches
    the spread of kinds, the caps on collections and directors, and the tail's place.
    """

    text: str = ""
    wish: FilmWish | None = None
    emotion: Emotion | None = None
    likes: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    k: int = 8
    max_rating: MaxRating = "15"
    diversify: bool = True
    seed: int = 0
    avoid: frozenset[str] = frozenset()
    leanings: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.k < 0:
            raise BadInput(f"k is {self.k}, it must not be negative")
        if self.max_rating not in get_args(MaxRating):
            raise BadInput(f"max_rating {self.max_rating!r} is none of {get_args(MaxRating)}")


@dataclass(frozen=True, slots=True)
class Pick:
    """A film, its score (higher is better, comparable within one answer) and why, in Korean.

    `providers` are where to watch it, or where to search when that is not known.
    """

    film: Film
    score: float
    why: str
    providers: tuple[Provider, ...]
