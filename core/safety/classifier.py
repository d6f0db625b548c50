"""The trained second opinion: n-grams, cue groups and fields of meaning in a linear model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from core.errors import ConfigError
from core.safety.features import BUCKETS, Spelled
from core.safety.levels import CALM, Kind, Level, Triage
from core.safety.senses import Senses

PATH = Path(__file__).parent / "data" / "triage.npz"
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
# Groups and fields are few and each tells a lot; less keeps the model from leaning on them alone.
GROUP, FIELD = 0.3, 0.5
_OPENLY = Triage(Level.EXPLICIT, Kind.SELF_HARM)


class Classifier:
    """Scores a line; pure numpy.

    The first column says whether it discloses, in log-odds; the others which of `CLASSES[1:]`.
    """

    def __init__(
        self,
        grams: npt.NDArray[np.int8],
        scale: npt.NDArray[np.float32],
        dense: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        names: Sequence[str],
        bounds: tuple[float, float],
    ) -> None:
        """`dense` has a row for each of `names`, then for each number of `Senses`; `bounds`:
        what a line must score without a rule, and beside one."""
        self._grams, self._scale, self._dense, self._bias = grams, scale, dense, bias
        self._row = {name: row for row, name in enumerate(names)}
        self._senses = Senses.load()
        self._bound, self._ruled = bounds

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Read trained weights. Raises ConfigError when they are missing or broken."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                bound, ruled = map(float, stored["bounds"])
                made = cls(
                    stored["grams"],
                    stored["scale"],
                    stored["dense"],
                    stored["bias"],
                    [str(name) for name in stored["names"]],
                    (bound, ruled),
                )
            made._check()
        except (OSError, ValueError, KeyError, EOFError, TypeError) as error:
            raise ConfigError(
                str(path), f"unreadable weights ({error})", "run `lovelm safety train`"
            ) from error
        return made

    def _check(self) -> None:
        shapes = (self._grams.shape, self._dense.shape)
        rows = len(self._row) + self._senses.size
        if shapes != ((BUCKETS, len(CLASSES)), (rows, len(CLASSES))):
            raise ValueError(f"shapes {shapes}")

    def scores(self, line: Spelled, groups: frozenset[str]) -> npt.NDArray[np.float64]:
        """Log-odds of a disclosure, then a score for each of `CLASSES[1:]`: float64[8]."""
        found = line.buckets()
        summed = self._grams[found].sum(0, dtype=np.int32)
        score: npt.NDArray[np.float64] = summed * self._scale / np.sqrt(len(found)) + self._bias
        if rows := [self._row[name] for name in groups if name in self._row]:
            score += self._dense[rows].sum(0) * GROUP
        if fields := self._senses.found(line.apart):
            shift = len(self._row)
            score += self._dense[[shift + field for field in fields]].sum(0) * FIELD
            if pairs := self._senses.pairs(fields):
                rows = [shift + pair for pair in pairs]
                score += self._dense[rows].sum(0) * (FIELD * 2 / np.sqrt(len(pairs)))
        return score

    def judge(self, line: Spelled, groups: frozenset[str], ruled: Triage | None) -> Triage:
        """The likeliest class of crisis where a disclosure is likely enough, else `CALM`.

        Where a rule decides too, less is enough; what it hears said openly is explicit.
        """
        scores = self.scores(line, groups)
        if scores[0] < (self._bound if ruled is None else self._ruled):
            return CALM
        likeliest = CLASSES[1 + int(scores[1:].argmax())]
        if ruled == _OPENLY and likeliest.kind is Kind.SELF_HARM:
            return ruled
        return likeliest
