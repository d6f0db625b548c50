"""ROUGE-L that counts Hangul.

Lin 2004: F1 of the longest common subsequence. The usual tool's tokenizer keeps a-z and 0-9 only,
so that Korean texts have no token at all and every score is 0; here units are letters or eojeol.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

_WORD = re.compile(r"\w+")

Units = Callable[[str], Sequence[str]]


def letters(text: str) -> Sequence[str]:
    """Letters and digits; a Hangul syllable is one, however it was composed."""
    return [letter for word in eojeol(text) for letter in word]


def eojeol(text: str) -> Sequence[str]:
    """What stands between spaces, without punctuation."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return [bare for word in words if (bare := "".join(_WORD.findall(word)))]


def rouge_l(text: str, reference: str, units: Units) -> float:
    """F1, 0 to 1; 0 where either has no unit."""
    ours, theirs = units(text), units(reference)
    if not ours or not theirs:
        return 0.0
    return 2 * _common(ours, theirs) / (len(ours) + len(theirs))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for unit in one:
        above = 0
        for at, against in enumerate(other, 1):
            above, row[at] = row[at], above + 1 if unit == against else max(row[at], row[at - 1])
    return row[-1]
