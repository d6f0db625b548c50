"""The same question in other words."""

import re

_LETTERS = re.compile(r"[^가-힣a-z0-9]+")
SAME = 0.5


def trigrams(text: str) -> frozenset[str]:
    """Character trigrams of the letters of `text`, bigrams when it is very short."""
    letters = _LETTERS.sub("", text.lower())[:300]
    size = 3 if len(letters) > 5 else 2
    return frozenset(letters[i : i + size] for i in range(max(1, len(letters) - size + 1)))


def same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two lines ask the same: trigram Jaccard index of at least SAME."""
    shared = len(one & other)
    return shared > 0 and shared >= SAME * (len(one) + len(other) - shared)
