"""One gift of bits, told by several events, counted once."""

from collections import OrderedDict, deque
from dataclasses import dataclass

WINDOW = 60.0
HELD = 1_000
# Equal gifts of one viewer in a window.
EQUAL = 100


@dataclass(slots=True)
class _Gift:
    at: float
    sources: set[str]


class Once:
    """A source tells each gift once: what it tells belongs to the oldest equal gift that it has
    not told of yet, in whatever order the sources come."""

    def __init__(self) -> None:
        self._gifts: OrderedDict[tuple[str, str, int], deque[_Gift]] = OrderedDict()

    def first(self, source: str, channel: str, viewer: str, amount: int, now: float) -> bool:
        """Whether `source` is the first to tell of this gift."""
        key = (channel, viewer, amount)
        gifts = self._gifts.pop(key, None) or deque(maxlen=EQUAL)
        self._gifts[key] = gifts
        if len(self._gifts) > HELD:
            self._gifts.popitem(last=False)
        while gifts and now - gifts[0].at > WINDOW:
            gifts.popleft()
        for gift in gifts:
            if source not in gift.sources:
                gift.sources.add(source)
                return False
        gifts.append(_Gift(now, {source}))
        return True
