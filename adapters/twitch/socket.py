"""The EventSub socket: frames in, and the session's whole life around them.

https://dev.twitch.tv/docs/eventsub/handling-websocket-events/
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

import aiohttp
import msgspec

from adapters.twitch.frames import Frame, Session, Subscription, decode
from core.errors import Disconnected

log = logging.getLogger(__name__)

WELCOME_WITHIN = 15.0
# Twitch sends something at least every keepalive interval; this much later it is dead.
GRACE = 5.0
DEFAULT_KEEPALIVE = 10
# How long what was already on its way to an old socket is waited for.
LINGER = 1.0

Socket = aiohttp.ClientWebSocketResponse
Notify = Callable[[Frame], None]
Welcome = Callable[[str], Awaitable[None]]
Revoked = Callable[[Subscription], None]


class EventSubSocket:
    """One session. Nothing is ever sent on it: Twitch would close it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        notify: Notify,
        welcome: Welcome,
        revoked: Revoked = lambda _: None,
    ) -> None:
        """`notify` gets each notification at once, `welcome` a new session's id, to subscribe,
        `revoked` each subscription that Twitch takes back."""
        self._session = session
        self._url = url
        self._notify = notify
        self._welcome = welcome
        self._revoked = revoked
        self.bad_frames = 0
        self._id = ""

    async def run(self) -> NoReturn:
        """Listen until the session ends. Raises Disconnected, or what `welcome` raises."""
        socket, silence = await self._open(self._url, moved=False)
        try:
            url: str | None = None
            while True:
                url = url or await self._listen(socket, silence)
                moved, url = await self._move(socket, silence, url)
                if moved is not None:
                    old, (socket, silence) = socket, moved
                    await old.close()
        finally:
            await socket.close()

    async def _move(
        self, old: Socket, silence: float, url: str
    ) -> tuple[tuple[Socket, float] | None, str | None]:
        """Open the session's new socket while `old` is still read.

        None when it cannot be had, and then the address that Twitch named meanwhile, if any:
        it may have given up the first itself.
        """
        moved = None
        named: list[str] = []
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = tasks.create_task(self._read_on(old, silence, named), name="old socket")
                try:
                    moved = await self._open(url, moved=True)
                    await asyncio.wait([reading], timeout=LINGER)
                except Disconnected as error:
                    log.warning("cannot move; the old socket stays", extra={"why": str(error)})
                # Nothing is lost by it: a frame that came stays in the socket's own queue.
                reading.cancel()
        except BaseException:
            if moved is not None:
                await moved[0].close()
            raise
        return moved, (named[-1] if named and moved is None else None)

    async def _read_on(self, old: Socket, silence: float, named: list[str]) -> None:
        """Hand on notifications until the socket ends, noting addresses to move to."""
        try:
            while True:
                # Only the last one counts.
                named[:] = [await self._listen(old, silence)]
        except Disconnected:
            return

    async def _open(self, url: str, moved: bool) -> tuple[Socket, float]:
        """A welcomed socket, and after how many seconds of silence it is dead."""
        socket = None
        try:
            try:
                # One deadline: a socket may be kept alive for ever without a welcome.
                async with asyncio.timeout(WELCOME_WITHIN):
                    socket = await self._connect(url)
                    session = await self._welcomed(socket)
            except TimeoutError:
                raise Disconnected("EventSub: no welcome") from None
            if session.id != self._id:  # a session that moved keeps its id and what it hears
                await self._welcome(session.id)
                self._id = session.id
        except BaseException:
            if socket is not None:
                await socket.close()
            raise
        return socket, float(session.keepalive_timeout_seconds or DEFAULT_KEEPALIVE) + GRACE

    async def _connect(self, url: str) -> Socket:
        try:
            return await self._session.ws_connect(
                url,
                max_msg_size=1 << 20,
                autoping=True,
                timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
            )
        except (aiohttp.ClientError, OSError, ValueError, OverflowError) as error:
            raise Disconnected(f"EventSub: {type(error).__name__}") from error

    async def _welcomed(self, socket: Socket) -> Session:
        while True:
            frame = await self._receive(socket, WELCOME_WITHIN)
            if frame is None:
                continue
            if frame.kind == "notification":
                self._notify(frame)
            session = frame.payload.session
            if frame.kind == "session_welcome" and session is not None:
                return session

    async def _listen(self, socket: Socket, silence: float) -> str:
        """Hand on notifications until Twitch asks to move; the address to move to."""
        while True:
            frame = await self._receive(socket, silence)
            if frame is None:
                continue
            kind = frame.kind
            if kind == "notification":
                self._notify(frame)
            elif kind == "session_reconnect":
                session = frame.payload.session
                if session is not None and session.reconnect_url:
                    return session.reconnect_url
            elif kind == "revocation" and frame.payload.subscription is not None:
                self._revoked(frame.payload.subscription)

    async def _receive(self, socket: Socket, within: float) -> Frame | None:
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
