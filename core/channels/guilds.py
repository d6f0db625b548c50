"""Discord guilds: who may decide what there, and which streams are theirs."""

from msgspec import Struct

from core.channels.settings import Level
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
    """Who does something on Discord, as Discord itself vouches for, or by invitation.

    `id` is the viewer id ("discord:…"), `guild` None in private messages; `owner` and
    `manages` are rights in that guild. Who was invited ("invite:…") may act `at` one place
    only, as far as they `may`.
    """

    id: str
    name: str
    guild: str | None
    owner: bool = False
    manages: bool = False
    roles: frozenset[str] = frozenset()
    at: Place | None = None
    may: Level = Level.EVERYONE

    @property
    def invite(self) -> str:
        """The id of the invitation that this one came by; "" for none."""
        return self.id.partition(":")[2] if self.at is not None else ""

    def level(self, settings: GuildSettings) -> Level:
        """What this one may decide in its guild, or where it was invited."""
        if self.at is not None:
            return self.may
        if self.guild is None:
            return Level.EVERYONE
        if self.owner:
            return Level.STREAMER
        if self.manages or not self.roles.isdisjoint(settings.manager_roles):
            return Level.MANAGER
        return Level.EVERYONE
