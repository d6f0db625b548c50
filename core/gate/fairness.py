"""Nobody is answered over and over while others wait."""

from collections import Counter, OrderedDict, deque

from core.gate.newest import Newest

WINDOW = 40
# In a crowd nobody gets a tenth, with room for promises that are kept in the end.
SHARE = 0.09
# So many with worthy lines within CROWD_FOR seconds are a crowd; it begins to form at FEW.
CROWD, FEW = 20, 6
CROWD_FOR = 1800.0
# Seconds for which whoever gave something counts as a donor.
GAVE_FOR = 1800.0
# How often anybody may be answered while nobody else waits, in a crowd and before it is one.
FREE_IN_CROWD, FREE = 2, 3
# How much more than all alike one may get while nobody else waits.
AHEAD = 1.5
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
        self._gave: Newest[float] = Newest()
        # Whether a donor was answered while others waited, and none of those since.
        self.donors_ahead = False

    def gave(self, viewer: str, now: float) -> None:
        """`viewer` gave something at `now`."""
        self._gave.put(viewer, now)

    def gives(self, viewer: str, now: float) -> bool:
        """Whether `viewer` gave something of late."""
        return now - self._gave.get(viewer, float("-inf")) <= GAVE_FOR

    def even(self, donor: bool, others_wait: bool) -> bool:
        """Count a turn of a `donor` or of another; False when a donor's words must wait, so that
        at least half of the answers are for those who gave nothing, as long as such wait."""
        if not donor or not others_wait:
            self.donors_ahead = donor and self.donors_ahead
            return True
        ahead, self.donors_ahead = self.donors_ahead, True
        return not ahead

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

    def has_had_enough(self, viewer: str, others_wait: bool) -> bool:
        """Whether one more answer would give `viewer` over their share of the recent ones or of
        all; a first answer never is too many. Where few have anything to say, that counts only
        while others wait."""
        many = len(self._worthy)
        ever, lately = self._ever.get(viewer, 0), self._lately[viewer]
        if not ever or many < (2 if others_wait else FEW):
            return False
        if others_wait:
            free, share = 1, max(SHARE, 1 / many)
        else:
            free = FREE_IN_CROWD if many >= CROWD else FREE
            share = max(SHARE, AHEAD / many)
        return ever + 1 > max(free, share * (self._total + 1)) or (
            lately + 1 > max(free, share * (len(self._last) + 1))
        )
