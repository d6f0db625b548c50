"""Choosing a list out of scored films so that it is not the same film eight times."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.film import Film
from core.movies.moods import MOODS

Matrix = NDArray[np.float32]


class Chooser:
    """Maximal marginal relevance with caps: one a collection, two a director."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._films = films
        self._kinds = _kinds(films)

    def choose(
        self, candidates: Sequence[int], scores: Matrix, count: int, chosen: list[int]
    ) -> None:
        """Add up to `count` of `candidates` to `chosen`, each time the best that is unlike those in it.

        `candidates` come best first; those already chosen are passed over.
        """
        pool = np.array([index for index in candidates if index not in chosen], dtype=np.int64)
        worth = scores[pool]
        kinds = self._kinds[pool]
        near = np.zeros(len(pool), dtype=np.float32)
        if chosen and len(pool):
            near = (kinds @ self._kinds[chosen].T).max(axis=1)
        while count > 0 and len(pool) and worth.max() > -np.inf:
            best = int(np.argmax(worth - _SAMENESS * near))
            index = int(pool[best])
            worth[best] = -np.inf
            if not self._allowed(index, chosen):
                continue
            chosen.append(index)
            np.maximum(near, kinds @ self._kinds[index], out=near)
            count -= 1

    def _allowed(self, index: int, chosen: Sequence[int]) -> bool:
        film = self._films[index]
        if film.collection and any(
            self._films[other].collection == film.collection for other in chosen
        ):
            return False
        made = [name for other in chosen for name in self._films[other].directors]
        return all(made.count(name) < _PER_DIRECTOR for name in film.directors)


def _kinds(films: Sequence[Film]) -> Matrix:
    """Unit rows over genres and moods: what makes two films feel alike."""
    names = sorted({name for film in films for name in film.genres} | MOODS)
    places = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(films), len(names)), dtype=np.float32)
    for row, film in enumerate(films):
        matrix[row, [places[name] for name in (*film.genres, *film.moods) if name in places]] = 1
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms == 0, 1, norms), dtype=np.float32)


_PER_DIRECTOR: Final = 2
_SAMENESS: Final = 0.2
