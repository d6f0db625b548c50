"""What Discord told about the guilds' channels, and where it does not let the bot write."""

from collections.abc import Callable
from dataclasses import dataclass

import discord

from adapters.discord.desk.office import ChannelFacts
from adapters.discord.places import whole

GuildChannel = discord.abc.GuildChannel


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, in words, and the permissions that the bot had there then."""

    text: str
    allowed: int | None


class GuildChannels:
    """Channels by the core's key; for a thread the one it hangs on."""

    def __init__(self, client: Callable[[], discord.Client | None]) -> None:
        """`client` is there while the adapter is logged in."""
        self._client = client
        self._refusals: dict[str, Refusal] = {}

    def facts(self, key: str) -> ChannelFacts | None:
        """None for a channel that the bot cannot see or that is no guild's."""
        channel = self._find(key)
        if channel is None:
            return None
        mine, everyone = self._mine(channel), channel.guild.get_role(channel.guild.id)
        if mine is None or everyone is None:  # not told yet: sending will show it
            return ChannelFacts(guild=str(channel.guild.id), public=False, writable=True)
        return ChannelFacts(
            guild=str(channel.guild.id),
            public=channel.permissions_for(everyone).view_channel,
            writable=mine.view_channel and mine.send_messages,
        )

    def refused(self, key: str, text: str) -> None:
        """The bot may not write there."""
        self._refusals[key] = Refusal(text, self._allowed(key))

    def written(self, key: str) -> None:
        """It may after all."""
        self._refusals.pop(key, None)

    def problems(self, alerted: Callable[[str], bool]) -> dict[str, str]:
        """What is wrong, by channel; forgotten when the channel is gone or `alerted`…"""
        return {}

    def _find(self, key: str) -> GuildChannel | None:
        id, client = whole(key), self._client()
        if client is None or not (id.isascii() and id.isdigit()):
            return None
        channel = client.get_channel(int(id))
        if isinstance(channel, discord.Thread):
            channel = channel.parent
        return channel if isinstance(channel, GuildChannel) else None

    def _mine(self, channel: GuildChannel) -> discord.Permissions | None:
        client = self._client()
        me = None if client is None or client.user is None else client.user.id
        member = None if me is None else channel.guild.get_member(me)
        known = member is not None and channel.guild.get_role(channel.guild.id) is not None
        return channel.permissions_for(member) if member is not None and known else None
