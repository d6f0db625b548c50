"""When a sound is a voice: loud for long enough; and when it is over."""

import math

# dB below the threshold at which a sound counts as silence; between the two nothing changes.
GAP = 5.0
# Seconds: a click is shorter than the first; pauses between words are shorter than the second.
LOUD_FOR, SILENT_FOR = 0.12, 1.5
# Levels come every 50 ms; nothing is concluded over a longer hole, in seconds.
HOLE = 0.5


class Meter:
    """Takes levels in order and tells whether anybody is speaking."""

    def __init__(self, threshold: float, speaking: bool) -> None:
        """`threshold` in dB of full scale; `speaking` until it is known better."""
        self._threshold = threshold
        self.speaking = speaking
        self._loud: float | None = None
        self._silent: float | None = None
        self._last = float("-inf")

    def feed(self, level: float, at: float) -> bool:
        """A level in dB at a time in seconds; whether `speaking` changed by it."""
        if at - self._last > HOLE:
            self._loud = self._silent = None
        self._last = at
        self._loud = _since(self._loud, at) if level >= self._threshold else None
        self._silent = _since(self._silent, at) if level < self._threshold - GAP else None
        before = self.speaking
        if self._loud is not None and at - self._loud >= LOUD_FOR:
            self.speaking = True
        elif self._silent is not None and at - self._silent >= SILENT_FOR:
            self.speaking = False
        return self.speaking is not before


def _since(began: float | None, now: float) -> float:
    return now if began is None else began


def decibels(multiplier: float) -> float:
    """Of full scale; a level as OBS gives it may be 0."""
    return 20.0 * math.log10(multiplier) if multiplier > 0 else float("-inf")
