"""The session's socket: frames in, and the session's whole life around them.

https://chzzk.gitbook.io/chzzk/chzzk-api/session
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from http import HTTPStatus

import aiohttp
import msgspec
from yarl import URL

from adapters.chzzk.frames import (
    SocketEvent,
    System,
    decode_hello,
    decode_system,
    polled,
    socket_event,
)
from adapters.chzzk.heartbeat import Heartbeat
from core.errors import Disconnected

log = logging.getLogger(__name__)

CONNECTED_WITHIN = 15.0
PROBED_WITHIN = 5.0
LARGEST = 1 << 20
SCHEMES = {"https": "wss", "http": "ws", "wss": "wss", "ws": "ws"}

# Where Socket.IO is served. Any other path in a session's URL names a namespace, as in Chzzk's
# own client: one asks for it, and its events come under that name.
ENGINE = "/socket.io/"

Socket = aiohttp.ClientWebSocketResponse
Notify = Callable[[SocketEvent], None]
Tell = Callable[[System], None]


class SessionSocket:
    """One session over websocket, as Chzzk's guide has it; polling first only where it must be."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        notify: Notify,
        tell: Tell,
    ) -> None:
        """`notify` gets each event at once, `tell` what Chzzk says of the session itself."""
        self._session = session
        self._url = websocket_url(url)
        self._namespace = namespace(url)
        self._notify = notify
        self._tell = tell
        self._welcomed = False
        self.bad_frames = 0

    async def run(self) -> None:
        """Listen until the session ends. Raises Disconnected."""
        socket, packets = await self._connect()
        try:
            await self._listen(socket, deque(packets))
        finally:
            await socket.close()

    async def _connect(self) -> tuple[Socket, list[str]]:
        """The session's socket, and the packets that came before there was one."""
        try:
            async with asyncio.timeout(CONNECTED_WITHIN):
                try:
                    return await self._websocket(self._url), []
                except aiohttp.WSServerHandshakeError as error:
                    if error.status != HTTPStatus.BAD_REQUEST:
                        raise
                    return await self._upgraded()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError) as error:
            # Its text holds the address, and that the session's secret.
            raise Disconnected(f"session: {type(error).__name__}") from None

    async def _websocket(self, url: URL) -> Socket:
        timeout = aiohttp.ClientWSTimeout(ws_close=2.0)
        return await self._session.ws_connect(url, max_msg_size=LARGEST, timeout=timeout)

    async def _upgraded(self) -> tuple[Socket, list[str]]:
        """The same where one must poll first."""
        scheme = "https" if self._url.scheme == "wss" else "http"
        url = self._url.with_scheme(scheme).update_query(transport="polling", b64="1")
        async with self._session.get(url, raise_for_status=True) as answer:
            packets = polled(await answer.text())
        hello = decode_hello(packets[0][1:])
        socket = await self._websocket(self._url.update_query(sid=hello.sid))
        try:
            await _send(socket, "2probe", PROBED_WITHIN)
            await _receive(socket, PROBED_WITHIN)
            await _send(socket, "5", PROBED_WITHIN)
        except BaseException:
            await socket.close()
            raise
        return socket, packets

    async def _listen(self, socket: Socket, packets: deque[str]) -> None:
        """Hand on `packets`, and then what the socket brings."""
        clock = asyncio.get_running_loop().time
        heart = Heartbeat(None, None, clock())
        give_up = clock() + CONNECTED_WITHIN
        while True:
            now = clock()
            if heart.silent(now):
                raise Disconnected("the session fell silent")
            if not self._welcomed and now >= give_up:
                raise Disconnected("Chzzk never said that the session is connected")
            if heart.ping_due(now):
                await _send(socket, "2", heart.within)
                heart.pinged(now)
            wait = heart.wait(now)
            packet: str | None
            if packets:
                packet = packets.popleft()
            else:
                left = wait if self._welcomed else min(wait, max(0.0, give_up - now))
                packet = await _receive(socket, left)
            if packet is None:
                continue
            heart.frame(clock())
            if packet[:1] == "0":
                heart = self._opened(packet, heart, clock())
            elif packet[:1] == "2":
                await _send(socket, "3" + packet[1:], heart.within)
            elif packet == "40" and self._namespace:
                await _send(socket, f"40{self._namespace}", heart.within)
            elif packet[:1] == "1" or packet[:2] in ("41", "44"):
                raise Disconnected("Chzzk ended the session")
            elif packet[:2] == "42":
                await self._event(socket, packet, heart)

    def _opened(self, packet: str, heart: Heartbeat, now: float) -> Heartbeat:
        try:
            hello = decode_hello(packet[1:])
        except msgspec.DecodeError:
            self._bad()
            return heart
        return Heartbeat(hello.ping_interval, hello.ping_timeout, now)

    async def _event(self, socket: Socket, packet: str, heart: Heartbeat) -> None:
        try:
            event = socket_event(packet)
            if event.ack:
                await _send(socket, f"43{event.ack}[]", heart.within)
            if event.name != "SYSTEM":
                self._notify(event)
                return
            system = decode_system(event.data)
        except msgspec.DecodeError:
            self._bad()
            return
        if system.type == "connected" and system.data is not None and system.data.session_key:
            self._welcomed = True
        self._tell(system)

    def _bad(self) -> None:
        self.bad_frames += 1
        log.warning("frame not readable", extra={"count": self.bad_frames})


def websocket_url(url: str) -> URL:
    """The websocket address of a session's URL, its secret kept. Raises Disconnected."""
    try:
        given = URL(url)
        scheme = SCHEMES[given.scheme]
        path = given.path if _is_engine(given) else ENGINE
        address = given.with_scheme(scheme).with_path(path, keep_query=True)
        return address.update_query(EIO="3", transport="websocket")
    except (ValueError, LookupError):
        raise Disconnected("not a session's address") from None


def namespace(url: str) -> str:
    """The namespace that a session's URL names, with its query, or "" for the usual one."""
    given = URL(url)
    return "" if given.path == "/" or _is_engine(given) else f"{given.raw_path_qs},"


def _is_engine(given: URL) -> bool:
    return f"{given.path}/".endswith((ENGINE, f"{ENGINE}/"))


async def _send(socket: Socket, packet: str, within: float) -> None:
    """Send a text frame: the server takes pings in no other."""
    try:
        async with asyncio.timeout(within):
            await socket.send_str(packet)
    except (TimeoutError, ConnectionError, aiohttp.ClientError) as error:
        raise Disconnected(f"not sent: {type(error).__name__}") from error


async def _receive(socket: Socket, within: float) -> str | None:
    """The next text frame; None when there was none in time, or none of text."""
    try:
        async with asyncio.timeout(within):
            message = await socket.receive()
    except TimeoutError:
        return None
    if message.type is aiohttp.WSMsgType.TEXT:
        return str(message.data)
    if message.type is aiohttp.WSMsgType.BINARY:
        return ""
    raise Disconnected(f"Chzzk closed the socket ({socket.close_code})")
