"""Facts of every film as columns, so that a wall or a wish is a few comparisons."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.movies.film import GENRES, Film
from core.movies.moods import MOODS, TABLE, mood_fits
from core.movies.providers import ProviderName

Column = NDArray[Any]


class Facts:
    """Columns in the order of places. Filled once, film by film, then immutable.

    `rating` counts up from ALL; `runtime` and `year` are 0 when unknown; `kinds` has a bit
    for each genre and mood, `services` for each provider; `offered` says whether any is known;
    a name is its checksum, 0 for none; `fits` are 255ths.
    """

    def __init__(self, size: int) -> None:
        self._rows = np.zeros(size, dtype=_ROW)

    def put(self, row: int, film: Film) -> None:
        """Note what is known of the film at `row`."""
        self._rows[row] = (
            RATING_ORDER.get(film.rating, RATING_ORDER["19"]),
            film.runtime or 0,
            film.year or 0,
            film.adult,
            film.rating in ("ALL", "12") and not _UNSAFE.intersection(film.cautions),
            code(film.country),
            code(film.collection),
            tuple(map(code, (*film.directors, "", "")[:2])),
            kinds((*film.genres, *film.moods)),
            film.votes,
            film.vote_average,
            film.renown,
            film.tmdb_id or 0,
            bool(film.offers),
            sum({SERVICE_BITS.get(offer.service, 0) for offer in film.offers}),
            mood_fits(film),
        )

    def columns(self) -> Mapping[str, Column]:
        """The columns, in the order of rows."""
        return {name: np.ascontiguousarray(self._rows[name]) for name in _ROW.names or ()}


def code(name: str) -> int:
    """A number for `name`, 0 for none; different names share one once in four billion pairs."""
    return crc32(name.casefold().encode("utf-8", "replace")) if name else 0


def kinds(names: Sequence[str]) -> int:
    """A bit for each of `names` that is a genre of TMDB's or a mood of ours."""
    return sum({KIND_BITS[name] for name in names if name in KIND_BITS})


RATING_ORDER: Final[Mapping[str, int]] = {"ALL": 0, "12": 1, "15": 2, "19": 3}
KIND_BITS: Final[Mapping[str, int]] = {
    name: 1 << place for place, name in enumerate((*GENRES, *sorted(MOODS)))
}
SERVICE_BITS: Final[Mapping[str, int]] = {
    name: 1 << place for place, name in enumerate(get_args(ProviderName))
}
_UNSAFE: Final = frozenset({"gore", "sexual"})
_ROW: Final = np.dtype(
    [
        ("rating", np.int8),
        ("runtime", np.int16),
        ("year", np.int16),
        ("adult", np.bool_),
        ("family_safe", np.bool_),
        ("country", np.uint32),
        ("collection", np.uint32),
        ("directors", np.uint32, (2,)),
        ("kinds", np.uint64),
        ("votes", np.int32),
        ("vote_average", np.float32),
        ("renown", np.int8),
        ("tmdb_id", np.int32),
        ("offered", np.bool_),
        ("services", np.uint8),
        ("fits", np.uint8, (len(TABLE),)),
    ]
)
