"""Keeps calls from what is down, and retries from making it worse."""

from collections.abc import Callable

FAILURES = 5
# Seconds without a call after that many failures in a row; then one call tries.
OPEN_FOR = 30.0
LONGEST_OPEN = 600.0
# Of calls that may be retries.
RETRIES = 0.1
MOST_SAVED = 10.0


class Breaker:
    """Closed: calls go through. Open: none does. Half open: one does, and decides."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` in seconds, never going back."""
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._trying = False
        self._saved = 0.0

    @property
    def open(self) -> bool:
        """Whether what was asked last failed too often."""
        return self._failures >= FAILURES

    def enter(self) -> bool:
        """Whether a call may be made now. One that was let in ends in `passed`, `failed` or
        `left`."""
        if self.open:
            if self._trying or self._clock() < self._open_until:
                return False
            self._trying = True
        self._saved = min(MOST_SAVED, self._saved + RETRIES)
        return True

    def retry(self) -> bool:
        """Whether a failed call may be made again: so many were made that did not need it."""
        if self._saved < 1.0:
            return False
        self._saved -= 1.0
        return True

    def passed(self) -> None:
        self._failures, self._trying = 0, False

    def failed(self, wait: float = 0.0) -> None:
        """`wait`: seconds in which another call is pointless, as far as that was said."""
        self._failures += 1
        self._trying = False
        if wait > OPEN_FOR:
            self._failures = max(self._failures, FAILURES)
        self._open_until = self._clock() + min(max(wait, OPEN_FOR), LONGEST_OPEN)

    def shut(self, seconds: float) -> None:
        """Make no call for `seconds`: it is of no use before somebody mends something."""
        self._failures, self._trying = max(self._failures, FAILURES), False
        self._open_until = self._clock() + seconds

    def left(self) -> None:
        """The call told nothing of how things are."""
        self._trying = False
