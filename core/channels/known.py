"""Every channel that was heard of, with the settings it has now."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from core.channels.channel import Channel
from core.channels.settings import ChannelSettings
from core.gate.candidate import Candidate
from core.gate.gate import Gate
from core.labels import Platform
from core.stores import SettingsStore
from core.turns import Turn
from core.viewers.veiled import veiled

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
        home: Callable[[Platform, str], str] = lambda *_: "",
    ) -> None:
        """`saved` is what `store` holds; `default` what counts where nothing was decided; `home`
        names the lease of a channel.

        Wired up later: `changed` is called when other settings count from now on, `edited` with
        the channel when they were changed here.
        """
        self._gate = gate
        self._store = store
        self._saved = saved
        self._default = default
        self.home = home
        self._channels: dict[Key, Channel] = {}
        self._editing = asyncio.Lock()
        self.changed: Callable[[], object] = lambda: None
        self.edited: Callable[[Platform, str], object] = lambda *_: None
        self.ours: Callable[[str], bool] = lambda _: True

    def of(self, platform: Platform, key: str) -> Channel:
        """The channel, made if need be."""
        found = self._channels.get((platform, key))
        if found is None:
            settings = self.settings(platform, key)
            home = self.home(platform, key)
            found = Channel(platform, key, self._gate(platform), settings, home=home)
            self._channels[platform, key] = found
        return found

    def find(self, platform: Platform, key: str) -> Channel | None:
        """The channel, if it was ever heard of."""
        return self._channels.get((platform, key))

    def answered(self, platform: Platform, key: str, viewer: str, now: float) -> None:
        """A viewer's answer is over, in chat or aloud."""
        channel = self.find(platform, key)
        if channel is not None:
            channel.gate.pace.answered(viewer, now)

    def settings(self, platform: Platform, key: str) -> ChannelSettings:
        """What counts in a channel, heard of or not."""
        whole = _whole(key)
        return self._saved.get((platform, whole)) or self._default(platform, whole)

    def deciding(self, wanted: Callable[[ChannelSettings], bool]) -> list[Key]:
        """Channels where that was decided, heard of or not."""
        return [key for key, settings in self._saved.items() if wanted(settings)]

    async def edit(
        self, platform: Platform, key: str, edit: Callable[[ChannelSettings], ChannelSettings]
    ) -> ChannelSettings:
        """Store what `edit` makes of the settings, then let that count at once.

        One after another, so that of two changes made together neither is lost.
        """
        whole = _whole(key)
        async with self._editing:
            # Another process may have changed them a moment ago.
            stored = await self._store.channel(platform, whole)
            settings = edit(stored or self._default(platform, whole))
            await self._store.save_channel(platform, whole, settings)
            self._decide({(platform, whole): settings})
        self.edited(platform, whole)
        return settings

    async def reload(self, platform: Platform, key: str) -> None:
        """Another process changed the settings of a channel: let count what is stored."""
        async with self._editing:
            stored = await self._store.channel(platform, key)
            if stored is not None:
                self._decide({(platform, key): stored})

    async def reload_all(self) -> None:
        """Another process may have changed any settings, or gone on where it had paused."""
        async with self._editing:
            stored = await self._store.channels()
            for channel in self:
                if not self.ours(channel.home):
                    channel.unstored.clear()
            self._decide({key: new for key, new in stored.items() if self._saved.get(key) != new})

    def _decide(self, new: dict[Key, ChannelSettings]) -> None:
        self._saved |= new
        for channel in self:
            settings = new.get((channel.platform, _whole(channel.key)))
            if settings is not None:
                channel.decide(settings)
        self.changed()

    def leave(self, home: str) -> list[Turn]:
        """Channels of `home` are another process's from now on. What waited there is gone, but
        for the turns of those who were promised an answer."""
        owed: list[Turn] = []
        for channel in self:
            if channel.home == home:
                owed += channel.owed
                channel.clear(self._gate(channel.platform))
        return owed

    def skipped(self, home: str) -> list[Candidate]:
        """Lines that managers skipped in channels of `home`, and might have brought back."""
        theirs = (channel for channel in self if channel.home == home)
        return [line for channel in theirs for line in channel.gate.aside.lines()]

    def forget_alarms(self, viewers: Collection[str]) -> None:
        """Managers see no more that these disclosed something."""
        for channel in self:
            for id in [id for id, one in channel.alarms.items() if one.viewer.id in viewers]:
                del channel.alarms[id]

    async def forget(self, viewers: Collection[str]) -> None:
        """Whom managers ignored they ignore on, without its being kept who that is."""
        await self.reload_all()
        for key in self.deciding(lambda settings: not settings.ignored.keys().isdisjoint(viewers)):
            await self.edit(*key, partial(_veiling, gone=viewers))

    async def keep_rest(self, channel: Channel, said: Mapping[str, bool]) -> None:
        """Store what a manager said of `paused` and `quiet`."""
        await self.edit(channel.platform, channel.key, lambda settings: replace(settings, **said))

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._channels.values()))


def _veiling(settings: ChannelSettings, gone: Collection[str]) -> ChannelSettings:
    return replace(settings, ignored=veiled(settings.ignored, gone.__contains__))


def _whole(key: str) -> str:
    return key.partition("/")[0]
