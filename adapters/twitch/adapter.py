"""Twitch as a place to listen and speak."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence

import aiohttp
import msgspec

from adapters.supervise import supervise
from adapters.twitch.frames import Frame
from adapters.twitch.helix import Helix
from adapters.twitch.outlet import DUPLICATE, Outlet
from adapters.twitch.parse import Parser
from adapters.twitch.problems import CREDENTIALS, NOBODY, UNKNOWN_CHANNEL, UNREACHABLE
from adapters.twitch.socket import EventSubSocket
from adapters.twitch.subscriptions import Subscriptions
from core.errors import AuthExpired, Disconnected, PlatformError, SendRejected
from core.gate.dedupe import Dedupe
from core.labels import Platform
from core.ports import Clock, Hear
from core.replies import Notice, Receipt, Reply

log = logging.getLogger(__name__)

RECEIPT_FROM = 10
REMEMBERED = 2_000
REFUSED_AGAIN = 20.0


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
    ) -> None:
        """`channels` are logins, ids, addresses or shown names; `said` has the channel and time
        of each line just before a restart, oldest first."""
        self._helix = helix
        self._eventsub_url = eventsub_url
        self._wanted = channels
        self._clock = clock
        self._subscriptions = Subscriptions(helix)
        ago = [clock() - at for _, at in said]
        self._outlet = Outlet(helix, lambda: self.connected, ago)
        self._parser = Parser(helix.bot_id, self._outlet.own, self._subscriptions.told)
        self._seen = Dedupe(REMEMBERED).seen
        self._open = False
        self._troubles: dict[str, str] = {}
        self.channels: dict[str, str] = {}
        self.lost: Callable[[], object] = lambda: None

    @property
    def connected(self) -> bool:
        """Whether any channel's chat is heard."""
        return self._open and self._subscriptions.hears

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and how to mend it, by channel id, by a channel as it was written when
        Twitch does not know it, or "twitch" for all of them."""
        found = dict(self._troubles)
        for part in (self._subscriptions.problems, self._outlet.problems):
            for channel, text in part.items():
                found[channel] = f"{found[channel]} {text}" if channel in found else text
        return found

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled."""
        await supervise("twitch", lambda: self._listen(hear), _renewed, lambda: self.lost())

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
        """One connection, from its login to its end."""

        def notify(frame: Frame) -> None:
            try:
                self._pass_on(frame, hear)
            except Exception:  # whatever one event does, the next ones must be heard
                log.exception("event not heard", extra={"kind": frame.about})

        await self._helix.login()
        await self._find_channels()
        conduit = await self._helix.conduit()
        subscriptions = self._subscriptions

        async def welcome(session: str) -> None:
            await self._helix.assign_shard(conduit, session)
            subscriptions.begin(conduit, self.channels)
            self._open = True
            self._troubles.pop(self.platform, None)
            log.info("twitch listening", extra={"channels": len(self.channels)})

        async with aiohttp.ClientSession() as session:
            socket = EventSubSocket(
                session, self._eventsub_url, notify, welcome, subscriptions.revoked
            )
            try:
                async with asyncio.TaskGroup() as tasks:
                    keeping = tasks.create_task(subscriptions.run(), name="subscriptions")
                    ended = await _end_of(socket)
                    keeping.cancel()
            finally:
                self._open = False
                subscriptions.end()
        raise ended

    async def _find_channels(self) -> None:
        known = await self._helix.users(self._wanted)
        self.channels = dict(known.values())
        for written in self._wanted:
            if written in known:
                self._troubles.pop(written, None)
            else:
                self._troubles[written] = UNKNOWN_CHANNEL
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
        if event is not None and event.channel in self.channels:
            hear(event)

    async def say(self, reply: Reply) -> None:
        """Say the chat line, with its speaker's name before it."""
        text = reply.chat if reply.persona is None else f"[{reply.speaker}] {reply.chat}"
        owed = bool(reply.donation)
        parent = _message(reply.in_reply_to[-1]) if reply.in_reply_to and not owed else None
        await self._outlet.say(
            reply.channel, text, parent, reply.viewer, urgent=reply.crisis, owed=owed
        )

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds."""
        if receipt.eta_s > RECEIPT_FROM:
            await self._outlet.say(receipt.channel, f"@{receipt.viewer.name} {receipt.text}")

    async def notify(self, notice: Notice) -> None:
        parent = _message(notice.in_reply_to) if notice.in_reply_to else None
        try:
            await self._outlet.say(notice.channel, notice.text, parent, notice.viewer)
        except SendRejected as error:
            if error.reason != DUPLICATE:
                raise
            log.info("not repeated", extra={"channel": notice.channel})


async def _renewed() -> None:
    """Id and secret change with a restart only; but one refusal may have been a mistake."""
    await asyncio.sleep(REFUSED_AGAIN)


async def _end_of(socket: EventSubSocket) -> PlatformError:
    """Told, not raised: a TaskGroup would wrap it."""
    try:
        await socket.run()
    except PlatformError as error:
        return error


def _message(event_id: str) -> str | None:
    """The id of the chat message that an event was, if it was one."""
    id = event_id.removeprefix("twitch:")
    return None if ":" in id else id
