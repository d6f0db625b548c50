"""A local Chzzk: consent and tokens, the parts of the Open API that are used, and sessions.

It keeps a ledger of what was said, and like Chzzk it never replays a missed event.
Shapes after https://chzzk.gitbook.io/chzzk.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

from aiohttp import web
from yarl import URL

from adapters.simulated import chzzk_shapes as shapes
from adapters.simulated.chzzk_sessions import Sessions
from adapters.simulated.chzzk_shapes import answer, refuse
from adapters.simulated.loopback import loopback

LONGEST = 100
CLIENT_SESSIONS, USER_SESSIONS = 10, 3
SENDS, PER_SECONDS = 20, 10.0
KINDS = ("chat", "donation", "subscription")
INVALID = "잘못된 값을 입력했습니다."


@dataclass
class SimulatedChzzk:
    """One application and one streamer; `expires_in` in seconds."""

    client_id: str = "client"
    client_secret: str = "secret"
    channel: str = "c" * 32
    name: str = "스트리머"
    expires_in: int = 86_400
    sessions: Sessions = field(default_factory=Sessions)
    url: str = ""
    said: list[str] = field(default_factory=list)
    tokens_given: int = 0
    # The one refresh token that is good now; a refresh uses it up.
    refresh_token: str = "refresh-0"
    _access: set[str] = field(default_factory=set)
    _codes: set[str] = field(default_factory=set)
    _sent: deque[float] = field(default_factory=deque)
    _changes: asyncio.Condition = field(default_factory=asyncio.Condition)

    def application(self) -> web.Application:
        """Every address of Chzzk's that is used."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/account-interlock", self.consent),
                web.post("/auth/v1/token", self.token),
                web.post("/auth/v1/token/revoke", self.revoke),
                web.get("/open/v1/users/me", self.me),
                web.get("/open/v1/sessions/auth", self.auth),
                web.get("/open/v1/sessions/auth/client", self.auth_client),
                web.post("/open/v1/sessions/events/subscribe/{kind}", self.subscribe_event),
                web.post("/open/v1/sessions/events/unsubscribe/{kind}", self.unsubscribe_event),
                web.post("/open/v1/chats/send", self.send),
                web.get("/socket.io/", self.sessions.engine),
            ]
        )
        return app

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Self]:
        """Serve on the loopback until left; `url` is the address."""
        async with loopback(self.application(), port) as at:
            self.url = f"http://{at}"
            try:
                yield self
            finally:
                await self.sessions.close()

    def settings(self) -> dict[str, str]:
        """The environment that points LoveLM here."""
        return {
            "LOVELM_CHZZK_API_URL": self.url,
            "LOVELM_CHZZK_AUTH_URL": self.url,
            "LOVELM_CHZZK_CLIENT_ID": self.client_id,
            "LOVELM_CHZZK_CLIENT_SECRET": self.client_secret,
            "LOVELM_CHZZK_REFRESH_TOKEN": self.refresh_token,
        }

    async def chat(
        self, text: str, user: str = "u" * 32, name: str = "시청자", **fields: Any
    ) -> None:
        """Somebody writes; the streamer when `user` is the channel."""
        await self.sessions.emit("CHAT", shapes.chat(self.channel, text, user, name) | fields)

    async def donate(
        self, won: int, text: str, user: str | None = "d" * 32, name: str = "후원자", **fields: Any
    ) -> None:
        """Somebody donates; nobody knows who when `user` is None."""
        gift = shapes.donation(self.channel, won, text, user, name)
        await self.sessions.emit("DONATION", gift | fields)

    async def subscribe(self, months: int, user: str = "s" * 32, name: str = "구독자") -> None:
        """Somebody subscribes."""
        payload = shapes.subscription(self.channel, months, user, name)
        await self.sessions.emit("SUBSCRIPTION", payload)

    async def echo(self, message: str) -> None:
        """Chzzk shows the streamer's session what was said in the streamer's name."""
        await self.chat(message, self.channel, self.name)

    async def close(self) -> None:
        """Close every session."""
        await self.sessions.close()

    def expire(self) -> None:
        """Every access token is dead from now on."""
        self._access.clear()

    async def heard(self, count: int, within: float = 10.0) -> list[str]:
        """The ledger, once it holds `count` lines. Raises TimeoutError."""
        async with asyncio.timeout(within), self._changes:
            await self._changes.wait_for(lambda: len(self.said) >= count)
        return self.said

    async def listening(self, within: float = 10.0) -> None:
        """Return when a session subscribed to everything. Raises TimeoutError."""
        async with asyncio.timeout(within), self._changes:
            await self._changes.wait_for(
                lambda: any(len(s.kinds) == len(KINDS) for s in self.sessions.live.values())
            )

    async def _changed(self) -> None:
        async with self._changes:
            self._changes.notify_all()

    async def consent(self, request: web.Request) -> web.Response:
        """The page where the streamer agrees: to everything, at once."""
        if request.query.get("clientId") != self.client_id:
            return refuse(400, INVALID)
        code = uuid4().hex
        self._codes.add(code)
        back = URL(request.query["redirectUri"])
        raise web.HTTPFound(back.update_query(code=code, state=request.query["state"]))

    async def token(self, request: web.Request) -> web.Response:
        """A code, or the one good refresh token, for a new pair."""
        given = await request.json()
        if (given.get("clientId"), given.get("clientSecret")) != self._client:
            return refuse(401, "INVALID_CLIENT")
        if given.get("grantType") == "refresh_token":
            if given.get("refreshToken") != self.refresh_token:
                return refuse(401, "INVALID_TOKEN")
        elif given.get("code") in self._codes:
            self._codes.remove(given["code"])
        else:
            return refuse(401, "INVALID_TOKEN")
        self.tokens_given += 1
        self.refresh_token, access = f"refresh-{uuid4().hex}", uuid4().hex
        self._access.add(access)
        return answer(
            {
                "accessToken": access,
                "refreshToken": self.refresh_token,
                "tokenType": "Bearer",
                "expiresIn": self.expires_in,
                "scope": "채팅 메시지 조회 채팅 메시지 쓰기 후원 조회",
            }
        )

    async def revoke(self, request: web.Request) -> web.Response:
        """Withdraw the consent that a token came from."""
        given = await request.json()
        if (given.get("clientId"), given.get("clientSecret")) != self._client:
            return refuse(401, "INVALID_CLIENT")
        if given.get("token") == self.refresh_token:
            self.refresh_token = ""
            self._access.clear()
        return answer(None)

    @property
    def _client(self) -> tuple[str, str]:
        return self.client_id, self.client_secret

    def _refused(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if token in self._access else refuse(401, "INVALID_TOKEN")

    async def me(self, request: web.Request) -> web.Response:
        return self._refused(request) or answer(
            {"channelId": self.channel, "channelName": self.name}
        )

    async def auth(self, request: web.Request) -> web.Response:
        """A session that hears the streamer."""
        return self._refused(request) or self._new_session(USER_SESSIONS)

    async def auth_client(self, request: web.Request) -> web.Response:
        """A session that hears whoever consented."""
        if (request.headers.get("Client-Id"), request.headers.get("Client-Secret")) != self._client:
            return refuse(401, "INVALID_CLIENT")
        return self._new_session(CLIENT_SESSIONS)

    def _new_session(self, most: int) -> web.Response:
        if len(self.sessions.live) >= most:
            return refuse(400, "세션 최대 연결 개수를 초과했습니다.")
        return answer({"url": f"{self.url}?auth={self.sessions.invite()}"})

    async def subscribe_event(self, request: web.Request) -> web.Response:
        return await self._change_kinds(request, "subscribed")

    async def unsubscribe_event(self, request: web.Request) -> web.Response:
        return await self._change_kinds(request, "unsubscribed")

    async def _change_kinds(self, request: web.Request, change: str) -> web.Response:
        if refused := self._refused(request):
            return refused
        session = self.sessions.live.get(request.query.get("sessionKey", ""))
        kind = request.match_info["kind"]
        if session is None or kind not in KINDS:
            return refuse(400, INVALID)
        (session.kinds.add if change == "subscribed" else session.kinds.discard)(kind)
        await self.sessions.system(change, session, eventType=kind.upper(), channelId=self.channel)
        await self._changed()
        return answer(None)

    async def send(self, request: web.Request) -> web.Response:
        """Say a line in the streamer's name."""
        if refused := self._refused(request):
            return refused
        message = (await request.json())["message"]
        if not 0 < len(message) <= LONGEST:
            return refuse(400, INVALID)
        now = time.monotonic()
        while self._sent and now - self._sent[0] >= PER_SECONDS:
            self._sent.popleft()
        if len(self._sent) >= SENDS:
            return refuse(429, "TOO_MANY_REQUESTS")
        self._sent.append(now)
        self.said.append(message)
        await self._changed()
        await self.echo(message)
        return answer({"messageId": uuid4().hex})
