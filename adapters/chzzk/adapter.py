"""Chzzk as a place to listen and speak."""

import asyncio
import logging
import time

import aiohttp
import msgspec

from adapters.chzzk.api import OpenApi
from adapters.chzzk.echoes import Echoes
from adapters.chzzk.frames import SocketEvent
from adapters.chzzk.line import tagged, whole
from adapters.chzzk.parse import Parser
from adapters.chzzk.socket import SessionSocket
from adapters.ratelimit import Limiter
from adapters.supervise import supervise
from core.errors import Disconnected, PlatformError, RateLimited, SendRejected, SendUnknown
from core.events import Viewer
from core.labels import Platform
from core.ports import Clock, Hear
from core.replies import Notice, Receipt, Reply

log = logging.getLogger(__name__)

# Ours: Chzzk publishes none.
SENDS, PER_SECONDS, RESERVED = 10, 10.0, 1
TRIES = 3
# Whoever waits for a line gives up after ten seconds and then cannot know whether it was said;
# nothing is sent that late.
PATIENCE = 8.0
# The gate stands still while a receipt or a notice waits.
TELL_PATIENCE = 1.0
AGAIN_AFTER = 0.3
ECHO_WITHIN = 2.0
RECEIPT_FROM = 10


class ChzzkAdapter:
    """Reads one streamer's session and answers from that streamer's account."""

    platform = Platform.CHZZK

    def __init__(self, api: OpenApi, bot_name: str, clock: Clock = time.time) -> None:
        """`bot_name` signs what no persona says."""
        self._api = api
        self._bot_name = bot_name
        self._clock = clock
        self._echoes = Echoes()
        self._parser = Parser(self._echoes)
        self._limiter = Limiter(SENDS, PER_SECONDS, RESERVED, clock)
        self.channels: dict[str, str] = {}
        self.connected = False

    async def run(self, hear: Hear) -> None:
        """Listen for ever; returns only when Chzzk refuses the credentials."""
        await supervise("chzzk", lambda: self._listen(hear))

    async def _listen(self, hear: Hear) -> None:
        def notify(received: SocketEvent) -> None:
            try:
                event = self._parser.parse(received.name, received.data, self._clock())
            except msgspec.DecodeError as error:
                log.warning("event not readable", extra={"kind": received.name, "why": str(error)})
                return
            if event is not None:
                hear(event)

        me = await self._api.me()
        if me is not None:
            self._parser.channel = me[0]
            self.channels = dict([me])
        async with aiohttp.ClientSession() as session:
            url = await self._session_url()
            socket = SessionSocket(session, url, notify, self._subscribe, self._revoked)
            try:
                await socket.run()
            finally:
                self.connected = False

    async def _session_url(self) -> str:
        try:
            return await self._api.session_url()
        except SendRejected as error:  # too many sessions, or a permission not granted yet
            log.error("no session", extra={"why": error.reason})
            raise Disconnected("the session was refused") from error

    async def _subscribe(self, session_key: str) -> None:
        for kind in KINDS:
            try:
                await self._api.subscribe(kind, session_key)
            except SendRejected as error:
                # Chat is what the bot lives on; the others need consent it may lack.
                if kind == "chat":
                    log.error("chat cannot be read", extra={"why": error.reason})
                    raise Disconnected("chat was refused") from error
                log.info("no permission for", extra={"kind": kind, "why": error.reason})
        self.connected = True
        log.info("chzzk listening")

    def _revoked(self, kind: str) -> None:
        """Without chat, begin anew: if the consent is gone, Chzzk will say so there."""
        log.error("subscription revoked", extra={"kind": kind})
        if kind == "CHAT":
            raise Disconnected("chat was revoked")

    async def say(self, reply: Reply) -> None:
        """Say the chat line, with its speaker's tag before it."""
        # Chzzk takes no channel with a line: it lands in that of whoever consented last.
        if self.channels and reply.channel not in self.channels:
            raise SendRejected("not the channel of the connected account")
        if reply.crisis:
            await self._send(whole(self._bot_name, reply.chat), urgent=True)
        else:
            speaker = self._bot_name if reply.persona is None else reply.speaker
            await self._send(tagged(speaker, reply.chat))

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds."""
        if receipt.eta_s > RECEIPT_FROM:
            text = f"접수됐어요, {receipt.position}번째, 약 {receipt.eta_s}초 (상담사는 AI예요)"
            await self._tell(receipt.viewer, text)

    async def notify(self, notice: Notice) -> None:
        await self._tell(notice.viewer, notice.text)

    async def _tell(self, viewer: Viewer | None, text: str) -> None:
        """Chzzk has no threads: who is meant stands in the line."""
        line = tagged(self._bot_name, f"@{viewer.name} {text}" if viewer else text)
        await self._send(line, patience=TELL_PATIENCE)

    async def _send(self, line: str, urgent: bool = False, patience: float = PATIENCE) -> None:
        """Send `line`, beginning within `patience` seconds. Raises RateLimited otherwise."""
        clock = asyncio.get_running_loop().time
        latest = clock() + patience
        pause = self._limiter.delay(urgent)
        for attempt in range(1, TRIES + 1):
            if clock() + pause > latest:
                raise RateLimited(pause)
            await asyncio.sleep(pause)
            await self._limiter.wait(urgent)
            try:
                await self._say_once(line)
            except (RateLimited, Disconnected) as error:
                if attempt == TRIES:
                    raise
                asked = error.retry_after if isinstance(error, RateLimited) else AGAIN_AFTER
                pause = max(asked, self._limiter.delay(urgent))
            else:
                return

    async def _say_once(self, line: str) -> None:
        """Send `line`; when Chzzk's answer is lost, its echo on the live socket answers too."""
        said = self._echoes.say(line, self._clock())
        try:
            await self._api.say(line)
        except SendUnknown:
            if not self.connected or not await said.comes_back(ECHO_WITHIN):
                raise
        except PlatformError:
            self._echoes.unsay(said)
            raise


KINDS = ("chat", "donation", "subscription")
