"""When a gift was made, for gifts that do not say."""

from collections import OrderedDict

WINDOW = 2.0
HELD = 1_000


class Moments:
    """Gives the same moment to a gift told again at once, a new one to a gift made again.

    Nobody pays twice within WINDOW seconds; a frame delivered twice comes within them.
    """

    def __init__(self) -> None:
        self._since: OrderedDict[str, float] = OrderedDict()
        self._count = 0

    def of(self, gift: str, now: float) -> str:
        """The moment of `gift`, which names donor, amount and words."""
        since = self._since.pop(gift, now)
        if now - since > WINDOW:
            since = now
        self._since[gift] = since
        if len(self._since) > HELD:
            self._since.popitem(last=False)
        return repr(since)

    def only(self, now: float) -> str:
        """A moment of its own: anonymous donors cannot be told apart."""
        self._count += 1
        return f"{now!r}/{self._count}"
