"""The faults of Chzzk, on top of the simulated one."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.chzzk_sessions import Session, Sessions
from adapters.simulated.chzzk_shapes import event

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FaultySessions(Sessions):
    # Sockets to refuse with 503, and sockets to leave without a "connected".
    refuse: int = 0
    mute: int = 0
    # Half-open: nothing is sent any more, not even a pong.
    deaf: bool = False
    # A websocket is what a polled session becomes, and nothing else.
    polling_first: bool = False
    # SYSTEM events, their kinds and the names of others in lower or upper case.
    case: Callable[[str], str] = str
    # Sockets are told nothing before they joined a namespace; which one each joined.
    namespaced: bool = False
    joined: dict[str, str] = field(default_factory=dict)
    polled: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    async def engine(self, request: web.Request) -> web.StreamResponse:
        self.queries.append(request.query_string)
        if self.refuse:
            self.refuse -= 1
            raise web.HTTPServiceUnavailable
        fresh = request.query.get("sid") not in self.polled
        if self.polling_first and fresh and request.query["transport"] == "websocket":
            return refusal(400, "Bad request")
        response = await super().engine(request)
        if isinstance(response, web.Response) and response.text:
            self.polled.append(
                json.loads(response.text.partition(":0")[2].rpartition("2:40")[0])["sid"]
            )
        return response

    async def system(self, kind: str, session: Session, **data: str) -> None:
        if kind == "connected" and self.namespaced and session.key not in self.joined:
            return
        if kind == "connected" and self.mute:
            self.mute -= 1
            return
        await self.write(
            session, event(self.case("SYSTEM"), {"type": self.case(kind), "data": data})
        )

    async def write(self, session: Session, packet: str) -> None:
        if session.key in self.joined and packet[:2] == "42":
            packet = f"42{self.joined[session.key]},{packet[2:]}"
        if not self.deaf:
            await super().write(session, packet)

    async def packet(self, session: Session, packet: str) -> None:
        self.received.append(packet)
        if packet[:3] == "40/":
            self.joined[session.key] = packet[2:].partition("?")[0].rstrip(",")
            await self.write(session, packet)
            await self.system("connected", session, sessionKey=session.key)
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
    # How often it shows a line, and how many seconds after it was said.
    echoes: int = 1
    late: float = 0.0
    echoed: list[asyncio.Task[None]] = field(default_factory=list)

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
        if self.late:
            self.echoed.append(asyncio.create_task(self._echo(message)))
        else:
            await self._echo(message)

    async def _echo(self, message: str) -> None:
        await asyncio.sleep(self.late)
        for _ in range(self.echoes):
            await super().echo(self.reword(message))


def refusal(status: int, message: str = "", **headers: str) -> web.Response:
    return web.json_response({"code": status, "message": message}, status=status, headers=headers)


SEND = "/open/v1/chats/send"
TOKEN = "/auth/v1/token"
AUTH = "/open/v1/sessions/auth"
ME = "/open/v1/users/me"
SUBSCRIBE_CHAT = "/open/v1/sessions/events/subscribe/chat"
SUBSCRIBE_DONATION = "/open/v1/sessions/events/subscribe/donation"
SUBSCRIBE_SUBSCRIPTION = "/open/v1/sessions/events/subscribe/subscription"
