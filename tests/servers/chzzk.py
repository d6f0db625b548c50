"""The faults of Chzzk, on top of the simulated one."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.chzzk_sessions import Session, Sessions

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FaultySessions(Sessions):
    # Sockets to refuse with 503, and sockets to leave without a "connected".
    refuse: int = 0
    mute: int = 0
    # Half-open: nothing is sent any more, not even a pong.
    deaf: bool = False
    received: list[str] = field(default_factory=list)

    async def engine(self, request: web.Request) -> web.StreamResponse:
        if self.refuse:
            self.refuse -= 1
            raise web.HTTPServiceUnavailable
        return await super().engine(request)

    async def system(self, kind: str, session: Session, **data: str) -> None:
        if kind == "connected" and self.mute:
            self.mute -= 1
            return
        await super().system(kind, session, **data)

    async def write(self, session: Session, packet: str) -> None:
        if not self.deaf:
            await super().write(session, packet)

    async def packet(self, session: Session, packet: str) -> None:
        self.received.append(packet)
        await super().packet(session, packet)

    def abort(self) -> None:
        """Cut every session's connection with no close frame."""
        for session in list(self.live.values()):
            transport = session.socket._req.transport  # type: ignore[union-attr]
            assert transport is not None
            transport.abort()


@dataclass
class FaultyChzzk(SimulatedChzzk):
    sessions: FaultySessions = field(default_factory=FaultySessions)  # type: ignore[assignment]
    # What to answer to the next requests for a path, instead of doing what they ask.
    refusals: dict[str, deque[web.Response]] = field(default_factory=lambda: defaultdict(deque))
    # Paths whose next request is carried out but never answered.
    lost: set[str] = field(default_factory=set)
    # Paths whose requests are carried out, and answered when the event is set.
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    slow: float = 0.0
    requests: list[str] = field(default_factory=list)
    # What Chzzk does to a line before it shows it.
    reword: Callable[[str], str] = str
    echoing: bool = True

    def application(self) -> web.Application:
        app = super().application()
        app.middlewares.append(self._fault)
        return app

    @web.middleware
    async def _fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append(request.path)
        if self.refusals[request.path]:
            return self.refusals[request.path].popleft()
        response = await handler(request)
        if request.path in self.held:
            await self.held[request.path].wait()
        if request.path in self.lost:
            self.lost.discard(request.path)
            assert request.transport is not None
            request.transport.abort()
        return response

    async def send(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow)
        return await super().send(request)

    async def echo(self, message: str) -> None:
        if self.echoing:
            await super().echo(self.reword(message))


def refusal(status: int, message: str = "", **headers: str) -> web.Response:
    return web.json_response({"code": status, "message": message}, status=status, headers=headers)


SEND = "/open/v1/chats/send"
TOKEN = "/auth/v1/token"
AUTH = "/open/v1/sessions/auth"
ME = "/open/v1/users/me"
SUBSCRIBE_CHAT = "/open/v1/sessions/events/subscribe/chat"
SUBSCRIBE_DONATION = "/open/v1/sessions/events/subscribe/donation"
