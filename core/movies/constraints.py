"""What a request allows: walls that never give way, and wishes that do when too few films are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.movies.facts import KIND_BITS, RATING_ORDER, SERVICE_BITS, Column, code
from core.movies.postings import Ids, Scores
from core.movies.providers import ProviderName
from core.movies.wish import FilmWish
from core.movies.wish_words import Company

Mask = NDArray[np.bool_]
MaxRating = Literal["ALL", "12", "15", "19", "any"]
Bend = Literal["genres", "era", "country"]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Films that may be shown, the wishes that bent, and some films that meet every wish
    where others may be shown too."""

    mask: Mask
    bent: tuple[Bend, ...]
    meeting: Ids


class Constraints:
    """What the facts of films allow, all at once. Immutable."""

    def __init__(self, facts: Mapping[str, Column]) -> None:
        self._facts = facts
        self._size = len(facts["year"])

    def allowed(self, wish: FilmWish, max_rating: MaxRating, enough: int, barred: Ids) -> Allowed:
        """Films but those at `barred` within every wall; bending wishes, and that a service is
        known to have the film, hold while `enough` are left.

        Exclusions are no part of it: `exclusions.has` looks at one film after another.
        """
        mask = ~self._facts["adult"]
        mask[barred] = False
        if max_rating != "any":
            mask &= self._facts["rating"] <= RATING_ORDER[max_rating]
        if wish.runtime is not None:
            # An unknown length cannot be promised to be short.
            runtime = self._facts["runtime"]
            mask &= (runtime <= wish.runtime) & (runtime > 0)
        if wish.company == "family":
            mask &= self._facts["family_safe"]
        there = mask
        if wish.provider:
            there = mask & (self.provider_fit(wish.provider, slice(None)) == 1)
            if np.count_nonzero(there) >= enough:
                mask = there
        return self._bent(wish, mask, there, enough)

    def provider_fit(self, provider: ProviderName, places: Ids | slice) -> Scores:
        """1 for films that the service has, 0 for those it has not, between where nobody knows."""
        there = (self._facts["services"][places] & SERVICE_BITS[provider]) > 0
        unknown = ~self._facts["offered"][places]
        return there + np.float32(0.5) * unknown

    def company_fit(self, company: Company | None, places: Ids) -> Scores:
        """How well the films at `places` suit watching with `company`, -1 to 1."""
        fit = np.zeros(len(places), dtype=np.float32)
        own = self._facts["kinds"][places]
        for genre, weight in _COMPANY[company].items() if company else ():
            fit += np.float32(weight) * ((own & KIND_BITS[genre]) > 0)
        return np.clip(fit, -1, 1)

    def misses(self, places: Sequence[int], wish: FilmWish) -> tuple[tuple[Bend, ...], ...]:
        """For each of `places` the bending wishes that the film there does not meet."""
        wishes = self._wishes(wish, np.array(places, dtype=np.int32))
        return tuple(
            tuple(name for name, met in wishes.items() if met[index] < 1)
            for index in range(len(places))
        )

    def met(self, places: Ids, wish: FilmWish) -> Scores:
        """How much of the bending wishes each film at `places` meets, 0 to 1."""
        wishes = self._wishes(wish, places)
        return np.mean([*wishes.values()], axis=0, dtype=np.float32) if wishes else _none(places)

    def _bent(self, wish: FilmWish, mask: Mask, there: Mask, enough: int) -> Allowed:
        """`there` are films of the wanted service, part of `mask`."""
        wishes = self._wishes(wish, slice(None))
        if not wishes:
            return Allowed(mask, (), _some(there) if there is not mask else _NO_PLACES)
        met = np.logical_and.reduce([met >= 1 for met in wishes.values()])
        for full in (there & met, mask & met):
            if np.count_nonzero(full) >= enough:
                return Allowed(full, (), _some(there & met))
        return Allowed(mask, tuple(wishes), _some(mask & met))

    def _wishes(self, wish: FilmWish, places: Ids | slice) -> Mapping[Bend, Scores]:
        wishes: dict[Bend, Scores] = {}
        if wish.genres:
            own = self._facts["kinds"][places]
            having = [(own & KIND_BITS.get(name, 0)) > 0 for name in wish.genres]
            wishes["genres"] = np.mean(having, axis=0, dtype=np.float32)
        years = era_years(wish.era)
        if years:
            year = self._facts["year"][places]
            wishes["era"] = ((year >= years[0]) & (year <= years[1])).astype(np.float32)
        if wish.country:
            country = self._facts["country"][places]
            wishes["country"] = (country == code(wish.country)).astype(np.float32)
        return wishes


def _some(mask: Mask) -> Ids:
    return np.flatnonzero(mask)[:_MEETING].astype(np.int32)


def _none(places: Ids) -> Scores:
    return np.zeros(len(places), dtype=np.float32)


def era_years(era: str | None) -> tuple[int, int] | None:
    """First and last year of `era`; None for none and for one that is not known."""
    if era is None:
        return None
    if era in _ERAS:
        return _ERAS[era]
    if len(era) == 5 and era[:4].isdigit() and era.endswith("s"):
        return int(era[:4]), int(era[:4]) + 9
    return None


_MEETING: Final = 64
_NO_PLACES: Final[Ids] = np.empty(0, dtype=np.int32)
_ERAS: Final[Mapping[str, tuple[int, int]]] = {"classic": (1800, 1989), "recent": (2020, 2200)}
_COMPANY: Final[Mapping[Company, Mapping[str, float]]] = {
    "alone": {"Drama": 0.5, "Documentary": 0.3, "Mystery": 0.2},
    "couple": {"Romance": 0.7, "Comedy": 0.3, "War": -0.5, "Horror": -0.4},
    "friends": {"Comedy": 0.5, "Action": 0.4, "Thriller": 0.2, "Romance": -0.2},
    "family": {"Family": 0.6, "Animation": 0.4, "Comedy": 0.2, "Adventure": 0.2},
}
