"""When something was given, for events that do not say."""

from collections import OrderedDict

HELD = 1_000


class Moments:
    """Gives the same moment to a gift told again at once, a new one to a gift made again.

    Whatever comes again within `window` seconds was only told again.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self._since: OrderedDict[str, float] = OrderedDict()
        self._count = 0

    def of(self, gift: str, now: float) -> str:
        """The moment of `gift`, which names giver, amount and words."""
        since = self._since.pop(gift, now)
        if abs(now - since) > self._window:  # the clock may be set back
            since = now
        self._since[gift] = since
        if len(self._since) > HELD:
            self._since.popitem(last=False)
        return repr(since)

    def only(self, now: float) -> str:
        """A moment of its own: anonymous donors cannot be told apart."""
        self._count += 1
        return f"{now!r}/{self._count}"
