"""What somebody typed in public as a story, until they say that it is to be one."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from core.labels import Platform
from core.ports import Clock

# Seconds; how many are kept.
LIVES: Final = 300.0
HELD: Final = 500


class Drafts:
    """One a viewer and channel, in memory only, for five minutes; the oldest give way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of: OrderedDict[tuple[str, Platform, str], tuple[str, float]] = OrderedDict()

    def put(self, viewer: str, platform: Platform, channel: str, text: str) -> None:
        """Keep `text`, in the place of what they typed there before."""
        key = (viewer, platform, channel)
        self._of.pop(key, None)
        self._of[key] = (text, self._clock())
        if len(self._of) > HELD:
            self._of.popitem(last=False)

    def take(self, viewer: str, platform: Platform, channel: str) -> str | None:
        """The text, gone from here; None for none or one that is too old."""
        text, at = self._of.pop((viewer, platform, channel), ("", float("-inf")))
        return text if 0 <= self._clock() - at < LIVES else None

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing of these."""
        for key in [key for key in self._of if key[0] in viewers]:
            del self._of[key]
