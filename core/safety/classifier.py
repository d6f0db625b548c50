"""The trained second opinion: hashed character n-grams and cue groups in a linear model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.errors import ConfigError
from core.safety.levels import CALM, Kind, Level, Triage

PATH = Path(__file__).parent / "data" / "triage.npz"
BUCKETS = 1 << 17
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
# Syllables carry words; runs of sounds carry stems under other endings and spellings.
_SYLLABLES, _SOUNDS = (1, 2, 3, 4), (5, 8)
_BYTES = 2
# What crisis needs beside a rule, which without one needs the threshold.
_RULED = 0.2
# A line that speaks of a story is mostly a tale told, and a long one often is: they must be
# surer to alarm, the more so since the reviews set the bounds here.
_LONG, _SURE_LONG = 25, 0.9
_OPENLY = Triage(Level.EXPLICIT, Kind.SELF_HARM)
_STORY, _SURE_STORY = "story", 0.92


def _grams(text: str, sizes: tuple[int, ...]) -> Iterator[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    for size in sizes:
        for start in range(0, len(raw) - _BYTES * size + 1, _BYTES):
            yield crc32(raw[start : start + _BYTES * size]) & (BUCKETS - 1)


def buckets(clean: str, sound: str) -> list[int]:
    """Hashed n-grams of a line's `syllables` and `sounds`, without repeats, in rising order."""
    return sorted({*_grams(f"\x02{clean}\x02", _SYLLABLES), *_grams(sound, _SOUNDS)})


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
                str(path), f"unreadable weights ({error})", "run `lovelm safety train`"
            ) from error

    def chances(self, clean: str, sound: str, groups: frozenset[str]) -> npt.NDArray[np.float64]:
        """Probability of each of `CLASSES`, float64[8], summing to 1."""
        found = buckets(clean, sound)
        score = self._grams[found].sum(0, dtype=np.float64) / np.sqrt(len(found))
        rows = [self._row[name] for name in groups if name in self._row]
        score += self._groups[rows].sum(0) + self._bias
        score = np.exp(score - score.max())
        chances: npt.NDArray[np.float64] = score / score.sum()
        return chances

    def judge(
        self, clean: str, sound: str, groups: frozenset[str], ruled: Triage | None = None
    ) -> Triage:
        """The likeliest class of crisis where crisis is likely enough, else `CALM`.

        Where a rule decides too, far less is enough; what it hears said openly is explicit.
        """
        chances = self.chances(clean, sound, groups)
        crisis = 1.0 - chances[0]
        if _STORY in groups and crisis < _SURE_STORY:
            return CALM
        if len(clean) > _LONG and crisis < _SURE_LONG:
            return CALM
        if crisis < (self.threshold if ruled is None else _RULED):
            return CALM
        likeliest = CLASSES[1 + int(chances[1:].argmax())]
        if ruled == _OPENLY and likeliest.kind is Kind.SELF_HARM:
            return ruled
        return likeliest
