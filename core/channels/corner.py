"""A channel's corner: the time in which answers are spoken on the stream."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from core.channels.floor import Deed, Floor, Sight
from core.channels.guilds import Actor, Place
from core.channels.known import Channels
from core.channels.rights import Rights
from core.channels.settings import Aloud, Level
from core.errors import BadInput
from core.labels import Platform

# What a corner is about where nobody says.
TALK = "talk"


class Corner(Struct, frozen=True, kw_only=True):
    """A corner now. `mode` is when answers are spoken, `streamer_speaking` None where nobody
    knows, `waiting` how many answers wait to be spoken."""

    open: bool
    kind: str | None
    mode: Aloud
    streamer_speaking: bool | None = None
    waiting: int = 0


async def open_corner(channels: Channels, platform: Platform, key: str, kind: str = "") -> bool:
    """From now on answers are spoken, in a corner about `kind`; False when it was open already."""
    now = channels.settings(platform, key).corner
    return await _set(channels, platform, key, kind or now or TALK)


async def close_corner(channels: Channels, platform: Platform, key: str) -> bool:
    """Answers are for chat alone again; False when none was open."""
    return await _set(channels, platform, key, "")


async def _set(channels: Channels, platform: Platform, key: str, kind: str) -> bool:
    """For every process, and over a restart; whether it is another than before."""
    if channels.settings(platform, key).corner == kind:
        return False
    await channels.edit(platform, key, lambda settings: replace(settings, corner=kind))
    return True


class CornerDesk(Rights):
    """What managers do about it. Raises Forbidden or BadInput, worded for people."""

    floor: Floor
    note: Callable[[Actor, Place, str, str, str], object]

    async def corner(self, actor: Actor, place: Place) -> Corner:
        """As it is now; where overlays are away, without what only they know."""
        settings = self._channel(actor, place, Level.MANAGER).settings
        known = Corner(
            open=bool(settings.corner), kind=settings.corner or None, mode=settings.aloud
        )
        try:
            sight = await self._at_the_overlay(place, "corner")
        except BadInput:
            return known
        return replace(known, streamer_speaking=sight.streamer_speaking, waiting=sight.to_be_spoken)

    async def open_corner(self, actor: Actor, place: Place, kind: str = "") -> bool:
        """From now on answers are spoken; False when it was open already."""
        self.check(actor, place, Level.MANAGER)
        opened = await open_corner(self._channels, place.platform, place.channel, kind)
        if opened:
            self.note(actor, place, "open", kind, "")
        return opened

    async def close_corner(self, actor: Actor, place: Place) -> bool:
        """Answers are for chat alone again, after the sentence that is being spoken; False when
        it was closed already."""
        self.check(actor, place, Level.MANAGER)
        closed = await close_corner(self._channels, place.platform, place.channel)
        if closed:
            self.note(actor, place, "close", "", "")
        return closed

    async def take(self, actor: Actor, place: Place) -> bool:
        """Let one waiting answer be spoken now; False when none waits for that."""
        self.check(actor, place, Level.MANAGER)
        return await self._noted(actor, place, "take")

    async def release_video(self, actor: Actor, place: Place) -> bool:
        """Wait no longer for a video donation; False when none was playing."""
        self.check(actor, place, Level.MANAGER)
        return await self._noted(actor, place, "release_video")

    async def _noted(self, actor: Actor, place: Place, what: str) -> bool:
        done = (await self._at_the_overlay(place, what)).done
        if done:
            self.note(actor, place, what, "", "")
        return done

    async def _at_the_overlay(self, place: Place, what: str) -> Sight:
        return await self.floor.do(Deed(do=what, platform=place.platform, channel=place.channel))
