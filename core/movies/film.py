"""A film as the product knows it: facts, our own synopsis, and what to be careful about."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Rating = Literal["ALL", "12", "15", "19", ""]
Caution = Literal[
    "suicide",
    "illness",
    "loss",
    "infidelity",
    "abuse",
    "injustice",
    "betrayal",
    "revenge",
    "war",
    "disaster",
    "isolation",
    "gore",
    "sexual",
    "bleak",
]


@dataclass(frozen=True, slots=True)
class Film:
    """Facts of one film.

    `genres` are TMDB's English names; `runtime` is minutes; `rating` is the Korean
    one, empty when unknown; `country` is ISO 3166-1 alpha-2, empty when unknown;
    `renown` is 1 to 5, our judgement of how widely known it is in Korea, 0 when not
    judged; `cautions` are what a hurting viewer may not want to meet.
    """

    id: str
    title: str
    original_title: str = ""
    year: int | None = None
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    overview: str = ""
    runtime: int | None = None
    rating: Rating = ""
    country: str = ""
    votes: int = 0
    vote_average: float = 0.0
    collection: str = ""
    tmdb_id: int | None = None
    renown: int = 0
    cautions: tuple[Caution, ...] = ()
    adult: bool = False


CAUTIONS: Final[frozenset[Caution]] = frozenset(get_args(Caution))
RATINGS: Final[frozenset[Rating]] = frozenset(get_args(Rating))
GENRES: Final = (
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "History",
    "Horror",
    "Music",
    "Mystery",
    "Romance",
    "Science Fiction",
    "TV Movie",
    "Thriller",
    "War",
    "Western",
)
