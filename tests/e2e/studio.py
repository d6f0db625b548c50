"""A studio's page, as far as requests and the socket go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar

from bots.app import App
from core.channels.guilds import Place
from core.channels.invites import Invites
from core.channels.settings import Level
from core.labels import Platform


@dataclass
class Studio:
    """`url` is the site's; `csrf` what a session was given."""

    http: ClientSession
    url: str
    csrf: str = ""
    hello: dict[str, Any] = field(default_factory=dict)

    def headers(self, **more: str) -> dict[str, str]:
        return {"Origin": self.url, "X-CSRF": self.csrf} | more

    async def enter(self, token: str) -> int:
        """Open it with an invitation; the status."""
        async with self.http.post(
            f"{self.url}/studio/session", json={"invite": token}, headers={"Origin": self.url}
        ) as answer:
            if answer.status == 200:
                self.hello = await answer.json()
                self.csrf = self.hello["csrf"]
            return answer.status

    async def post(self, what: Any, **headers: str) -> ClientResponse:
        answer = await self.http.post(
            f"{self.url}/studio/do", json=what, headers=self.headers(**headers)
        )
        await answer.read()
        return answer

    async def do(self, deed: str, **more: Any) -> dict[str, Any]:
        """What a deed answered that must be allowed."""
        answer = await self.post({"do": deed} | more)
        body: dict[str, Any] = await answer.json()
        assert answer.status == 200, body
        return body

    async def refused(self, deed: str, **more: Any) -> tuple[int, str]:
        """Status and code of one that must not be."""
        answer = await self.post({"do": deed} | more)
        body = await answer.json()
        assert answer.status != 200, body
        return answer.status, body["error"]["code"]

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.url}/studio/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    @asynccontextmanager
    async def live(self) -> AsyncIterator["View"]:
        """The socket, and the state that a page would show."""
        address, origin = f"{self.url}/studio/ws", {"Origin": self.url}
        async with self.http.ws_connect(address, headers=origin) as socket:
            yield View(socket)


@dataclass
class View:
    socket: ClientWebSocketResponse
    state: dict[str, Any] = field(default_factory=dict)
    frames: int = 0

    async def until(self, holds: Any, within: float = 8.0) -> dict[str, Any]:
        """The state as soon as `holds(state)`. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not (self.state and holds(self.state)):
                for event in msgspec.json.decode(await self.socket.receive_str()):
                    self.frames += 1
                    self.state |= event
        return self.state


@asynccontextmanager
async def opened(link: str) -> AsyncIterator[Studio]:
    """The studio at a link, with a session."""
    address, _, token = link.partition("#")
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        page = Studio(http, address.removesuffix("/studio"))
        assert await page.enter(token) == 200
        yield page


class House:
    """The application and its list of invitations."""

    def __init__(self, app: App, invites: Invites) -> None:
        self.app = app
        self.invites = invites

    async def link(self, level: Level, place: Place | None = None) -> tuple[str, str]:
        """A new invitation's id and link."""
        there = place or Place(Platform.ROOM, "room")
        invite, token = await self.invites.make(there, "다람쥐", level)
        return invite.id, f"{self.app.url}/studio#{token}"
