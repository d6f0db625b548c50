"""One cheer, told by several events, counted once."""

from collections import OrderedDict

WINDOW = 30.0
HELD = 1_000


class Once:
    """Passes the n-th telling by any source only when no other source has told n before."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[str, str, int], tuple[float, dict[str, int]]] = OrderedDict()

    def first(self, source: str, channel: str, viewer: str, amount: int, now: float) -> bool:
        """Whether `source` is the first to tell of this gift."""
        key = (channel, viewer, amount)
        since, counts = self._told.pop(key, (now, {}))
        if now - since > WINDOW:
            since, counts = now, {}
        before = max(counts.values(), default=0)
        counts[source] = counts.get(source, 0) + 1
        self._told[key] = (since, counts)
        if len(self._told) > HELD:
            self._told.popitem(last=False)
        return counts[source] > before
