"""The EventSub socket: frames in, and the session's whole life around them.

https://dev.twitch.tv/docs/eventsub/handling-websocket-events/
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
import msgspec

from adapters.twitch.frames import Frame, decode
from core.errors import AuthExpired, Disconnected

log = logging.getLogger(__name__)

WELCOME_WITHIN = 15.0
# Twitch sends something at least every keepalive interval; this much later it is dead.
GRACE = 5.0
DEFAULT_KEEPALIVE = 10

Notify = Callable[[Frame], None]
Welcome = Callable[[str], Awaitable[None]]


class EventSubSocket:
    """One session. Nothing is ever sent on it: Twitch would close it."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, notify: Notify, welcome: Welcome
    ) -> None:
        """`notify` gets each notification at once; `welcome` a new session's id, to subscribe."""
        self._session = session
        self._url = url
        self._notify = notify
        self._welcome = welcome
        self.bad_frames = 0

    async def run(self) -> None:
        """Listen until the session ends. Raises Disconnected or AuthExpired."""
        socket = await self._connect(self._url)
        keepalive = await self._welcomed(socket, moved=False)
        while True:
            try:
                moved_to = await self._listen(socket, keepalive + GRACE)
                # The old socket stays open until the new one is welcomed: nothing is lost.
                fresh = await self._connect(moved_to)
                keepalive = await self._welcomed(fresh, moved=True)
            finally:
                await socket.close()
            socket = fresh

    async def _connect(self, url: str) -> aiohttp.ClientWebSocketResponse:
        try:
            return await self._session.ws_connect(
                url,
                max_msg_size=1 << 20,
                autoping=True,
                timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
            )
        except (aiohttp.ClientError, OSError) as error:
            raise Disconnected(f"EventSub: {type(error).__name__}") from error

    async def _welcomed(self, socket: aiohttp.ClientWebSocketResponse, moved: bool) -> float:
        """Wait for the welcome; seconds between keepalives."""
        while True:
            frame = await self._receive(socket, WELCOME_WITHIN)
            if frame is None:
                continue
            if frame.metadata.message_type == "notification":
                self._notify(frame)
            session = frame.payload.session
            if frame.metadata.message_type == "session_welcome" and session is not None:
                if not moved:  # a moved session keeps its subscriptions
                    await self._welcome(session.id)
                return float(session.keepalive_timeout_seconds or DEFAULT_KEEPALIVE)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, silence: float) -> str:
        """Hand on notifications until Twitch asks to move; the address to move to."""
        while True:
            frame = await self._receive(socket, silence)
            if frame is None:
                continue
            kind = frame.metadata.message_type
            if kind == "notification":
                self._notify(frame)
            elif kind == "session_reconnect":
                session = frame.payload.session
                if session is not None and session.reconnect_url:
                    return session.reconnect_url
            elif kind == "revocation":
                self._revoked(frame)

    def _revoked(self, frame: Frame) -> None:
        subscription = frame.payload.subscription
        status = subscription.status if subscription else ""
        log.error("subscription revoked", extra={"status": status})
        if status == "authorization_revoked":
            raise AuthExpired("the channel or bot account withdrew its permission")

    async def _receive(
        self, socket: aiohttp.ClientWebSocketResponse, within: float
    ) -> Frame | None:
        """The next frame; None for one that cannot be read, which costs only itself."""
        try:
            # Not wait_for: in Python 3.11 it can swallow a cancellation that comes with a frame.
            async with asyncio.timeout(within):
                message = await socket.receive()
        except TimeoutError:
            raise Disconnected(f"EventSub was silent for {within:.0f} s") from None
        if message.type is not aiohttp.WSMsgType.TEXT:
            if message.type in (
                aiohttp.WSMsgType.BINARY,
                aiohttp.WSMsgType.PING,
                aiohttp.WSMsgType.PONG,
            ):
                return None
            raise Disconnected(f"EventSub closed the socket ({socket.close_code})")
        try:
            return decode(message.data)
        except msgspec.DecodeError:
            self.bad_frames += 1
            log.warning("frame not readable", extra={"count": self.bad_frames})
            return None
