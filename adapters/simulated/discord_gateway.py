"""The socket side of a local Discord: sessions, sequence numbers, and what a resume replays.

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 9, 10, 11
AUTHENTICATION_FAILED, INVALID_SHARD, DISALLOWED_INTENTS = 4004, 4010, 4014
MESSAGE_CONTENT = 1 << 15
REPLAYED = 500

# What a fresh session is told: the READY event's data without its session, then the rest.
Welcome = Callable[[], tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]]


@dataclass(slots=True)
class Session:
    """One identified client; `missed` frames wait for its RESUME."""

    id: str
    socket: web.WebSocketResponse | None
    # Which of how many.
    shard: tuple[int, int] = (0, 1)
    sequence: int = 0
    frames: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REPLAYED))


@dataclass(slots=True)
class Gateway:
    """`interval` between heartbeats in seconds; `url` is told for resuming."""

    token: str
    welcome: Welcome
    interval: float = 41.25
    url: str = ""
    # False: message content is asked for but not switched on in the portal.
    content_granted: bool = True
    # False: a heartbeat gets no answer, and nothing else is told either.
    alive: bool = True
    # False: only heartbeats get no answer.
    acknowledges: bool = True
    heartbeats: int = 0
    # False: no session can be resumed.
    resumable: bool = True
    sessions: dict[str, Session] = field(default_factory=dict)
    identified: int = 0
    resumed: int = 0
    requests: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def listening(self) -> bool:
        """Whether a client holds an identified session."""
        return any(session.socket is not None for session in self.sessions.values())

    async def dispatch(self, kind: str, data: dict[str, Any]) -> None:
        """Tell every session of the guild's shard, and keep it for those that are away."""
        for session in self.sessions.values():
            if _told(session, kind, data):
                await self._tell(session, kind, data)

    async def send(self, frame: dict[str, Any] | str) -> None:
        """Send any frame, rubbish too, to every open socket."""
        for socket in list(self.requests):
            await self._write(socket, frame)

    async def close(self, code: int) -> None:
        """Close every socket; sessions can be resumed."""
        for socket in list(self.requests):
            await socket.close(code=code)

    def abort(self) -> None:
        """Cut every connection without a word."""
        for request in list(self.requests.values()):
            if request.transport is not None:
                request.transport.abort()

    async def invalidate(self, resumable: bool) -> None:
        """Opcode 9."""
        if not resumable:
            self.sessions.clear()
        await self.send({"op": INVALID_SESSION, "d": resumable, "s": None, "t": None})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One client's socket."""
        socket = web.WebSocketResponse(autoping=True, timeout=0.5)
        await socket.prepare(request)
        self.requests[socket] = request
        hello = {"heartbeat_interval": self.interval * 1000}
        await self._write(socket, {"op": HELLO, "d": hello, "s": None, "t": None})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._read(socket, message.json())
        finally:
            self.requests.pop(socket, None)
            for session in self.sessions.values():
                if session.socket is socket:
                    session.socket = None
            await self.notify()
        return socket

    async def notify(self) -> None:
        """Wake whoever waits for a change."""
        async with self.changed:
            self.changed.notify_all()

    async def _read(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["op"] == HEARTBEAT:
            self.heartbeats += 1
            if self.acknowledges:
                await self._write(socket, {"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})
        elif frame["op"] == IDENTIFY:
            await self._identify(socket, frame["d"])
        elif frame["op"] == RESUME:
            await self._resume(socket, frame["d"])

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        if data["token"] != self.token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return
        if data["intents"] & MESSAGE_CONTENT and not self.content_granted:
            await socket.close(code=DISALLOWED_INTENTS)
            return
        number, count = data.get("shard", (0, 1))
        if not 0 <= number < count:
            await socket.close(code=INVALID_SHARD)
            return
        session = Session(f"session-{next(self._number)}", socket, (number, count))
        self.sessions[session.id] = session
        self.identified += 1
        ready, rest = self.welcome()
        about = {
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "v": 10,
            "shard": [number, count],
        }
        if "guilds" in ready:
            about["guilds"] = [one for one in ready["guilds"] if _in(session, one["id"])]
        await self._tell(session, "READY", ready | about)
        for kind, told in rest:
            if _told(session, kind, told):
                await self._tell(session, kind, told)
        await self.notify()

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or not self.resumable or data["token"] != self.token:
            self.sessions.pop(data["session_id"], None)
            await self._write(socket, {"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        session.socket = socket
        self.resumed += 1
        for frame in [frame for frame in session.frames if frame["s"] > (data["seq"] or 0)]:
            await self._write(socket, frame)
        await self._tell(session, "RESUMED", {"_trace": []})
        await self.notify()

    async def _tell(self, session: Session, kind: str, data: dict[str, Any]) -> None:
        session.sequence += 1
        frame = {"op": DISPATCH, "t": kind, "s": session.sequence, "d": data}
        session.frames.append(frame)
        if session.socket is not None:
            await self._write(session.socket, frame)

    async def _write(self, socket: web.WebSocketResponse, frame: dict[str, Any] | str) -> None:
        if self.alive and not socket.closed:
            # A client that has just gone misses the frame; its session keeps it.
            with contextlib.suppress(ConnectionError):
                await (
                    socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame)
                )


def _told(session: Session, kind: str, data: dict[str, Any]) -> bool:
    """Whether an event is this session's: what is in no guild, the first shard's."""
    guild = data["id"] if kind in ("GUILD_CREATE", "GUILD_UPDATE") else data.get("guild_id")
    return session.shard[0] == 0 if guild is None else _in(session, guild)


def _in(session: Session, guild: str) -> bool:
    number, count = session.shard
    return (int(guild) >> 22) % count == number
