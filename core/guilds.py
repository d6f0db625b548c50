"""Discord guilds: who may decide what there, and which streams are theirs."""

from msgspec import Struct

from core.channel_settings import Level
from core.labels import Platform


class GuildSettings(Struct, frozen=True, kw_only=True):
    """`manager_roles` are role ids whose holders are managers; `alert_channel` is the id of the
    private channel that is told of a crisis ("" = nobody is)."""

    manager_roles: tuple[str, ...] = ()
    alert_channel: str = ""


class Place(Struct, frozen=True):
    """A channel that settings are for."""

    platform: Platform
    channel: str
    name: str = ""


class Link(Struct, frozen=True, kw_only=True):
    """A stream that its broadcaster gave into the hands of one guild."""

    guild: str
    place: Place
    at: float


class Actor(Struct, frozen=True, kw_only=True):
    """Who does something on Discord, as Discord itself vouches for.

    `id` is the viewer id ("discord:…"), `guild` None in private messages; `owner` and
    `manages` are rights in that guild.
    """

    id: str
    name: str
    guild: str | None
    owner: bool = False
    manages: bool = False
    roles: frozenset[str] = frozenset()

    def level(self, settings: GuildSettings) -> Level:
        """What this one may decide in its guild."""
        if self.guild is None:
            return Level.EVERYONE
        if self.owner:
            return Level.STREAMER
        if self.manages or not self.roles.isdisjoint(settings.manager_roles):
            return Level.MANAGER
        return Level.EVERYONE
