"""What is abuse in which channel: the built-in words, and what its streamer banned."""

from collections.abc import Callable

from core.channels.settings import ChannelSettings
from core.labels import Platform
from core.safety.moderation import Moderation


class ChannelWords:
    """Called with platform and channel, gives its Moderation; built again only after a change."""

    def __init__(
        self, base: Moderation, settings: Callable[[Platform, str], ChannelSettings]
    ) -> None:
        self._base = base
        self._settings = settings
        self._built: dict[tuple[tuple[str, ...], tuple[str, ...]], Moderation] = {}

    def __call__(self, platform: Platform, channel: str) -> Moderation:
        settings = self._settings(platform, channel)
        own = (settings.banned_words, settings.protected_names)
        if not any(own):
            return self._base
        found = self._built.get(own)
        if found is None:
            if len(self._built) >= KEPT:
                self._built.pop(next(iter(self._built)))
            found = self._built[own] = self._base.with_words(*own)
        return found


KEPT = 200
