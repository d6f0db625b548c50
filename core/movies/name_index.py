"""Names → rows, in a few bytes a name: hashes, sorted."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np


class NameIndex:
    """The row of each name. Immutable.

    Two different names that share a 64-bit hash would be taken for one; among a million names
    that happens once in 30 million processes.
    """

    def __init__(
        self, names: Iterable[tuple[str, int]], worth: Sequence[float] | None = None
    ) -> None:
        """`names` gives names with their rows; of equal names the row of most `worth` counts,
        the first of those."""
        pairs = np.fromiter(((hash(name), row) for name, row in names), dtype=_PAIR)
        if worth is not None:
            best = np.argsort(-np.array(worth)[pairs["row"]], kind="stable")
            pairs = pairs[best]
        self._hashes, first = np.unique(pairs["hash"], return_index=True)
        self._rows = pairs["row"][first]

    def __len__(self) -> int:
        """How many different names there are."""
        return len(self._hashes)

    def row(self, name: str) -> int | None:
        """The row of `name`, None when there is none."""
        found = self.rows((name,))[0]
        return None if found < 0 else found

    def rows(self, names: Sequence[str]) -> list[int]:
        """The row of each of `names`, -1 for one there is not."""
        if not len(self._hashes) or not names:
            return [-1] * len(names)
        wanted = np.fromiter(map(hash, names), dtype=np.int64, count=len(names))
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        found: list[int] = np.where(self._hashes[places] == wanted, self._rows[places], -1).tolist()
        return found


_PAIR: Final = np.dtype([("hash", np.int64), ("row", np.int32)])
