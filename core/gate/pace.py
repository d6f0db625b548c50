"""How often one viewer may write to us."""

from core.events import Viewer
from core.gate.cooldown import Cooldown
from core.labels import Role
from core.meter import SILENT, Meter

# How often they may ask for a promise.
ASKS_BURST, ASKS_EVERY = 3, 20.0
# Who may be answered a little more often, and who asks and is answered as often as they like.
FAVOURED = frozenset((Role.SUBSCRIBER, Role.VIP))
FREE = frozenset((Role.MANAGER, Role.BROADCASTER))


class Pace:
    """Bounds of a channel's viewers; `favours` tells whether some are let through more often."""

    def __init__(self, burst: int, every: float, meter: Meter = SILENT) -> None:
        """Unasked lines of one viewer: `burst` at once, then one every `every` seconds."""
        self._lines = Cooldown(burst, every, meter)
        self._favoured = Cooldown(burst, every / 2, meter)
        self._asks = Cooldown(ASKS_BURST, ASKS_EVERY, meter)
        self.favours = True

    def speaks(self, viewer: Viewer, now: float) -> bool:
        """Whether a line that nobody asked for counts."""
        favoured = self.favours and not FAVOURED.isdisjoint(viewer.roles)
        return _may(self._favoured if favoured else self._lines, viewer, now)

    def answered(self, viewer: str, now: float) -> None:
        """Somebody was answered, in chat or aloud: they wait from now on, not since they wrote."""
        for bucket in (self._lines, self._favoured, self._asks):
            bucket.begin(viewer, now)

    def asks(self, viewer: Viewer, now: float) -> bool:
        """Whether a question gets a promise."""
        return _may(self._asks, viewer, now)


def _may(cooldown: Cooldown, viewer: Viewer, now: float) -> bool:
    return not FREE.isdisjoint(viewer.roles) or cooldown.allows(viewer.id, now)
