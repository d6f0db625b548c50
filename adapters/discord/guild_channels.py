"""What Discord told about the guilds' channels, and where it does not let the bot write."""

from collections.abc import Callable
from dataclasses import dataclass

import discord

from adapters.discord.desk.office import ChannelFacts
from adapters.discord.places import whole

GuildChannel = discord.abc.GuildChannel


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, in words, which permissions the bot had then, and whether it matters."""

    text: str
    allowed: int | None
    matters: Callable[[], bool]


class GuildChannels:
    """Channels by the core's key; for a thread the one it hangs on."""

    def __init__(self, client: Callable[[], discord.Client | None]) -> None:
        """`client` is there while the adapter listens."""
        self._client = client
        self._refusals: dict[str, Refusal] = {}

    def facts(self, key: str) -> ChannelFacts | None:
        """None for a channel that the bot cannot see or that is no guild's."""
        channel = self._find(key)
        if channel is None:
            return None
        guild = channel.guild
        everyone, mine = guild.get_role(guild.id), self._allowed(channel)
        if everyone is None or mine is None:  # not told yet: sending will show it
            return ChannelFacts(guild=str(guild.id), public=False, writable=True)
        return ChannelFacts(
            guild=str(guild.id),
            public=channel.permissions_for(everyone).view_channel,
            writable=mine.view_channel and mine.send_messages,
        )

    def guild_of(self, key: str) -> str | None:
        """The guild that a channel is in."""
        channel = self._find(key)
        return None if channel is None else str(channel.guild.id)

    def refused(self, key: str, text: str, matters: Callable[[], bool] = lambda: True) -> None:
        """The bot may not write there."""
        self._refusals[key] = Refusal(text, self._value(key), matters)

    def written(self, key: str) -> None:
        """It may after all."""
        self._refusals.pop(key, None)

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by channel, while there is such a channel and the bot's permissions
        in it are those that did not suffice."""
        return {
            key: refusal.text
            for key, refusal in self._refusals.items()
            if self._find(key) and self._value(key) == refusal.allowed and refusal.matters()
        }

    def _find(self, key: str) -> GuildChannel | None:
        id, client = whole(key), self._client()
        if client is None or not (id.isascii() and id.isdigit()):
            return None
        channel = client.get_channel(int(id))
        return channel if isinstance(channel, GuildChannel) else None

    def _allowed(self, channel: GuildChannel) -> discord.Permissions | None:
        """What the bot may do there; None while Discord has not told who it is in the guild."""
        client = self._client()
        user = None if client is None else client.user
        me = None if user is None else channel.guild.get_member(user.id)
        return None if me is None else channel.permissions_for(me)

    def _value(self, key: str) -> int | None:
        channel = self._find(key)
        allowed = None if channel is None else self._allowed(channel)
        return None if allowed is None else allowed.value
