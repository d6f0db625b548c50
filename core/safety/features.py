"""What the trained second opinion sees of a line: hashed n-grams of three spellings."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from core.safety.normalise import sounds, syllables, words

BUCKETS = 1 << 18
# Odd 32-bit constants to mix by; what each spelling's letters are moved by, to tell them apart.
_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_SHIFT, _KEPT = np.uint32(15), np.uint32(14)
_APART, _SOUND = np.uint32(1 << 21), np.uint32(2 << 21)


@dataclass(frozen=True, slots=True)
class Spelled:
    """One line in three spellings: whole syllables, the same with spaces, folded sounds."""

    clean: str
    apart: str
    sound: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Spell out `text`; any string will do."""
        return cls(syllables(text), words(text), sounds(text))

    def joined(self) -> Self:
        """The same without spaces."""
        return replace(self, apart=f" {self.clean} ")

    def buckets(self) -> npt.NDArray[np.intp]:
        """Buckets (0 to BUCKETS-1) of its n-grams, without repeats, in rising order.

        Of syllables 1 to 4, of words 2 to 4 with their spaces, of sounds 4 and 8: stems under
        other endings and spellings. Few span two spellings, and those do no harm.
        """
        clean = f"\x02{self.clean}\x02"
        written = len(clean) + len(self.apart)
        text = f"{clean}{self.apart}{self.sound}"
        ones = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
        ones[len(clean) : written] += _APART
        ones[written:] += _SOUND
        twos = _mixed(ones[:-1], ones[1:])
        threes = _mixed(twos[:-1], ones[2:])
        fours = _mixed(twos[:-2], twos[2:])
        eights = _mixed(fours[written:-4], fours[written + 4 :])
        found = (_mixed(ones[: len(clean)], _FIRST), twos[:written], threes[:written])
        return np.unique(np.concatenate((*found, fours, eights)) >> _KEPT).astype(np.intp)


def _mixed(
    left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32] | np.uint32
) -> npt.NDArray[np.uint32]:
    made = (left * _FIRST + right) * _SECOND
    made ^= made >> _SHIFT
    return made
