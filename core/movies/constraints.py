"""What a request allows: walls that never give way, and wishes that do when too few films are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.movies.exclusions import has
from core.movies.film import Film
from core.movies.wish import FilmWish
from core.movies.wish_words import Company

Mask = NDArray[np.bool_]
MaxRating = Literal["ALL", "12", "15", "19", "any"]
Bend = Literal["genres", "era", "country"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Films that may be shown, how much of the bending wishes each meets, and which bent."""

    mask: Mask
    met: NDArray[np.float32]
    bent: tuple[Bend, ...]


class Constraints:
    """The films' facts as arrays, so that a request is a few comparisons. Immutable but for a memo."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._films = films
        self._rating = np.array([RATING_ORDER.get(film.rating, 3) for film in films], dtype=np.int8)
        self._runtime = np.array([film.runtime or _UNKNOWN for film in films], dtype=np.int32)
        self._year = np.array([film.year or 0 for film in films], dtype=np.int32)
        self._adult = np.array([film.adult for film in films], dtype=np.bool_)
        self._country = np.array([film.country for film in films], dtype=np.str_)
        self._genre = {
            name: np.array([name in film.genres for film in films], dtype=np.bool_)
            for name in {name for film in films for name in film.genres}
        }
        self._family_safe = np.array([_family_safe(film) for film in films], dtype=np.bool_)
        self._excluded: dict[str, Mask] = {}

    def allowed(self, wish: FilmWish, max_rating: MaxRating, enough: int, barred: Mask) -> Allowed:
        """Films outside `barred` within every wall; bending wishes hold while `enough` are left."""
        mask = ~(barred | self._adult)
        if max_rating != "any":
            mask &= self._rating <= RATING_ORDER[max_rating]
        if wish.runtime is not None:
            mask &= self._runtime <= wish.runtime
        if wish.company == "family":
            mask &= self._family_safe
        for term in wish.exclusions:
            mask &= ~self._having(term)
        return self._bent(wish, mask, enough)

    def company_fit(self, company: Company | None) -> NDArray[np.float32]:
        """How well each film suits watching with `company`, -1 to 1."""
        fit = np.zeros(len(self._films), dtype=np.float32)
        for genre, weight in _COMPANY.get(company, {}).items() if company else ():
            if genre in self._genre:
                fit += np.float32(weight) * self._genre[genre]
        return np.clip(fit, -1, 1)

    def misses(self, places: Sequence[int], wish: FilmWish) -> tuple[tuple[Bend, ...], ...]:
        """For each of `places` the bending wishes that the film there does not meet."""
        wishes = self._wishes(wish)
        return tuple(
            tuple(name for name, met in wishes.items() if met[place] < 1) for place in places
        )

    def _bent(self, wish: FilmWish, mask: Mask, enough: int) -> Allowed:
        wishes = self._wishes(wish)
        if not wishes:
            return Allowed(mask, np.zeros(len(mask), dtype=np.float32), ())
        met = np.stack(list(wishes.values())).mean(axis=0).astype(np.float32)
        full = mask & (met > _NEARLY_ALL)
        if int(full.sum()) >= enough:
            return Allowed(full, met, ())
        return Allowed(mask, met, tuple(wishes))

    def _wishes(self, wish: FilmWish) -> Mapping[Bend, NDArray[np.float32]]:
        wishes: dict[Bend, NDArray[np.float32]] = {}
        if wish.genres:
            none = np.zeros(len(self._films), dtype=np.bool_)
            found = [self._genre.get(name, none) for name in wish.genres]
            wishes["genres"] = np.stack(found).mean(axis=0).astype(np.float32)
        years = era_years(wish.era)
        if years:
            wishes["era"] = ((self._year >= years[0]) & (self._year <= years[1])).astype(np.float32)
        if wish.country:
            wishes["country"] = (self._country == wish.country.upper()).astype(np.float32)
        return wishes

    def _having(self, term: str) -> Mask:
        if term not in self._excluded:
            if len(self._excluded) >= _KEPT_TERMS:
                self._excluded.clear()
            self._excluded[term] = np.array(
                [has(film, term) for film in self._films], dtype=np.bool_
            )
        return self._excluded[term]


def era_years(era: str | None) -> tuple[int, int] | None:
    """First and last year of `era`; None for none and for one that is not known."""
    if era is None:
        return None
    if era in _ERAS:
        return _ERAS[era]
    if len(era) == 5 and era[:4].isdigit() and era.endswith("s"):
        return int(era[:4]), int(era[:4]) + 9
    return None


def _family_safe(film: Film) -> bool:
    return film.rating in ("ALL", "12") and not {"gore", "sexual"} & set(film.cautions)


RATING_ORDER: Final[Mapping[str, int]] = {"ALL": 0, "12": 1, "15": 2, "19": 3}
# An unknown length cannot be promised to be short.
_UNKNOWN: Final = 10_000
_NEARLY_ALL: Final = 0.999
_KEPT_TERMS: Final = 256
_ERAS: Final[Mapping[str, tuple[int, int]]] = {"classic": (1800, 1989), "recent": (2020, 2200)}
_COMPANY: Final[Mapping[Company, Mapping[str, float]]] = {
    "alone": {"Drama": 0.5, "Documentary": 0.3, "Mystery": 0.2},
    "couple": {"Romance": 0.7, "Comedy": 0.3, "War": -0.5, "Horror": -0.4},
    "friends": {"Comedy": 0.5, "Action": 0.4, "Thriller": 0.2, "Romance": -0.2},
    "family": {"Family": 0.6, "Animation": 0.4, "Comedy": 0.2, "Adventure": 0.2},
}
