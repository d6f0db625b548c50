"""Every channel that was heard of, with the settings it has now."""

import asyncio
from collections.abc import Callable, Iterator

from core.channel import Channel
from core.channel_settings import ChannelSettings
from core.gate.gate import Gate
from core.labels import Platform
from core.stores import SettingsStore

Key = tuple[Platform, str]


class Channels:
    """Made on first sight. Settings are read once at start and kept here; changes are stored
    before they count.

    A key may name a part of a channel after a "/", as Discord's threads are: it has a queue of
    its own and the settings of the whole.
    """

    def __init__(
        self,
        gate: Callable[[Platform], Gate],
        store: SettingsStore,
        saved: dict[Key, ChannelSettings],
        default: Callable[[Platform, str], ChannelSettings],
    ) -> None:
        """`saved` is what `store` holds; `default` what counts where nothing was decided.

        Wired up later: `changed` is called when other settings count from now on.
        """
        self._gate = gate
        self._store = store
        self._saved = saved
        self._default = default
        self._channels: dict[Key, Channel] = {}
        self._editing = asyncio.Lock()
        self.changed: Callable[[], object] = lambda: None

    def of(self, platform: Platform, key: str) -> Channel:
        """The channel, made if need be."""
        found = self._channels.get((platform, key))
        if found is None:
            settings = self.settings(platform, key)
            found = Channel(platform, key, self._gate(platform), settings)
            self._channels[platform, key] = found
        return found

    def find(self, platform: Platform, key: str) -> Channel | None:
        """The channel, if it was ever heard of."""
        return self._channels.get((platform, key))

    def settings(self, platform: Platform, key: str) -> ChannelSettings:
        """What counts in a channel, heard of or not."""
        whole = _whole(key)
        return self._saved.get((platform, whole)) or self._default(platform, whole)

    async def edit(
        self, platform: Platform, key: str, edit: Callable[[ChannelSettings], ChannelSettings]
    ) -> ChannelSettings:
        """Store what `edit` makes of the settings, then let that count at once.

        One after another, so that of two changes made together neither is lost.
        """
        whole = _whole(key)
        async with self._editing:
            settings = edit(self.settings(platform, whole))
            await self._store.save_channel(platform, whole, settings)
            self._saved[platform, whole] = settings
            for channel in self:
                if channel.platform is platform and _whole(channel.key) == whole:
                    channel.decide(settings)
        self.changed()
        return settings

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._channels.values()))


def _whole(key: str) -> str:
    return key.partition("/")[0]
