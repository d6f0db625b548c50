"""Whose turn it is to be heard on a stream: the streamer's, or a persona's."""

import time
from collections.abc import Callable
from enum import StrEnum

from core.channels.channel import Channel
from core.channels.settings import Aloud
from core.labels import Platform
from core.ports import Clock

# Seconds that a video is waited for at most; who plays it seldom says how long it is.
LONGEST_VIDEO = 60.0
NEVER = float("inf")


class Hearing(StrEnum):
    """What is known of the streamer's microphone."""

    NONE = "none"  # nobody listens to one
    SPEAKING = "speaking"
    SILENT = "silent"
    AWAY = "away"  # one should be heard, but is not


class Taking:
    """One channel's turns to speak. It waits for nobody: whoever waits asks again when `changed`
    was called, or when the seconds it named are over."""

    def __init__(self, channel: Channel, heard: Callable[[], Hearing], clock: Clock) -> None:
        """`heard()` tells of the microphone now; `clock` never goes back. Wired up later:
        `changed`."""
        self._channel = channel
        self._heard = heard
        self._clock = clock
        self._video_until = 0.0
        self._allowed = False
        self.changed: Callable[[], object] = lambda: None

    def now(self) -> float:
        """Seconds, never going back."""
        return self._clock()

    @property
    def speaking(self) -> bool | None:
        """Whether the streamer speaks; None when nobody knows."""
        return {Hearing.SPEAKING: True, Hearing.SILENT: False}.get(self._heard())

    @property
    def listened(self) -> bool:
        """Whether a microphone may cut in: what is said must be able to end at each sentence."""
        return self._heard() is not Hearing.NONE

    def wait(self, begun: bool = False) -> float:
        """Seconds until an answer may begin, or one that has `begun` go on, as things are now: 0
        is now, NEVER means not before something changes.

        An answer that has begun is not asked for by hand again, and a microphone that is lost
        meanwhile does not keep its second half back.
        """
        settings, hearing = self._channel.settings, self._heard()
        if self._allowed:
            return 0.0
        by_hand = settings.aloud is Aloud.HAND
        # What "automatic" promises cannot be kept unheard; "always" promises nothing.
        unheard = hearing is Hearing.AWAY and settings.aloud is Aloud.AUTO
        if hearing is Hearing.SPEAKING or (not begun and (by_hand or unheard)):
            return NEVER
        return max(0.0, self._video_until - self._clock())

    def passed(self) -> None:
        """An answer begins or goes on, or does not come: what was allowed is used up."""
        self._allowed = False

    def allow(self) -> None:
        """The next answer may be spoken, whoever is speaking."""
        self._allowed = True
        self.changed()

    def video_began(self, seconds: float | None = None) -> None:
        """A video plays, for that long if anybody knows."""
        self._video_until = self._clock() + min(seconds or LONGEST_VIDEO, LONGEST_VIDEO)
        self.changed()

    def video_ended(self) -> bool:
        """It is over, or not to be waited for; False when none was playing."""
        playing = self._video_until > self._clock()
        self._video_until = 0.0
        self.changed()
        return playing


class Takings:
    """Those of all channels."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """`clock` never goes back. Wired up later: `heard` tells of a channel's microphone."""
        self._clock = clock
        self._all: dict[tuple[Platform, str], Taking] = {}
        self.heard: Callable[[Platform, str], Hearing] = lambda *_: Hearing.NONE

    def of(self, channel: Channel) -> Taking:
        """The channel's, made if need be."""
        key = (channel.platform, channel.key)
        if key not in self._all:
            self._all[key] = Taking(channel, lambda: self.heard(*key), self._clock)
        return self._all[key]

    def stir(self) -> None:
        """A microphone changed, or a channel's settings."""
        for taking in self._all.values():
            taking.changed()
