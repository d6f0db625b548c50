"""discord.py's messages and interactions → Event, pure."""

import re
from collections.abc import Collection
from typing import Any

import discord

from adapters.discord.commands import COMMANDS
from core.events import ChatMessage, Command, Viewer
from core.labels import Platform, Role

WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
_EMOJI = re.compile(r"<a?:\w{2,32}:\d{15,20}>")
_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
_CHANNEL = re.compile(r"<#\d{15,20}>")
_NO_ROLES: frozenset[Role] = frozenset()


class Parser:
    """Turns what one bot account receives into events."""

    def __init__(self, bot_name: str, channels: Collection[str]) -> None:
        """`bot_name` is how viewers call it; in `channels` every line is heard."""
        self._bot_name = bot_name
        self._channels = frozenset(channels)

    def message(self, message: discord.Message, bot: int, now: float) -> ChatMessage | None:
        """A viewer's line; None for what is not ours to hear: bots, system messages, and,
        outside the configured channels, whatever neither calls the bot nor is a command."""
        if message.author.bot or message.webhook_id or message.type not in WRITTEN:
            return None
        text = self._text(message, bot)
        called = text.startswith("!") or self._bot_name in text
        if not called and any(user.id == bot for user in message.mentions):
            # A reply that pings the bot names it nowhere in the text.
            text, called = f"@{self._bot_name} {text}", True
        if not text or not (called or self._open(message)):
            return None
        return ChatMessage(
            id=f"discord:{message.id}",
            platform=Platform.DISCORD,
            channel=str(message.channel.id),
            viewer=_viewer(message.author, message.guild),
            at=now,
            text=text,
            reply_to=_reply_to(message, bot),
        )

    def _open(self, message: discord.Message) -> bool:
        """Threads belong to the channel they hang on."""
        parent = getattr(message.channel, "parent_id", None)
        return not self._channels.isdisjoint((str(message.channel.id), str(parent)))

    def _text(self, message: discord.Message, bot: int) -> str:
        """The words as people read them, on one line: mentions by name, without emoji, and a
        command as such although the bot is named before it."""
        names = {user.id: user.display_name for user in message.mentions} | {bot: self._bot_name}
        roles = {
            role.id: self._bot_name if role.tags and role.tags.bot_id == bot else role.name
            for role in message.role_mentions
        }
        text = _USER.sub(lambda found: f"@{names.get(int(found[1]), '누군가')}", message.content)
        text = _ROLE.sub(lambda found: f"@{roles.get(int(found[1]), '누군가')}", text)
        text = " ".join(_CHANNEL.sub(" ", _EMOJI.sub(" ", text)).split())
        named = f"@{self._bot_name} "
        return text.removeprefix(named) if text.startswith(f"{named}!") else text


def command(interaction: discord.Interaction, now: float) -> Command | None:
    """A slash command of ours; its arguments stand in the order they would be typed in,
    and `text` is what the viewer wrote freely."""
    data: Any = interaction.data or {}
    known = COMMANDS.get(data.get("name", ""))
    if interaction.type is not discord.InteractionType.application_command or known is None:
        return None
    given = {option["name"]: str(option.get("value", "")) for option in data.get("options", ())}
    return Command(
        id=f"discord:{interaction.id}",
        platform=Platform.DISCORD,
        channel=str(interaction.channel_id or f"user-{interaction.user.id}"),
        viewer=_viewer(interaction.user, interaction.guild),
        at=now,
        text=" ".join(given[o.name] for o in known.options if o.name in given and not o.choices),
        name=known.name,
        arguments={o.name: given[o.name] for o in known.options if o.name in given},
        token=interaction.token,
    )


def _viewer(author: discord.abc.User, guild: discord.Guild | None) -> Viewer:
    return Viewer(f"discord:{author.id}", author.display_name, _roles(author, guild))


def _roles(author: discord.abc.User, guild: discord.Guild | None) -> frozenset[Role]:
    if guild is not None and guild.owner_id == author.id:
        return frozenset({Role.BROADCASTER})
    if isinstance(author, discord.Member) and _manages(author):
        return frozenset({Role.MANAGER})
    return _NO_ROLES


def _manages(member: discord.Member) -> bool:
    # An interaction brings the permissions along; a message leaves them to the guild's roles.
    allowed = member.resolved_permissions or member.guild_permissions
    return allowed.manage_guild or allowed.administrator


def _reply_to(message: discord.Message, bot: int) -> str | None:
    """Whose line this one answers; None when it is nobody's or the bot's."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return None
    parent = reference.resolved
    if isinstance(parent, discord.Message):
        return None if parent.author.id == bot else f"discord:{parent.author.id}"
    # A line that is gone was somebody's.
    return f"discord:message:{reference.message_id}"
