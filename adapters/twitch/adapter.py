"""Twitch as a place to listen and speak."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from adapters.division import Division
from adapters.supervise import supervise
from adapters.twitch.connection import Connection
from adapters.twitch.frames import Frame
from adapters.twitch.helix import Helix
from adapters.twitch.outlet import DUPLICATE, MESSAGE_LENGTH, Outlet
from adapters.twitch.parse import Parser
from adapters.twitch.problems import CREDENTIALS, NOBODY, UNKNOWN_CHANNEL, UNREACHABLE
from adapters.twitch.subscriptions import Subscriptions
from core.delivery.gathering import Gathering
from core.errors import AuthExpired, Disconnected, SendRejected
from core.gate.dedupe import Dedupe
from core.labels import Platform
from core.ports import Clock, Hear
from core.replies import Notice, Receipt, Reply, together

log = logging.getLogger(__name__)

RECEIPT_FROM = 10
REMEMBERED = 2_000
REFUSED_AGAIN = 20.0
# Seconds between looks for who is live, and while nobody could be looked for.
LIVE_EVERY, SOON = 60.0, 1.0


class NoChannel(Disconnected):
    """There is nothing to listen to."""


class TwitchAdapter:
    """Reads the channels' EventSub notifications and answers through Helix.

    `channels` maps each channel's id to its shown name.
    """

    platform = Platform.TWITCH

    def __init__(
        self,
        helix: Helix,
        eventsub_url: str,
        channels: tuple[str, ...],
        clock: Clock = time.time,
        said: Sequence[tuple[str, float]] = (),
        shards: int = 1,
    ) -> None:
        """`channels` are logins, ids, addresses or shown names; `said` has the channel and time
        of each line just before a restart, oldest first; `shards` is how many sockets share
        what is heard."""
        self._helix = helix
        self._wanted = channels
        self._clock = clock
        self._division = Division()
        self._subscriptions = Subscriptions(helix)
        self._connection = Connection(
            helix, eventsub_url, shards, self._subscriptions, self._division, self._served
        )
        ago = [clock() - at for _, at in said]
        self._outlet = Outlet(helix, lambda: self.connected, ago)
        self._parser = Parser(helix.bot_id, self._outlet.own, self._subscriptions.told)
        self._gathering = Gathering(
            self._acknowledge, lambda receipts: len(together(receipts)) <= MESSAGE_LENGTH
        )
        self._seen = Dedupe(REMEMBERED).seen
        self._troubles: dict[str, str] = {}
        self._live: frozenset[str] | None = None
        self.channels: dict[str, str] = {}
        self.lost: Callable[[], object] = lambda: None
        self.found: Callable[[], object] = lambda: None

    @property
    def units(self) -> Collection[str]:
        """Ids of all channels, once Twitch told them."""
        return self.channels.keys()

    def serve(self, units: Collection[str] | None, slot: int = 0, of: int = 1) -> None:
        """`slot` is the number of the application's conduit that is used, 0 to 4: two processes
        cannot share one. With a negative one nothing is heard."""
        self._division.serve(units, slot)
        self._outlet.share(of)
        self._connection.served()

    def _served(self) -> dict[str, str]:
        if self._division.slot < 0:
            return {}
        return {id: name for id, name in self.channels.items() if self._division.serves(id)}

    @property
    def connected(self) -> bool:
        """Whether any served channel's chat is heard; with none served that is all there is."""
        nothing = bool(self.channels) and not self._served()
        return nothing or (self._connection.open and self._subscriptions.hears)

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and how to mend it, by channel id, by a channel as it was written when
        Twitch does not know it, or "twitch" for all of them."""
        found = dict(self._troubles)
        for part in (self._subscriptions.problems, self._outlet.problems):
            for channel, text in part.items():
                if self._division.serves(channel):
                    found[channel] = f"{found[channel]} {text}" if channel in found else text
        return found

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch(), name="twitch: live")
            await supervise("twitch", lambda: self._listen(hear), _renewed, lambda: self.lost())

    def live(self, channel: str) -> bool | None:
        """Whether a channel was live at the last look; None when Twitch did not tell."""
        return None if self._live is None else channel in self._live

    async def _watch(self) -> None:
        while True:
            served = list(self._served())
            if not served or not self.connected:
                await asyncio.sleep(SOON)
                continue
            try:
                self._live = await self._helix.live(served)
            except Exception as error:  # chat is heard all the same
                log.warning("not known who is live", extra={"error": type(error).__name__})
                self._live = None
            await asyncio.sleep(LIVE_EVERY)

    async def _listen(self, hear: Hear) -> None:
        try:
            await self._connected(hear)
        except AuthExpired:
            self._troubles[self.platform] = CREDENTIALS
            raise
        except NoChannel:
            self._troubles[self.platform] = NOBODY
            raise
        except Exception:  # whatever it was, the streamer must see that nothing is heard
            self._troubles[self.platform] = UNREACHABLE
            raise

    async def _connected(self, hear: Hear) -> None:
        """From a login until a connection is lost."""

        def notify(frame: Frame) -> None:
            try:
                self._pass_on(frame, hear)
            except Exception:  # whatever one event does, the next ones must be heard
                log.exception("event not heard", extra={"kind": frame.about})

        def well() -> None:
            self._troubles.pop(self.platform, None)

        await self._helix.login()
        await self._find_channels()
        while True:
            if not self._served():
                well()
                await self._division.until(lambda: bool(self._served()))
            await self._connection.run(notify, well)

    async def _find_channels(self) -> None:
        known = await self._helix.users(self._wanted)
        before, self.channels = self.channels, dict(known.values())
        for written in self._wanted:
            if written in known:
                self._troubles.pop(written, None)
            else:
                self._troubles[written] = UNKNOWN_CHANNEL
        if before.keys() != self.channels.keys():
            self.found()
        if not self.channels:
            raise NoChannel("Twitch knows none of the configured channels")

    def _pass_on(self, frame: Frame, hear: Hear) -> None:
        # Twitch tells at least once; told again, a cheer would count as another one.
        message_id = frame.metadata.message_id
        if message_id and self._seen(message_id):
            return
        try:
            event = self._parser.parse(frame, self._clock())
        except msgspec.DecodeError as error:
            log.warning("event not readable", extra={"kind": frame.about, "why": str(error)})
            return
        # A conduit remembers what earlier settings subscribed it to.
        if event is not None and event.channel in self.channels and self._ours(event.channel):
            hear(event)

    def _ours(self, channel: str) -> bool:
        return self._division.slot >= 0 and self._division.serves(channel)

    def delay(self, reply: Reply) -> float:
        return self._outlet.delay(reply.channel, reply.crisis)

    async def say(self, reply: Reply) -> None:
        """Say the chat line, with its speaker's name before it."""
        text = reply.chat if reply.persona is None else f"[{reply.speaker}] {reply.chat}"
        owed = bool(reply.donation)
        parent = _message(reply.in_reply_to[-1]) if reply.in_reply_to and not owed else None
        await self._outlet_of(reply.channel).say(
            reply.channel, text, parent, reply.viewer, urgent=reply.crisis, owed=owed
        )

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds."""
        if receipt.eta_s > RECEIPT_FROM:
            await self._gathering.tell(receipt)

    async def _acknowledge(self, receipts: Sequence[Receipt]) -> None:
        first, *others = receipts
        text = together(receipts) if others else f"@{first.viewer.name} {first.text}"
        await self._outlet_of(first.channel).say(first.channel, text)

    async def notify(self, notice: Notice) -> None:
        parent = _message(notice.in_reply_to) if notice.in_reply_to else None
        outlet = self._outlet_of(notice.channel)
        try:
            await outlet.say(notice.channel, notice.text, parent, notice.viewer)
        except SendRejected as error:
            if error.reason != DUPLICATE:
                raise
            log.info("not repeated", extra={"channel": notice.channel})

    def _outlet_of(self, channel: str) -> Outlet:
        """Raises Disconnected for a channel that another process serves."""
        if not self._ours(channel):
            raise Disconnected("another process serves this channel")
        return self._outlet


async def _renewed() -> None:
    """Id and secret change with a restart only; but one refusal may have been a mistake."""
    await asyncio.sleep(REFUSED_AGAIN)


def _message(event_id: str) -> str | None:
    """The id of the chat message that an event was, if it was one."""
    id = event_id.removeprefix("twitch:")
    return None if ":" in id else id
