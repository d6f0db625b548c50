"""discord.py's messages and interactions → Event, pure."""

import re
from collections.abc import Callable
from typing import Any

import discord

from adapters.discord import places
from adapters.discord.actors import Rank, actor, viewer
from adapters.discord.commands import COMMANDS
from core.events import ChatMessage, Command, Emote
from core.labels import Platform
from core.show.emotes import kept

WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
_EMOJI = re.compile(r"<a?:(\w{2,32}):(\d{15,20})>")
_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
_CHANNEL = re.compile(r"<#\d{15,20}>")


class Parser:
    """Turns what one bot account receives into events."""

    def __init__(self, bot_name: str, opened: Callable[[str], bool], rank: Rank) -> None:
        """`bot_name` is how viewers call it; where `opened` every line is heard; `rank` tells
        what somebody may decide."""
        self._bot_name = bot_name
        self._opened = opened
        self._rank = rank

    def message(self, message: discord.Message, bot: int, now: float) -> ChatMessage | None:
        """A viewer's line; None for what is not ours to hear: bots, system messages, and,
        outside open channels, whatever neither calls the bot nor is a command. In private
        messages every line is for the bot."""
        if message.author.bot or message.webhook_id or message.type not in WRITTEN:
            return None
        text = self._text(message, bot)
        called = text.startswith("!") or self._bot_name in text
        private = isinstance(message.channel, discord.DMChannel)
        meant = private or any(user.id == bot for user in message.mentions)
        if text and meant and not called:
            # A reply that pings the bot names it nowhere in the text, nor does a private line.
            text, called = f"@{self._bot_name} {text}", True
        where = places.key(message.channel)
        if not text or not (called or self._opened(where)):
            return None
        return ChatMessage(
            id=f"discord:{message.id}",
            platform=Platform.DISCORD,
            channel=where,
            viewer=viewer(actor(message.author, message.guild), self._rank),
            at=now,
            text=text,
            reply_to=_reply_to(message, bot),
            emotes=_emotes(message.content),
            private=private,
        )

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

    def command(self, interaction: discord.Interaction, now: float) -> Command | None:
        """A slash command for the core; its arguments stand in the order they would be typed
        in, and `text` is what the viewer wrote freely."""
        data: Any = interaction.data or {}
        known = COMMANDS.get(data.get("name", ""))
        if interaction.type is not discord.InteractionType.application_command or known is None:
            return None
        given = {o["name"]: str(o.get("value", "")) for o in data.get("options") or ()}
        return Command(
            id=f"discord:{interaction.id}",
            platform=Platform.DISCORD,
            channel=places.here(interaction).channel,
            viewer=viewer(actor(interaction.user, interaction.guild), self._rank),
            at=now,
            text=" ".join(given[o.name] for o in known.options if o.name in given and o.free),
            name=known.name,
            arguments={o.name: given[o.name] for o in known.options if o.name in given},
            token=interaction.token,
        )


def _emotes(content: str) -> tuple[Emote, ...]:
    """The server emoji of a line; of one that moves its first picture."""
    return kept(
        Emote(name, f"https://cdn.discordapp.com/emojis/{id}.png")
        for name, id in _EMOJI.findall(content)
    )


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
