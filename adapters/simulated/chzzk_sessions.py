"""A local Chzzk's sessions: Socket.IO events over Engine.IO 3.

https://github.com/socketio/engine.io-protocol/tree/v3
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import WSMsgType, web

from adapters.simulated.chzzk_shapes import Shape, event, refuse


@dataclass(slots=True, eq=False)
class Session:
    """One client's session, by the key it subscribes with."""

    key: str
    socket: web.WebSocketResponse
    kinds: set[str] = field(default_factory=set)


@dataclass
class Sessions:
    """The live sessions and the addresses of those to come; times in milliseconds."""

    ping_interval: int = 25_000
    ping_timeout: int = 60_000
    live: dict[str, Session] = field(default_factory=dict)
    # Called with each event's name and payload, heard or not.
    watchers: list[Callable[[str, Shape], None]] = field(default_factory=list)
    _invited: set[str] = field(default_factory=set)
    _number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def invite(self) -> str:
        """The secret that a new session connects with, once."""
        secret = uuid4().hex
        self._invited.add(secret)
        return secret

    def expire(self) -> None:
        """Every address not connected to yet is dead from now on."""
        self._invited.clear()

    async def emit(self, name: str, payload: Shape) -> None:
        """Send an event to every session that subscribed to its kind."""
        for watch in self.watchers:
            watch(name, payload)
        for session in list(self.live.values()):
            if name.lower() in session.kinds:
                await self.write(session, event(name, payload))

    async def system(self, kind: str, session: Session, **data: str) -> None:
        """Send a SYSTEM event."""
        await self.write(session, event("SYSTEM", {"type": kind, "data": data}))

    async def raw(self, packet: str) -> None:
        """Send any packet, rubbish too, to every session."""
        for session in list(self.live.values()):
            await self.write(session, packet)

    async def write(self, session: Session, packet: str) -> None:
        """Every packet of a session goes out here."""
        if not session.socket.closed:
            await session.socket.send_str(packet)

    async def close(self) -> None:
        """Close every session."""
        for session in list(self.live.values()):
            await session.socket.close()

    async def engine(self, request: web.Request) -> web.StreamResponse:
        """A websocket at once, or polling and then the upgrade of it."""
        secret = request.query.get("auth", "")
        upgraded = "sid" in request.query
        if request.query.get("transport") == "polling":
            if secret not in self._invited:
                return refuse(401, "INVALID_TOKEN")
            packets = ["6"] if upgraded else [self._hello(), "40"]
            return web.Response(text="".join(f"{len(packet)}:{packet}" for packet in packets))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if secret not in self._invited:  # an address that expired connects, and is cut off
            await socket.close()
            return socket
        self._invited.remove(secret)
        session = Session(f"session-{next(self._number)}", socket)
        self.live[session.key] = session
        try:
            if not upgraded:
                await self.write(session, self._hello())
                await self.write(session, "40")
                await self.system("connected", session, sessionKey=session.key)
            await self._serve(session)
        finally:
            self.live.pop(session.key, None)
        return socket

    def _hello(self) -> str:
        hello = {
            "sid": uuid4().hex,
            "upgrades": ["websocket"],
            "pingInterval": self.ping_interval,
            "pingTimeout": self.ping_timeout,
        }
        return f"0{json.dumps(hello)}"

    async def _serve(self, session: Session) -> None:
        """Answer the client's packets; leave when it is silent for too long."""
        silence = (self.ping_interval + self.ping_timeout) / 1000
        while not session.socket.closed:
            try:
                async with asyncio.timeout(silence):
                    message = await session.socket.receive()
            except TimeoutError:
                await session.socket.close()
                return
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                return
            if message.type is WSMsgType.TEXT:  # Chzzk takes no packet in a binary frame
                await self.packet(session, str(message.data))

    async def packet(self, session: Session, packet: str) -> None:
        """What the client sent."""
        if packet[:1] == "2":
            await self.write(session, f"3{packet[1:]}")
        elif packet == "5":  # the upgrade is through
            await self.system("connected", session, sessionKey=session.key)
        elif packet[:1] == "1" or packet == "41":
            await session.socket.close()
