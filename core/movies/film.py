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


Access = Literal["flatrate", "free", "ads", "rent", "buy"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that has a film in Korea, and how one may watch it there.

    `service` is a row of the providers' table, or a name as TMDB writes it.
    """

    service: str
    access: Access


@dataclass(frozen=True, slots=True)
class Film:
    """Facts of one film.

    `genres` are TMDB's English names; `runtime` is minutes; `rating` is the Korean
    one, empty when unknown; `country` is ISO 3166-1 alpha-2, empty when unknown;
    `renown` is 1 to 5, our judgement of how widely known it is in Korea, 0 when not
    judged; `cautions` are what a hurting viewer may not want to meet; `poster` is the
    address of a picture; no `offers` means that nothing is known, not that nobody has
    it; `watch_url` is TMDB's page of them; `related` are TMDB ids, the nearest first.
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
    poster: str = ""
    offers: tuple[Offer, ...] = ()
    watch_url: str = ""
    related: tuple[int, ...] = ()


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
