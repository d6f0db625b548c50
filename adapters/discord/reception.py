"""Interactions that the desk serves: acknowledged at once, then answered."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord

from adapters.discord import places
from adapters.discord.actors import actor
from adapters.discord.asks import Ask, Asks
from adapters.discord.commands import DESK
from adapters.discord.desk import desk, marks, parts
from adapters.discord.desk.marks import Mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.english.panel import english, in_english
from adapters.discord.outbound import Outbound
from adapters.discord.rest import Payload
from core.channels.rights import Forbidden
from core.errors import BadInput, PlatformError

log = logging.getLogger(__name__)

COMMAND = discord.InteractionType.application_command
ENGLISH = (discord.Locale.american_english, discord.Locale.british_english)
FAILED = "지금은 처리하지 못했어요. 잠시 뒤에 다시 해 주세요."


class Reception:
    """Only its user sees what it answers, and every right is checked by the console."""

    def __init__(self, office: Office, asks: Asks, outbound: Outbound) -> None:
        self._office = office
        self._asks = asks
        self._outbound = outbound

    async def serve(self, interaction: discord.Interaction) -> bool:
        """Serve a command, button, menu or modal; False for one that is not the desk's."""
        data: Any = interaction.data or {}
        command = data.get("name") if interaction.type is COMMAND else None
        mark = str(data.get("custom_id", ""))
        if command not in DESK and not marks.ours(mark):
            return False
        ask = self._asks.open(f"discord:{interaction.id}", interaction.token)
        if ask is None:  # told twice
            return True
        try:
            if command is None:
                await self._component(interaction, mark, ask)
            else:
                await self._command(interaction, command, ask)
        except PlatformError as error:  # its user sees that nothing happened and asks again
            log.warning("desk not answered", extra={"error": type(error).__name__})
        finally:
            ask.settled.set()
        return True

    async def _command(self, interaction: discord.Interaction, name: str, ask: Ask) -> None:
        try:
            ask.alive = await self._outbound.online().defer(interaction.id, interaction.token)
        except PlatformError as error:  # it may have arrived all the same; the answer will tell
            log.warning("command not acknowledged", extra={"error": type(error).__name__})
        ask.settled.set()
        message, wrong = await _tried(
            name, lambda: desk.opened(self._office, _visit(interaction), name)
        )
        await self._outbound.put(
            interaction.token, _told(interaction, message or parts.panel(wrong))
        )

    async def _component(self, interaction: discord.Interaction, id: str, ask: Ask) -> None:
        rest = self._outbound.online()
        about = marks.read(id, places.here(interaction))
        sent = interaction.type is discord.InteractionType.modal_submit
        if about is not None and not sent and about.action in desk.MODALS:
            await self._modal(interaction, about)
            return
        ask.alive = await rest.hold(interaction.id, interaction.token)
        ask.settled.set()
        if not ask.alive:  # its user was told that it failed, so it must not happen after all
            return
        message, wrong = await _tried(
            about.action if about else "",
            lambda: _acted(self._office, _visit(interaction), about),
        )
        if message is None:
            await rest.follow_up(interaction.token, _worded(interaction, wrong))
        else:
            await self._outbound.put(interaction.token, _told(interaction, message))

    async def _modal(self, interaction: discord.Interaction, about: Mark) -> None:
        rest = self._outbound.online()
        try:
            modal = desk.modal(self._office, _visit(interaction), about)
        except (Forbidden, BadInput) as error:
            if await rest.hold(interaction.id, interaction.token):
                await rest.follow_up(interaction.token, _worded(interaction, str(error)))
            return
        if modal is not None:
            await rest.open_modal(interaction.id, interaction.token, _told(interaction, modal))


def _told(interaction: discord.Interaction, message: Payload) -> Payload:
    """In the language of whoever sees it, as Discord itself shows them the commands. What stands
    in a channel for several people stays as it was."""
    theirs = interaction.message is None or interaction.message.flags.ephemeral
    return in_english(message) if theirs and interaction.locale in ENGLISH else message


def _worded(interaction: discord.Interaction, text: str) -> str:
    """To them alone."""
    return english(text) if interaction.locale in ENGLISH else text


async def _acted(office: Office, visit: Visit, about: Mark | None) -> Payload:
    if about is None:
        raise BadInput(desk.TOO_OLD)
    return await desk.acted(office, visit, about)


async def _tried(what: str, work: Callable[[], Awaitable[Payload]]) -> tuple[Payload | None, str]:
    """The panel, or why there is none."""
    try:
        return await work(), ""
    except (Forbidden, BadInput) as error:
        return None, str(error)
    except Exception as error:  # whatever broke, its user is told; the words may be in the error
        log.error("desk failed", extra={"what": what, "error": type(error).__name__})
        return None, FAILED


def _visit(interaction: discord.Interaction) -> Visit:
    """Raises BadInput where it is not known which channel's settings would be meant."""
    if interaction.guild is not None and interaction.channel is None:
        raise BadInput("어느 채널인지 확인하지 못했어요. 채널에서 다시 불러 주세요.")
    data: Any = interaction.data or {}
    message = interaction.message
    rows: list[Any] = [] if message is None else [part.to_dict() for part in message.components]
    held = [part for row in rows for part in row.get("components", ())]
    return Visit(
        actor=actor(interaction.user, interaction.guild),
        here=places.here(interaction),
        missing=_missing(interaction),
        values=tuple(str(value) for value in data.get("values") or ()),
        fields=parts.written(data.get("components") or ()) | _options(data),
        text="" if message is None else message.content,
        buttons=frozenset(str(part.get("custom_id")) for part in held),
    )


def _options(data: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen with a command."""
    options = [one for one in data.get("options") or () if "value" in one]
    return {str(one["name"]): str(one["value"]) for one in options}


def _missing(interaction: discord.Interaction) -> tuple[str, ...]:
    """The permissions that the bot lacks where it was called, as Discord names them in Korean."""
    allowed = interaction.app_permissions
    if allowed.administrator:
        return ()
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = THREAD_NEEDS if in_thread else NEEDS
    return tuple(name for key, name in needed.items() if not getattr(allowed, key))


_ALWAYS = {
    "view_channel": "채널 보기",
    "embed_links": "링크 첨부",
    "read_message_history": "메시지 기록 보기",
}
NEEDS = _ALWAYS | {"send_messages": "메시지 보내기"}
THREAD_NEEDS = _ALWAYS | {"send_messages_in_threads": "스레드에서 메시지 보내기"}
