"""Discord as a place to listen and speak."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import cast

import discord

from adapters.discord import cards, notices, places, problems, read_back
from adapters.discord.asks import Asks
from adapters.discord.client import GatewayClient, Refused, point_at
from adapters.discord.commands import changed, payloads
from adapters.discord.desk import alarm as alarms
from adapters.discord.desk.office import Office
from adapters.discord.guild_channels import GuildChannels
from adapters.discord.outbound import Outbound, nonce
from adapters.discord.parse import Parser
from adapters.discord.receipts import Receipts
from adapters.discord.reception import Reception
from adapters.discord.rest import PER_SECONDS, REQUESTS, RESERVED, Payload, Rest
from adapters.division import Division
from adapters.ratelimit import Limiter
from adapters.supervise import supervise
from core.channels.console import Console
from core.channels.linking import Linking
from core.errors import PlatformError, SendRejected
from core.labels import Platform
from core.ports import Clock, Hear, Personas
from core.replies import Notice, Receipt, Reply
from core.safety.alarms import Alarm
from core.viewers.privacy import Privacy

log = logging.getLogger(__name__)

SILENCE = 120.0
# Discord's words for a channel where the bot may not write, or that it may not see.
NOT_ALLOWED = ("403/50013", "403/50001")


class DiscordAdapter:
    """Reads what the bot may read, answers in the channel or to the slash command, and is the
    desk where streamers decide.

    One a process: discord.py keeps its addresses on classes.
    """

    platform = Platform.DISCORD

    def __init__(
        self,
        token: str,
        bot_name: str,
        personas: Personas,
        console: Console,
        linking: Linking,
        privacy: Privacy,
        opened: Callable[[str], bool],
        api_url: str = "https://discord.com/api/v10",
        gateway_url: str = "wss://gateway.discord.gg",
        clock: Clock = time.time,
        silence: float = SILENCE,
        shard: tuple[int, int] = (0, 1),
    ) -> None:
        """`opened` tells of a channel whether worries are answered there without a mention;
        `silence` seconds without a frame make a connection dead; `shard` is which of how many
        parts of the guilds is told here."""
        point_at(api_url, gateway_url)
        self._token = token
        self._personas = personas
        self._console = console
        self._parser = Parser(bot_name, opened, console.level)
        self._clock = clock
        self._silence = silence
        self._shard = shard
        self._division = Division()
        self._served = partial(self._division.serves, places.shard(*shard))
        self._pace = Limiter(REQUESTS, PER_SECONDS, RESERVED, clock)
        self._asks = Asks()
        self._outbound = Outbound(self._asks, clock)
        self._channels = GuildChannels(lambda: self._client)
        self._receipts = Receipts(self._asks, self._outbound, self._post)
        self._office = Office(console, linking, privacy, self._channels.facts)
        self._reception = Reception(self._office, self._asks, self._outbound)
        self._problems: dict[str, str] = {}
        self._client: GatewayClient | None = None
        self.lost: Callable[[], object] = lambda: None
        self.found: Callable[[], object] = lambda: None

    @property
    def units(self) -> Collection[str]:
        """This shard: only a process with the same setting can serve it."""
        return (places.shard(*self._shard),)

    def serve(self, units: Collection[str] | None, slot: int = 0, of: int = 1) -> None:
        self._division.serve(units)
        self._pace.share.set(of)
        if not self._served():
            self._outbound.rest = None

    @property
    def connected(self) -> bool:
        """Whether the gateway's session is up, if it should be."""
        return not self._served() or (self._client is not None and self._client.connected)

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and how to mend it, by part or channel."""
        lost = {} if self.connected or self._problems.get("bot") else UNREACHABLE
        return lost | self._problems | self._channels.problems

    async def run(self, hear: Hear) -> None:
        """Listen for ever; returns only when Discord refuses the token or the intents."""
        connect = partial(self._listen, hear)
        await self._division.during(
            self._served, lambda: supervise("discord", connect, lost=lambda: self.lost())
        )

    async def _listen(self, hear: Hear) -> None:
        def message(about: discord.Message) -> None:
            if self._served():
                self._message(about, client, hear)

        async def interaction(about: discord.Interaction) -> None:
            if self._served():
                await self._interaction(about, hear)

        client = GatewayClient(self._silence, message, interaction, self._logged_in, self._shard)
        self._client = client
        self._problems.pop("bot", None)
        try:
            await client.listen(self._token)
        except Refused as error:
            self._problems["bot"] = error.fix
            raise
        finally:
            self._client = self._outbound.rest = None

    async def _logged_in(self, client: GatewayClient) -> None:
        assert client.application_id is not None
        self._outbound.rest = rest = Rest(client.http, client.application_id, self._pace)
        if self._shard[0] > 0:  # commands are the whole application's
            return
        try:
            await self._sync_commands(rest)
            self._problems.pop("commands", None)
        except PlatformError as error:  # chat goes on; the next connection tries again
            self._problems["commands"] = problems.COMMANDS
            log.warning("slash commands not registered", extra={"why": str(error)})

    async def _sync_commands(self, rest: Rest) -> None:
        """Registering counts against a daily quota, so only what changed is registered."""
        wanted = payloads(self._personas)
        if changed(wanted, await rest.commands()):
            await rest.put_commands(wanted)
            log.info("slash commands registered", extra={"count": len(wanted)})

    def _message(self, message: discord.Message, client: GatewayClient, hear: Hear) -> None:
        if client.user is None:
            return
        if message.author.id == client.user.id:
            if message.nonce is not None:
                self._outbound.echo(str(message.nonce))
            return
        event = self._parser.message(message, client.user.id, self._clock())
        if event is not None:
            hear(event)

    async def _interaction(self, interaction: discord.Interaction, hear: Hear) -> None:
        if await self._reception.serve(interaction):
            return
        if interaction.type is discord.InteractionType.component:
            return await self._publish(interaction)
        event = self._parser.command(interaction, self._clock())
        ask = None if event is None else self._asks.open(event.id, event.token)
        if event is None or ask is None:
            return
        try:
            hear(event)
            rest = self._outbound.online()
            ask.alive = await rest.defer(interaction.id, interaction.token)
        except PlatformError as error:  # it may have arrived all the same; the answer will tell
            log.warning("command not acknowledged", extra={"error": type(error).__name__})
        finally:
            ask.settled.set()

    async def _publish(self, interaction: discord.Interaction) -> None:
        """The asker shows a private answer to all, once however often the button is pressed."""
        message, data = interaction.message, cast("Payload", interaction.data or {})
        ours = data.get("custom_id") == cards.PUBLISH
        if not ours or message is None or not message.flags.ephemeral:
            return
        token, left = interaction.token, {"components": cards.without_publish(message)}
        shown = cards.published(message, interaction.user.display_name)
        try:
            rest = self._outbound.online()
            if not await rest.hold(interaction.id, token):
                return
            try:
                await self._post(
                    places.here(interaction).channel, shown, nonce(f"publish:{message.id}")
                )
            except PlatformError:
                await rest.follow_up(token, UNPUBLISHED)
                raise
            await self._outbound.put(token, left)
        except PlatformError as error:
            log.warning("answer not published", extra={"error": type(error).__name__})

    def delay(self, reply: Reply) -> float:
        counted = reply.token is None  # answers to commands are not
        return self._outbound.delay(places.id_of(reply.channel), reply.crisis) if counted else 0.0

    async def say(self, reply: Reply) -> None:
        """Say the answer in its channel, or to the slash command that asked, privately."""
        if reply.token is not None:
            return await self._answer(reply, reply.token)
        parent = places.message(reply.in_reply_to[-1]) if reply.in_reply_to else None
        message = cards.answer(reply, parent)
        await self._post(reply.channel, message, nonce(reply.turn_id), urgent=reply.crisis)

    async def was_said(self, reply: Reply) -> bool | None:
        """Whether an answer that was being said when the process died was: None when Discord
        does not tell. False only for one that may be said again."""
        client, rest = self._client, self._outbound.rest
        if client is None or client.user is None or rest is None:
            return None
        return await read_back.was_said(rest, client.user.id, reply)

    async def alarm(self, alarm: Alarm) -> None:
        """Tell the managers of a crisis, where their guild said so. Raises as `say` does."""
        channel = self._alerted(alarm)
        if not channel:
            return
        about = nonce(f"alarm:{alarm.platform}:{alarm.viewer.id}:{alarm.at}")
        try:
            await self._post(channel, alarms.card(self._office, alarm), about, urgent=True)
        except SendRejected:
            self._channels.refused(channel, problems.ALARM, lambda: self._alerted(alarm) == channel)
            raise

    def _alerted(self, alarm: Alarm) -> str:
        """The channel that is told of it; "" when nobody is."""
        guild = self._channels.guild_of(alarm.channel)
        return self._console.alert_channel(alarm.platform, alarm.channel, guild)

    async def _answer(self, reply: Reply, token: str) -> None:
        """A crisis answer to a command that is void goes to the asker's private messages:
        what was asked in private is never answered in public."""
        # In private messages there is nobody else to show it to.
        message = cards.private_answer(reply, self._channels.guild_of(reply.channel) is not None)
        try:
            await self._outbound.put(token, message)
        except SendRejected:
            if not reply.crisis:
                raise
            await self._outbound.direct(reply.viewer.id, message, nonce(reply.turn_id), urgent=True)

    async def letter(self, viewer: str, text: str, about: str) -> None:
        """Tell a viewer something in private messages. Raises as `say` does."""
        await self._outbound.direct(viewer, cards.line(text), nonce(about))

    async def receipt(self, receipt: Receipt) -> None:
        await self._receipts.tell(receipt)

    async def notify(self, notice: Notice) -> None:
        """A line of the service; the answer to a slash command where it is about one."""
        ask = self._asks.about(notice.in_reply_to)
        if ask is not None:
            return await self._outbound.put(ask.token, cards.line(notice.text))
        parent = places.message(notice.in_reply_to)
        # A notice about nothing has no identity of its own: it may be said again later.
        about = notice.in_reply_to or f"{self._clock()}"
        text = notices.shown(notice, parent)
        await self._post(notice.channel, text, nonce(f"notice:{about}:{notice.text}"))

    async def _post(self, key: str, message: Payload, nonce: str, urgent: bool = False) -> None:
        """As Outbound.post, remembering where the bot may not write."""
        channel = places.id_of(key)
        try:
            await self._outbound.post(channel, message, nonce, urgent)
        except SendRejected as error:
            if error.reason.startswith(NOT_ALLOWED):
                self._channels.refused(key, problems.silent(channel))
            raise
        self._channels.written(key)


UNPUBLISHED = "공개하지 못했어요. 잠시 뒤에 다시 눌러 주세요."
UNREACHABLE = {"gateway": problems.UNREACHABLE}
