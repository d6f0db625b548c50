"""Who a text sounds like: naive Bayes over the banks' lines, the same as `personas.telling`'s."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from core.understanding.features import BUCKETS, buckets
from personas.telling import Sample

# Added to every count, so that an n-gram never seen rules nobody out.
_SMOOTHING: Final = 0.1


class Speakers:
    """Knows what each persona says, matter by matter."""

    def __init__(self, found: Sequence[Sample]) -> None:
        self.names = sorted({sample.speaker for sample in found})
        counts = np.zeros((len(self.names), BUCKETS))
        by_key: dict[str, list[Sample]] = defaultdict(list)
        for sample in found:
            np.add.at(counts[self.names.index(sample.speaker)], buckets(sample.text), 1.0)
            by_key[sample.key].append(sample)
        self._counts = counts
        self._by_key = dict(by_key)

    def who(self, text: str, without: Collection[str] = ()) -> str:
        """The likeliest speaker of `text`, to one who never read the lines of the keys
        `without`; the first by name of several that are as likely."""
        counts = self._counts
        left_out = [sample for key in without for sample in self._by_key.get(key, ())]
        if left_out:
            counts = counts.copy()
            for sample in left_out:
                np.subtract.at(counts[self.names.index(sample.speaker)], buckets(sample.text), 1.0)
        here = counts[:, buckets(text)] + _SMOOTHING
        whole = counts.sum(axis=1, keepdims=True) + _SMOOTHING * BUCKETS
        return self.names[int(np.log(here / whole).sum(axis=1).argmax())]
