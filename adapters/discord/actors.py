"""Who somebody is, as Discord itself vouches for it."""

from collections.abc import Callable

import discord

from core.channels.guilds import Actor
from core.channels.settings import Level
from core.events import Viewer
from core.labels import Role

Rank = Callable[[Actor], Level]


def actor(user: discord.abc.User, guild: discord.Guild | None) -> Actor:
    """The author of a message or interaction in `guild`, None in private messages."""
    id, name = f"discord:{user.id}", user.display_name
    if guild is None or not isinstance(user, discord.Member):
        return Actor(id=id, name=name, guild=None if guild is None else str(guild.id))
    # An interaction brings the permissions along; a message leaves them to the guild's roles.
    told = user.resolved_permissions
    allowed = user.guild_permissions if told is None else told
    return Actor(
        id=id,
        name=name,
        guild=str(guild.id),
        owner=guild.owner_id == user.id,
        manages=allowed.manage_guild or allowed.administrator,
        roles=frozenset(str(role.id) for role in user.roles if role.id != guild.id),
    )


def viewer(actor: Actor, rank: Rank) -> Viewer:
    """The same person in chat: with the role that their rights in the guild amount to."""
    return Viewer(actor.id, actor.name, ROLES[rank(actor)])


ROLES: dict[Level, frozenset[Role]] = {
    Level.EVERYONE: frozenset(),
    Level.MANAGER: frozenset({Role.MANAGER}),
    Level.STREAMER: frozenset({Role.BROADCASTER}),
}
