"""Nobody is answered over and over while others wait."""

from collections import Counter, deque

WINDOW = 40
SHARE = 0.1
CROWD = 20


class Fairness:
    """Counts who was answered among the last WINDOW answers and who else deserved one."""

    def __init__(self) -> None:
        self._last: deque[str] = deque(maxlen=WINDOW)
        self._count: Counter[str] = Counter()
        self._worthy: dict[str, float] = {}

    def worthy(self, viewer: str, now: float) -> None:
        """`viewer` had a line worth an answer at `now`."""
        self._worthy.pop(viewer, None)
        self._worthy[viewer] = now
        if len(self._worthy) > 500:
            del self._worthy[next(iter(self._worthy))]

    def answered(self, viewer: str) -> None:
        if len(self._last) == WINDOW:
            self._count[self._last[0]] -= 1
        self._last.append(viewer)
        self._count[viewer] += 1

    def burden(self, viewer: str) -> int:
        """How often `viewer` was answered lately."""
        return self._count[viewer]

    def has_had_enough(self, viewer: str) -> bool:
        """Whether one more answer would give `viewer` over SHARE of the recent ones, in a crowd."""
        if len(self._worthy) <= CROWD or not self._count[viewer]:
            return False
        return (self._count[viewer] + 1) > SHARE * (len(self._last) + 1)
