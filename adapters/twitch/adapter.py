"""Twitch as a place to listen and speak."""

import logging
import time

import aiohttp
import msgspec
from twitchio.eventsub import SubscriptionType

from adapters.ratelimit import Limiter
from adapters.supervise import supervise
from adapters.twitch.frames import Frame
from adapters.twitch.helix import Helix
from adapters.twitch.parse import Parser
from adapters.twitch.socket import EventSubSocket
from core.errors import Disconnected, SendRejected
from core.gate.dedupe import Dedupe
from core.labels import Platform
from core.ports import Clock, Hear
from core.replies import Notice, Receipt, Reply
from core.safety.outbound import fit

log = logging.getLogger(__name__)

MESSAGE_LENGTH = 500
SENDS, PER_SECONDS, RESERVED = 20, 30.0, 2
RECEIPT_FROM = 10
REMEMBERED = 2_000


class TwitchAdapter:
    """Reads the channels' EventSub notifications and answers through Helix."""

    platform = Platform.TWITCH

    def __init__(
        self, helix: Helix, eventsub_url: str, channels: tuple[str, ...], clock: Clock = time.time
    ) -> None:
        """`channels` are logins, ids or URLs."""
        self._helix = helix
        self._eventsub_url = eventsub_url
        self._wanted = channels
        self._clock = clock
        self._parser = Parser(helix.bot_id)
        self._limiters: dict[str, Limiter] = {}
        self._seen = Dedupe(REMEMBERED).seen
        self.channels: dict[str, str] = {}
        self.connected = False

    async def run(self, hear: Hear) -> None:
        """Listen for ever; returns only when Twitch refuses the credentials."""
        await supervise("twitch", lambda: self._listen(hear))

    async def _listen(self, hear: Hear) -> None:
        def notify(frame: Frame) -> None:
            try:
                self._pass_on(frame, hear)
            except Exception:  # whatever one event does, the next ones must be heard
                log.exception("event not heard", extra={"kind": frame.metadata.subscription_type})

        await self._helix.login()
        self.channels = await self._helix.channel_ids(self._wanted)
        if not self.channels:
            raise Disconnected("Twitch knows none of the configured channels")
        async with aiohttp.ClientSession() as session:
            socket = EventSubSocket(session, self._eventsub_url, notify, self._subscribe)
            try:
                await socket.run()
            finally:
                self.connected = False

    def _pass_on(self, frame: Frame, hear: Hear) -> None:
        about = frame.metadata
        # Twitch tells at least once; told again, a cheer would count as another one.
        if about.message_id and self._seen(about.message_id):
            return
        try:
            event = self._parser.parse(frame, self._clock())
        except msgspec.DecodeError as error:
            log.warning(
                "event not readable", extra={"kind": about.subscription_type, "why": str(error)}
            )
            return
        if event is not None:
            hear(event)

    async def _subscribe(self, session: str) -> None:
        """Point the conduit at this session and subscribe it to every channel."""
        conduit = await self._helix.conduit()
        await self._helix.assign_shard(conduit, session)
        for channel in self.channels:
            for kind, version, condition in SUBSCRIPTIONS:
                values = {
                    key: value.format(channel=channel, bot=self._helix.bot_id)
                    for key, value in condition.items()
                }
                try:
                    await self._helix.subscribe(conduit, kind, version, values)
                except SendRejected as error:
                    # Chat is what the bot lives on; the others need grants it may lack.
                    if kind is SubscriptionType.ChannelChatMessage:
                        log.error(
                            "chat cannot be read", extra={"channel": channel, "why": error.reason}
                        )
                    else:
                        log.info(
                            "no permission for", extra={"kind": kind.value, "why": error.reason}
                        )
        self.connected = True
        log.info("twitch listening", extra={"channels": len(self.channels)})

    async def say(self, reply: Reply) -> None:
        """Say the chat line, with its speaker's name before it."""
        text = reply.chat if reply.persona is None else f"[{reply.speaker}] {reply.chat}"
        parent = (
            reply.in_reply_to[-1].removeprefix("twitch:")
            if reply.in_reply_to and not reply.donation
            else None
        )
        await self._send(reply.channel, text, parent, urgent=reply.crisis)

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds."""
        if receipt.eta_s > RECEIPT_FROM:
            text = f"@{receipt.viewer.name} 접수됐어요, {receipt.position}번째, 약 {receipt.eta_s}초 (상담사는 AI예요)"
            await self._send(receipt.channel, text, None)

    async def notify(self, notice: Notice) -> None:
        parent = notice.in_reply_to.removeprefix("twitch:") if notice.in_reply_to else None
        await self._send(notice.channel, notice.text, parent)

    async def _send(
        self, channel: str, text: str, parent: str | None, urgent: bool = False
    ) -> None:
        limiter = self._limiters.setdefault(
            channel, Limiter(SENDS, PER_SECONDS, RESERVED, self._clock)
        )
        await limiter.wait(urgent)
        text = fit(text, MESSAGE_LENGTH)
        try:
            await self._helix.say(channel, text, parent)
        except SendRejected as error:
            # A parent that was deleted or never existed must not cost the answer.
            if parent is None or not error.reason.startswith("400"):
                raise
            await limiter.wait(urgent)
            await self._helix.say(channel, text, None)


CHANNEL = {"broadcaster_user_id": "{channel}"}
SUBSCRIPTIONS: tuple[tuple[SubscriptionType, str, dict[str, str]], ...] = (
    (SubscriptionType.ChannelChatMessage, "1", CHANNEL | {"user_id": "{bot}"}),
    (SubscriptionType.ChannelCheer, "1", CHANNEL),
    (SubscriptionType.ChannelSubscribe, "1", CHANNEL),
    (SubscriptionType.ChannelSubscriptionGift, "1", CHANNEL),
    (SubscriptionType.ChannelSubscriptionMessage, "1", CHANNEL),
    (SubscriptionType.ChannelRaid, "1", {"to_broadcaster_user_id": "{channel}"}),
)
