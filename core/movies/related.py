"""Films that TMDB calls related, as lists of neighbours."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.neighbours import Neighbours
from core.movies.postings import Ids


def related(told: Mapping[int, Sequence[int]], ids: NDArray[np.int32], order: Ids) -> Neighbours:
    """What was `told` of films by row, in TMDB's ids, by place: `order` gives the row at each.

    `ids` are those of all films by row, 0 for none; films that are not there are left out. A
    film's first neighbour is worth 1, the others ever less, as places in a list are (nDCG).
    """
    width = min(_MOST, max(map(len, told.values()), default=0))
    wanted = np.zeros((len(ids), width), dtype=np.int32)
    for row, own in told.items():
        wanted[row, : len(own)] = own[:width]
    wanted = wanted[order]
    known = ids[order]
    by_id = np.argsort(known, kind="stable").astype(np.int32)
    at = np.minimum(np.searchsorted(known, wanted, sorter=by_id), max(0, len(ids) - 1))
    there = (wanted > 0) & (known[by_id[at]] == wanted) if width else wanted > 0
    films = np.where(there, by_id[at], -1) if width else wanted
    worth = np.where(there, 1 / np.log2(np.arange(width) + 2), 0)
    return Neighbours(films.astype(np.int32), worth.astype(np.float16))


_MOST: Final = 40
