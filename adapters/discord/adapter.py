"""Discord as a place to listen and speak."""

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import cast

import discord

from adapters.discord import cards
from adapters.discord.asks import Asks
from adapters.discord.client import GatewayClient, point_at
from adapters.discord.commands import changed, payloads
from adapters.discord.parse import Parser, command
from adapters.discord.rest import Payload, Rest
from adapters.ratelimit import Limiter
from adapters.supervise import supervise
from core.errors import Disconnected, PlatformError, RateLimited, SendRejected, SendUnknown
from core.labels import Platform
from core.ports import Clock, Hear, Personas
from core.replies import Notice, Receipt, Reply

log = logging.getLogger(__name__)

SENDS, PER_SECONDS, RESERVED = 5, 5.0, 2
# Seconds in which attempts begin; with the last one's deadline less than the ten that whoever
# has a line said waits for it.
BUDGET = 6.5
# Before reading back: what is on its way must have arrived.
GRACE = 1.0
AGAIN_AFTER = 0.5
RECEIPT_FROM = 10
SILENCE = 120.0
ECHOES = 200


class DiscordAdapter:
    """Reads what the bot may read, and answers in the channel or to the slash command.

    One a process: discord.py keeps its addresses on classes.
    """

    platform = Platform.DISCORD

    def __init__(
        self,
        token: str,
        bot_name: str,
        personas: Personas,
        channels: tuple[str, ...] = (),
        api_url: str = "https://discord.com/api/v10",
        gateway_url: str = "wss://gateway.discord.gg",
        clock: Clock = time.time,
        silence: float = SILENCE,
    ) -> None:
        """`channels` are ids where worries are answered without a mention; `silence` seconds
        without a frame make a connection dead."""
        point_at(api_url, gateway_url)
        self._token = token
        self._personas = personas
        self._parser = Parser(bot_name, channels)
        self._clock = clock
        self._silence = silence
        self._asks = Asks()
        self._limiters: dict[str, Limiter] = {}
        # Nonces of the bot's own lines that the gateway told: proof that they were said.
        self._echoes: deque[str] = deque(maxlen=ECHOES)
        self._client: GatewayClient | None = None
        self._rest: Rest | None = None

    @property
    def connected(self) -> bool:
        """Whether the gateway's session is up."""
        return self._client is not None and self._client.connected

    async def run(self, hear: Hear) -> None:
        """Listen for ever; returns only when Discord refuses the token or the intents."""
        await supervise("discord", lambda: self._listen(hear))

    async def _listen(self, hear: Hear) -> None:
        def message(about: discord.Message) -> None:
            self._message(about, client, hear)

        async def interaction(about: discord.Interaction) -> None:
            await self._interaction(about, hear)

        client = GatewayClient(self._silence, message, interaction, self._logged_in)
        self._client = client
        try:
            await client.listen(self._token)
        finally:
            self._client = self._rest = None

    async def _logged_in(self, client: GatewayClient) -> None:
        assert client.application_id is not None
        self._rest = Rest(client.http, client.application_id)
        try:
            await self._sync_commands(self._rest)
        except PlatformError as error:  # chat goes on; the next connection tries again
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
                self._echoes.append(str(message.nonce))
            return
        event = self._parser.message(message, client.user.id, self._clock())
        if event is not None:
            hear(event)

    async def _interaction(self, interaction: discord.Interaction, hear: Hear) -> None:
        if interaction.type is discord.InteractionType.component:
            await self._publish(interaction)
            return
        event = command(interaction, self._clock())
        ask = None if event is None else self._asks.open(event.id, event.token)
        if event is None or ask is None:
            return
        try:
            hear(event)
            ask.alive = await self._online().defer(interaction.id, interaction.token)
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
        rest, token = self._online(), interaction.token
        try:
            if not await rest.update(interaction.id, token, cards.without_publish(message)):
                return
            shown = cards.published(message, interaction.user.display_name)
            await self._post(str(interaction.channel_id), shown, nonce(f"publish:{message.id}"))
        except PlatformError as error:
            log.warning("answer not published", extra={"error": type(error).__name__})
            if isinstance(error, SendRejected):
                await rest.follow_up(token, "여기에는 글을 쓸 수 없어서 공개하지 못했어요.")

    async def say(self, reply: Reply) -> None:
        """Say the answer in its channel, or to the slash command that asked, privately."""
        if reply.token is not None:
            await self._answer(reply, reply.token)
            return
        parent = reply.in_reply_to[-1].removeprefix("discord:") if reply.in_reply_to else None
        message = cards.answer(reply, parent)
        await self._post(reply.channel, message, nonce(reply.turn_id), urgent=reply.crisis)

    async def _answer(self, reply: Reply, token: str) -> None:
        """A crisis answer to a command that is void goes to the asker's private messages:
        what was asked in private is never answered in public."""
        message = cards.private_answer(reply)
        try:
            await self._put(token, message)
        except SendRejected:
            if not reply.crisis:
                raise
            user = reply.viewer.id.removeprefix("discord:")
            channel = await self._online().direct_channel(user)
            await self._post(channel, message, nonce(reply.turn_id), urgent=True)

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds; shorter ones show that the bot types,
        and a slash command shows by itself that it waits."""
        if self._asks.about(receipt.in_reply_to) is not None:
            return
        if receipt.eta_s <= RECEIPT_FROM:
            await self._online().typing(receipt.channel)
            return
        text = f"접수됐어요, {receipt.position}번째, 약 {receipt.eta_s}초 (상담사는 AI예요)"
        parent = receipt.in_reply_to.removeprefix("discord:")
        about = nonce(f"receipt:{receipt.in_reply_to}")
        await self._post(receipt.channel, cards.line(text, parent), about)

    async def notify(self, notice: Notice) -> None:
        """A line of the service; the answer to a slash command where it is about one."""
        ask = self._asks.about(notice.in_reply_to)
        if ask is not None:
            await self._put(ask.token, cards.line(notice.text))
            return
        parent = notice.in_reply_to.removeprefix("discord:") if notice.in_reply_to else None
        # A notice about nothing has no identity of its own: it may be said again later.
        about = notice.in_reply_to or f"{self._clock()}"
        text = cards.line(notice.text, parent)
        await self._post(notice.channel, text, nonce(f"notice:{about}:{notice.text}"))

    async def _post(self, channel: str, message: Payload, nonce: str, urgent: bool = False) -> None:
        limiter = self._limiters.setdefault(
            channel, Limiter(SENDS, PER_SECONDS, RESERVED, self._clock)
        )

        async def send() -> None:
            rest = self._online()  # before the limiter, which counts what it lets through
            await limiter.wait(urgent)
            await rest.post(channel, message, nonce)

        async def arrived() -> bool:
            return await self._arrived(channel, nonce)

        await _insist(send, arrived)

    async def _put(self, token: str, message: Payload) -> None:
        if not await self._asks.ready(token):
            raise SendRejected("the command was not acknowledged in time")

        async def send() -> None:
            await self._online().answer(token, message)

        async def arrived() -> bool:
            return False  # putting the same answer in the same place again is harmless

        await _insist(send, arrived)

    async def _arrived(self, channel: str, nonce: str) -> bool:
        """Whether a line whose outcome is unknown was said. A no is not final: what is still
        on its way cannot be said twice either, because a repetition has the same nonce."""
        if nonce in self._echoes:
            return True
        await asyncio.sleep(GRACE)
        if nonce in self._echoes:
            return True
        try:
            return nonce in await self._online().nonces(channel)
        except PlatformError as error:
            log.info("not read back", extra={"error": type(error).__name__})
            return False

    def _online(self) -> Rest:
        if self._rest is None:
            raise Disconnected("not logged in to Discord")
        return self._rest


async def _insist(
    send: Callable[[], Awaitable[None]], arrived: Callable[[], Awaitable[bool]]
) -> None:
    """Try until `send` succeeds or has `arrived`, or the budget is spent. Only for what Discord
    does not repeat.

    Raises what the last attempt raised, or SendUnknown if an earlier one may have arrived.
    """
    now = asyncio.get_running_loop().time
    ends = now() + BUDGET
    doubt: SendUnknown | None = None
    while True:
        try:
            await send()
            return
        except PlatformError as error:
            if isinstance(error, SendUnknown):
                if await arrived():
                    return
                doubt = error
            wait = _patience(error)
            if wait is None or now() + wait > ends:
                raise doubt or error from None
        await asyncio.sleep(wait)


def _patience(error: PlatformError) -> float | None:
    """Seconds to wait before the next attempt; None when there must be none."""
    match error:
        case RateLimited(retry_after=seconds):
            return seconds
        case SendUnknown():
            return AGAIN_AFTER
        case Disconnected():
            return AGAIN_AFTER
    return None


def nonce(about: str) -> str:
    """The same short mark for the same line, also after a restart; Discord allows 25 characters."""
    return hashlib.blake2b(about.encode(), digest_size=12).hexdigest()
