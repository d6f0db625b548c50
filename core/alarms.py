"""Managers hear of a crisis in private; a flood of them comes as one line that counts."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from core.events import Viewer
from core.labels import Platform
from core.ports import Clock

# One alarm a viewer in this time; what comes from others in a channel meanwhile is counted.
VIEWER_EVERY = 600.0
CHANNEL_EVERY = 5.0
VIEWERS = 2_000


class Alarm(Struct, frozen=True, kw_only=True):
    """Somebody disclosed a crisis. No words of theirs: they are kept nowhere.

    `more` others did in the seconds before, for whom there was no alarm of their own.
    """

    platform: Platform
    channel: str
    viewer: Viewer
    kind: str
    at: float
    more: int = 0


class Alarms:
    """Passes on at most one alarm a viewer every ten minutes and one a channel every 5 s."""

    def __init__(self, raise_: Callable[[Alarm], object], clock: Clock) -> None:
        self._raise = raise_
        self._clock = clock
        self._viewers: OrderedDict[str, float] = OrderedDict()
        self._last: dict[tuple[str, str], float] = {}
        self._held: dict[tuple[str, str], Alarm] = {}

    def disclosure(self, platform: Platform, channel: str, viewer: Viewer, kind: str) -> None:
        """A disclosure was answered; never waits."""
        now = self._clock()
        if now - self._viewers.get(viewer.id, float("-inf")) < VIEWER_EVERY:
            return
        self._viewers[viewer.id] = now
        self._viewers.move_to_end(viewer.id)
        if len(self._viewers) > VIEWERS:
            self._viewers.popitem(last=False)
        held = self._held.get((platform, channel))
        self._held[platform, channel] = Alarm(
            platform=platform,
            channel=channel,
            viewer=viewer,
            kind=kind,
            at=now,
            more=held.more + 1 if held else 0,
        )
        self._pass_on(now)

    def forget(self, viewer: str) -> None:
        """The alarm about `viewer` was false: the next one is told at once."""
        self._viewers.pop(viewer, None)

    async def run(self) -> None:
        """Pass on, until cancelled, what was held back because another alarm had just been."""
        while True:
            await asyncio.sleep(CHANNEL_EVERY / 2)
            self._pass_on(self._clock())

    def _pass_on(self, now: float) -> None:
        for key, alarm in list(self._held.items()):
            if now - self._last.get(key, float("-inf")) >= CHANNEL_EVERY:
                self._last[key] = now
                del self._held[key]
                self._raise(alarm)
