"""Who may do what: a guild's own settings, and what it controls."""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from core.channels.channel import Channel
from core.channels.guilds import Actor, GuildSettings, Place
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.settings import Level
from core.errors import BadInput, LoveError
from core.labels import Platform
from core.stores import SettingsStore


class Forbidden(LoveError):
    """This one may not do that; the message is for them."""


class Rights:
    """Judges an Actor by what the platform vouches for and by what its guild decided."""

    def __init__(
        self,
        channels: Channels,
        linking: Linking,
        store: SettingsStore,
        guilds: dict[str, GuildSettings],
    ) -> None:
        """`guilds` is what `store` holds already."""
        self._channels = channels
        self._linking = linking
        self._store = store
        self._guilds = guilds
        self._deciding = asyncio.Lock()
        # Called with a guild that decided something here.
        self.decided: Callable[[str], object] = lambda _: None

    def guild(self, guild: str | None) -> GuildSettings:
        """What a guild decided."""
        return self._guilds.get(guild or "", GuildSettings())

    def level(self, actor: Actor) -> Level:
        """What `actor` may decide in its guild."""
        return actor.level(self.guild(actor.guild))

    def places(self, actor: Actor, here: Place) -> list[Place]:
        """What the actor's guild controls: its streams, and the Discord channel `here`.

        Raises Forbidden below manager.
        """
        self._in_guild(actor, Level.MANAGER)
        return [*self._linking.streams(actor.guild or ""), here]

    def check(self, actor: Actor, place: Place, level: Level) -> None:
        """Raises Forbidden unless `actor` may act on `place` at `level`."""
        self._channel(actor, place, level)

    def own_guild(self, actor: Actor) -> GuildSettings:
        """What the actor's guild decided, for those who may change it. Raises Forbidden."""
        self._in_guild(actor, Level.STREAMER)
        return self.guild(actor.guild)

    def _need(self, actor: Actor, level: Level) -> None:
        if self.level(actor) < level:
            raise Forbidden((INVITED if actor.at else NEEDS)[level])

    def _in_guild(self, actor: Actor, level: Level) -> None:
        """As `_need`, for what is a guild's own: nobody is invited to that."""
        self._need(actor, level)
        if actor.at is not None:
            raise Forbidden("초대받은 방송만 다룰 수 있어요.")

    def _channel(self, actor: Actor, place: Place, level: Level) -> Channel:
        """The channel, if `actor` may act on it. A Discord `place` is the channel that Discord
        says the actor is in, so it is of the actor's guild; who was invited has one place."""
        self._need(actor, level)
        if actor.at is not None:
            if (place.platform, place.channel) != (actor.at.platform, actor.at.channel):
                raise Forbidden("초대받은 방송만 다룰 수 있어요.")
        elif place.platform in (Platform.TWITCH, Platform.CHZZK):
            if self._linking.guild_of(place.platform, place.channel) != actor.guild:
                raise Forbidden("이 서버에 연동된 방송이 아니에요. /연동 으로 먼저 이어 주세요.")
        elif place.platform is not Platform.DISCORD:
            raise Forbidden("디스코드에서는 다룰 수 없는 곳이에요.")
        return self._channels.of(place.platform, place.channel)

    async def decide_guild(
        self,
        actor: Actor,
        manager_roles: tuple[str, ...] | None = None,
        alert_channel: str | None = None,
    ) -> GuildSettings:
        """Change which roles are managers, or where alarms go; None leaves as it is."""
        self._in_guild(actor, Level.STREAMER)
        assert actor.guild is not None
        if actor.guild in (manager_roles or ()):  # the role of @everyone has the guild's id
            raise BadInput("모두가 매니저가 될 수는 없어요. 다른 역할을 골라 주세요.")
        async with self._deciding:
            # Another process may have changed it a moment ago.
            settings = await self._store.guild(actor.guild) or GuildSettings()
            if manager_roles is not None:
                settings = replace(settings, manager_roles=manager_roles)
            if alert_channel is not None:
                settings = replace(settings, alert_channel=alert_channel)
            await self._store.save_guild(actor.guild, settings)
            self._guilds[actor.guild] = settings
        self.decided(actor.guild)
        return settings

    async def reload_guilds(self) -> None:
        """Another process changed what a guild decided."""
        async with self._deciding:
            self._guilds = await self._store.guilds()

    def alert_channel(self, platform: Platform, channel: str, guild: str | None) -> str:
        """Where alarms about a channel go: "" when nobody said. `guild` is a Discord channel's."""
        if platform is not Platform.DISCORD:
            guild = self._linking.guild_of(platform, channel)
        return self.guild(guild).alert_channel


NEEDS = {
    Level.MANAGER: "서버 관리자나 매니저 역할이 있는 분만 쓸 수 있어요.",
    Level.STREAMER: "서버 주인(스트리머)만 쓸 수 있어요.",
}
INVITED = {
    Level.MANAGER: "이 초대로는 할 수 없어요.",
    Level.STREAMER: "스트리머 초대로 들어온 분만 할 수 있어요.",
}
