"""Channels as the core knows them: a thread is a part of the channel it hangs on."""

from typing import Any

import discord

from core.guilds import Place
from core.labels import Platform


def key(channel: Any) -> str:
    """The core's key of a Discord channel."""
    parent = getattr(channel, "parent_id", None)
    return f"{parent}/{channel.id}" if parent else str(channel.id)


def id_of(key: str) -> str:
    """The id of the channel or thread that messages go to."""
    return key.rpartition("/")[2]


def whole(key: str) -> str:
    """The id of the channel itself, for a thread of the one it hangs on."""
    return key.partition("/")[0]


def here(interaction: discord.Interaction) -> Place:
    """Where an interaction happened, by its channel's name, for a thread that of the channel it
    hangs on."""
    channel = interaction.channel
    if channel is None:
        return Place(Platform.DISCORD, f"user-{interaction.user.id}")
    named = channel.parent if isinstance(channel, discord.Thread) else channel
    return Place(Platform.DISCORD, key(channel), getattr(named, "name", None) or "")
