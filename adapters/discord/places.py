"""Channels as the core knows them: a thread is a part of the channel it hangs on."""

from typing import Any

import discord

from core.channels.guilds import Place
from core.labels import Platform


def key(channel: Any) -> str:
    """The core's key of a Discord channel."""
    parent = getattr(channel, "parent_id", None)
    return f"{parent}/{channel.id}" if parent else str(channel.id)


def id_of(key: str) -> str:
    """The id of the channel or thread that messages go to."""
    return key.rpartition("/")[2]


def message(event: str | None) -> str | None:
    """The message that the event of this id is; None for none and for what happened elsewhere,
    as a gift that another service told of. Discord refuses a line that answers such a thing."""
    id = (event or "").removeprefix(f"{Platform.DISCORD}:")
    return id if id.isascii() and id.isdigit() else None


def whole(key: str) -> str:
    """The id of the channel itself, for a thread of the one it hangs on."""
    return key.partition("/")[0]


def shard(number: int, count: int) -> str:
    """The name of one of `count` parts of all guilds."""
    return f"{number}/{count}"


def here(interaction: discord.Interaction) -> Place:
    """Where an interaction happened, by its channel's name, for a thread that of the channel it
    hangs on."""
    channel = interaction.channel
    if channel is None:
        return Place(Platform.DISCORD, f"user-{interaction.user.id}")
    named = channel.parent if isinstance(channel, discord.Thread) else channel
    return Place(Platform.DISCORD, key(channel), getattr(named, "name", None) or "")
