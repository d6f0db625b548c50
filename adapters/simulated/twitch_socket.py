"""The socket side of a local EventSub: sessions that are welcomed, move and end.

https://dev.twitch.tv/docs/eventsub/handling-websocket-events/
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from adapters.simulated.twitch_events import frame, now

NO_WORDS_ALLOWED = 4001
ENDED = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


@dataclass(slots=True)
class Sockets:
    """The open sessions, and which of them carries which conduit's shard.

    `keepalive` in seconds; `changed` is called whenever a session was welcomed.
    """

    keepalive: float
    changed: Callable[[], Awaitable[None]]
    # Seconds until a session that moves is welcomed on its new socket.
    welcome_after: float = 0.0
    url: str = ""
    carrying: dict[tuple[str, str], str] = field(default_factory=dict)
    open: dict[str, web.WebSocketResponse] = field(default_factory=dict)
    # Those that sessions have moved away from, and those not welcomed yet.
    others: set[web.WebSocketResponse] = field(default_factory=set)
    welcomed: int = 0
    _number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def shard(self) -> str | None:
        """The session that carries the first shard."""
        return next(iter(self.carrying.values()), None)

    async def send(self, frame: dict[str, Any] | str, to: Iterable[str] | None = None) -> None:
        """Send a frame to sessions whose sockets are open, by default to all shards'."""
        for session in dict.fromkeys(self.carrying.values() if to is None else to):
            socket = self.open.get(session)
            if socket is not None and not socket.closed:
                await (
                    socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame)
                )

    async def reconnect(self, url: str = "") -> None:
        """Ask the first shard's session to move to `url`, by default to one that works.

        Like on Twitch its old socket gets the events until the new one is welcomed.
        """
        session = {
            "id": self.shard,
            "status": "reconnecting",
            "keepalive_timeout_seconds": None,
            "reconnect_url": url or f"{self.url}?session={self.shard}",
            "connected_at": now(),
        }
        await self.send(frame("session_reconnect", {"session": session}), [self.shard or ""])

    async def close(self, code: int = 1001) -> None:
        """Close every socket."""
        for socket in [*self.open.values(), *self.others]:
            await socket.close(code=code)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The route's handler: one socket from its welcome to its end."""
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.others.add(socket)
        moved = request.query.get("session")
        session = moved or f"session-{next(self._number)}"
        try:
            if not moved or await self._stays(socket):
                await self._welcome(socket, session)
                await self._keep(socket)
        finally:
            self.others.discard(socket)
            if self.open.get(session) is socket:
                del self.open[session]
        return socket

    async def _stays(self, socket: web.WebSocketResponse) -> bool:
        """Whether the client waits as long as its welcome takes."""
        try:
            async with asyncio.timeout(self.welcome_after):
                await socket.receive()
        except TimeoutError:
            return True
        return False

    async def _welcome(self, socket: web.WebSocketResponse, session: str) -> None:
        hello = {
            "id": session,
            "status": "connected",
            "connected_at": now(),
            "keepalive_timeout_seconds": int(self.keepalive),
            "reconnect_url": None,
        }
        await socket.send_json(frame("session_welcome", {"session": hello}))
        if session in self.open:
            self.others.add(self.open[session])
        self.others.discard(socket)
        self.open[session] = socket
        self.welcomed += 1
        await self.changed()

    async def _keep(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            try:
                async with asyncio.timeout(self.keepalive):
                    message = await socket.receive()
            except TimeoutError:
                await socket.send_json(frame("session_keepalive", {}))
                continue
            if message.type is WSMsgType.TEXT:
                await socket.close(code=NO_WORDS_ALLOWED)
            elif message.type in ENDED:
                return
