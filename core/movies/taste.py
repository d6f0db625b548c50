"""Closeness of films by the people and themes they share, over every film a viewer liked."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from core.movies.film import Film
from core.movies.postings import Postings, Scores
from core.movies.text_index import TextIndex


class Taste:
    """How close each film is to liked ones. Rows of liked films are kept for the next request."""

    def __init__(self, films: Sequence[Film], text: TextIndex) -> None:
        self._size = len(films)
        self._text = text
        self._features = Postings([features(film) for film in films])
        self._row = lru_cache(maxsize=_KEPT_ROWS)(self._closeness)

    def closeness(self, liked: Sequence[int]) -> Scores:
        """0 to 1 for every film: half the mean over all `liked`, half the nearest of them."""
        if not liked:
            return np.zeros(self._size, dtype=np.float32)
        rows = np.stack([self._row(index) for index in liked])
        return np.asarray((rows.mean(axis=0) + rows.max(axis=0)) / 2, dtype=np.float32)

    def pull(self, leanings: Sequence[tuple[int, float]]) -> Scores:
        """-1 to 1 for every film: closeness to those with a positive leaning less that to those
        with a negative one, each counting by how strong its leaning is."""
        total = np.zeros(self._size, dtype=np.float32)
        for sign in (1, -1):
            rows = [
                np.float32(weight) * self._row(index)
                for index, weight in leanings
                if weight * sign > 0
            ]
            if rows:
                strongest = sign * np.max([sign * row for row in rows], axis=0)
                total += (np.mean(rows, axis=0) + strongest) / 2
        return total

    def nearest(self, liked: Sequence[int], places: Sequence[int]) -> list[int | None]:
        """For each of `places` the liked film closest to it, None when none is liked."""
        if not liked:
            return [None] * len(places)
        rows = np.stack([self._row(index)[list(places)] for index in liked])
        return [liked[index] for index in rows.argmax(axis=0)]

    def _closeness(self, index: int) -> Scores:
        shared = _FEATURE_SHARE * self._features.row(index)
        return np.asarray(shared + (1 - _FEATURE_SHARE) * self._text.row(index), dtype=np.float32)


def features(film: Film) -> Mapping[str, float]:
    """What a film shares with others, each with the weight of its kind."""
    found = {
        f"{kind}:{name.casefold()}": weight
        for kind, names, weight in (
            ("director", film.directors, 1.2),
            ("cast", film.cast, 0.6),
            ("keyword", film.keywords, 0.9),
            ("genre", film.genres, 1.0),
            ("mood", film.moods, 0.8),
        )
        for name in names
    }
    if film.collection:
        found[f"collection:{film.collection.casefold()}"] = 1.0
    if film.year:
        found[f"decade:{film.year // 10}"] = 0.3
    if film.country:
        found[f"country:{film.country}"] = 0.3
    return found


_KEPT_ROWS: Final = 256
_FEATURE_SHARE: Final = 0.75
