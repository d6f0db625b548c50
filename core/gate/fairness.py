"""Nobody is answered over and over while others wait."""

from collections import Counter, OrderedDict, deque

WINDOW = 40
# In a crowd nobody gets a tenth, with room for promises that are kept in the end; where fewer
# have something to say, twice what each would have if all got the same.
SHARE = 0.09
# So many with worthy lines within CROWD_FOR seconds are a crowd.
CROWD = 20
CROWD_FOR = 1800.0
VIEWERS = 2_000


class Fairness:
    """Counts who was answered, of late and in all, and who else deserved an answer."""

    def __init__(self) -> None:
        self._last: deque[str] = deque(maxlen=WINDOW)
        self._lately: Counter[str] = Counter()
        # Of those answered last; the longest silent are forgotten.
        self._ever: OrderedDict[str, int] = OrderedDict()
        self._total = 0
        self._worthy: OrderedDict[str, float] = OrderedDict()

    def worthy(self, viewer: str, now: float) -> None:
        """`viewer` had a line worth an answer at `now`."""
        self._worthy[viewer] = now
        self._worthy.move_to_end(viewer)
        while now - next(iter(self._worthy.values())) > CROWD_FOR or len(self._worthy) > VIEWERS:
            self._worthy.popitem(last=False)

    def answered(self, viewer: str) -> None:
        if len(self._last) == WINDOW:
            self._lately[self._last[0]] -= 1
        self._last.append(viewer)
        self._lately[viewer] += 1
        self._total += 1
        self._ever[viewer] = self._ever.get(viewer, 0) + 1
        self._ever.move_to_end(viewer)
        if len(self._ever) > VIEWERS:
            self._ever.popitem(last=False)

    def burden(self, viewer: str) -> int:
        """How often `viewer` was answered lately."""
        return self._lately[viewer]

    @property
    def crowded(self) -> bool:
        """Whether so many have something to say that one's share counts even in a pause."""
        return len(self._worthy) >= CROWD

    def has_had_enough(self, viewer: str) -> bool:
        """Whether one more answer would give `viewer` over their share of the recent ones or of
        all; a first answer never is too many."""
        ever, lately = self._ever.get(viewer, 0), self._lately[viewer]
        if not ever or len(self._worthy) < 2:
            return False
        share = max(SHARE, 2 / len(self._worthy))
        return ever + 1 > share * (self._total + 1) or (
            lately > 0 and lately + 1 > share * (len(self._last) + 1)
        )
