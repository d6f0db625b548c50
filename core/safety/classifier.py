"""The trained second opinion: hashed character n-grams and cue groups in a linear model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.errors import ConfigError
from core.safety.levels import CALM, Kind, Level, Triage

PATH = Path(__file__).parent / "data" / "triage.npz"
BUCKETS = 1 << 16
CLASSES = (
    CALM,
    Triage(Level.EXPLICIT, Kind.SELF_HARM),
    Triage(Level.INDIRECT, Kind.SELF_HARM),
    Triage(Level.INDIRECT, Kind.THIRD_PERSON),
    Triage(Level.VIOLENCE, Kind.DATING_VIOLENCE),
    Triage(Level.VIOLENCE, Kind.STALKING),
    Triage(Level.VIOLENCE, Kind.SEXUAL_EXTORTION),
    Triage(Level.VIOLENCE, Kind.MINOR),
)
_LONGEST = 4
_BYTES = 2
_SEES = 0.2
_EDGE = "\x02"


def buckets(clean: str) -> list[int]:
    """Hashed n-grams (1 to 4 syllables) of a line in `syllables` spelling, without repeats."""
    raw = (_EDGE + clean + _EDGE).encode("utf-16-le", "surrogatepass")
    last = len(raw)
    return list(
        {
            crc32(raw[start : start + size]) & (BUCKETS - 1)
            for size in range(_BYTES, _BYTES * _LONGEST + 1, _BYTES)
            for start in range(0, last - size + 1, _BYTES)
        }
    )


class Classifier:
    """Scores a line against `CLASSES`; pure numpy."""

    def __init__(
        self,
        grams: npt.NDArray[np.float32],
        groups: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        names: Sequence[str],
        threshold: float,
    ) -> None:
        self._grams = grams
        self._groups = groups
        self._bias = bias
        self._row = {name: row for row, name in enumerate(names)}
        self.threshold = threshold

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Read trained weights. Raises ConfigError when they are missing or broken."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(
                    stored["grams"].astype(np.float32) * stored["scale"].astype(np.float32),
                    stored["groups"].astype(np.float32),
                    stored["bias"].astype(np.float32),
                    [str(name) for name in stored["names"]],
                    float(stored["threshold"]),
                )
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ConfigError(
                str(path), f"unreadable weights ({error})", "run `python -m core.safety.train`"
            ) from error

    def chances(self, clean: str, groups: frozenset[str]) -> npt.NDArray[np.float64]:
        """Probability of each of `CLASSES`, float64[8], summing to 1."""
        found = buckets(clean)
        score = self._grams[found].sum(0, dtype=np.float64) / np.sqrt(len(found))
        rows = [self._row[name] for name in groups if name in self._row]
        score += self._groups[rows].sum(0) + self._bias
        score = np.exp(score - score.max())
        chances: npt.NDArray[np.float64] = score / score.sum()
        return chances

    def judge(self, clean: str, groups: frozenset[str], ruled: Triage | None = None) -> Triage:
        """The likeliest class of crisis where a rule or the chances say crisis, else `CALM`.

        A rule's own class stands where the classifier sees nothing in the line.
        """
        chances = self.chances(clean, groups)
        crisis = 1.0 - chances[0]
        if crisis >= self.threshold or (ruled is not None and crisis >= _SEES):
            return CLASSES[1 + int(chances[1:].argmax())]
        return ruled or CALM
