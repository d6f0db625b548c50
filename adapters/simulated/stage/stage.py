"""The page on which people try the simulated platforms, and its socket."""

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import Raw, Struct

from adapters.fanout import Client, Hub
from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.stage.chzzk import ChzzkScene
from adapters.simulated.stage.discord import DiscordScene
from adapters.simulated.stage.scene import Scene, number
from adapters.simulated.stage.twitch import TwitchScene
from adapters.simulated.twitch import SimulatedTwitch
from adapters.site import serve
from core.errors import BadInput
from core.events import Viewer

STATIC = Path(__file__).parent / "static"
PAGES = 20
RECENT = 200
WATCH_EVERY = 0.3
AUTH_WITHIN = 10.0
WRONG_TOKEN = 4401
LARGEST_FRAME = 64 * 1024
UNREADABLE = "보낼 수 없는 내용이에요. 길이와 숫자를 확인해 주세요."


class Auth(Struct):
    token: str


class Sent(Struct):
    """What somebody did, on one of the platforms."""

    platform: str
    deed: Raw


_auth = msgspec.json.Decoder(Auth).decode
_sent = msgspec.json.Decoder(Sent).decode


class Stage:
    """Three platforms, and everybody who knows the token may be anybody there."""

    def __init__(
        self,
        chzzk: SimulatedChzzk,
        twitch: SimulatedTwitch,
        discord: SimulatedDiscord,
        token: str,
    ) -> None:
        self.url = ""
        self._token = token
        self._hub = Hub(PAGES)
        # What a page that comes later is shown, by platform and id.
        self._recent: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()
        self._scenes: dict[str, Scene] = {
            "chzzk": ChzzkScene(chzzk, self._show),
            "twitch": TwitchScene(twitch, self._show),
            "discord": DiscordScene(discord, self._show),
        }

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Self]:
        """Serve on the loopback until left, whatever the application binds to; `url` is the
        page's address with its token."""
        routes = [
            web.get("/stage", self._page),
            web.get("/stage/ws", self._socket),
            web.static("/stage/static", STATIC),
        ]
        async with serve("127.0.0.1", 0, "", routes, self._ready) as address:
            self.url = f"{address}/stage#{self._token}"
            try:
                yield self
            finally:
                for client in list(self._hub.clients):
                    async with asyncio.timeout(1.0):
                        await client.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _ready(self) -> dict[str, str]:
        return {
            name: "ok" if scene.listening else "waiting" for name, scene in self._scenes.items()
        }

    async def run(self) -> None:
        """Serve the pages until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hub.run())
            group.create_task(self._watch())

    async def enter(self, viewer: Viewer, text: str, won: int | None) -> None:
        """A scripted viewer says something, always on the same platform."""
        places = [scene for name, scene in self._scenes.items() if won is None or name in PAID]
        await places[number(viewer) % len(places)].enter(viewer, text, won)

    def _show(self, event: dict[str, Any]) -> None:
        if event["type"] != "modal":  # opened once, for whoever asked
            self._recent[event["platform"], event["id"]] = event
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        self._hub.broadcast(event)

    async def _watch(self) -> None:
        """Tell when the bot comes or goes, and what it registers."""
        before: list[dict[str, Any]] = []
        while True:
            states = self._states()
            for state in states:
                if state not in before:
                    self._hub.broadcast(state)
            before = states
            await asyncio.sleep(WATCH_EVERY)

    def _states(self) -> list[dict[str, Any]]:
        return [
            {"type": "state", "platform": name, "listening": scene.listening, **scene.told()}
            for name, scene in self._scenes.items()
        ]

    async def _page(self, _: web.Request) -> web.StreamResponse:
        return web.Response(
            body=(STATIC / "index.html").read_bytes(), content_type="text/html", charset="utf-8"
        )

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME, heartbeat=30.0, timeout=5.0)
        await socket.prepare(request)
        if not await self._knows_token(socket):
            await socket.close(code=WRONG_TOKEN)
            return socket
        if self._hub.full:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        client = Client(socket, request)
        client.send({"type": "hello"}, *self._states(), *self._recent.values())
        await self._hub.serve(client, lambda data: self._read(client, data))
        return socket

    async def _knows_token(self, socket: web.WebSocketResponse) -> bool:
        try:
            async with asyncio.timeout(AUTH_WITHIN):
                message = await socket.receive()
        except TimeoutError:
            return False
        if message.type is not WSMsgType.TEXT:
            return False
        try:
            given = _auth(message.data).token
        except (msgspec.DecodeError, UnicodeError):
            return False
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    async def _read(self, client: Client, data: str) -> None:
        """One frame of one page; whatever is wrong with it, only that page hears of it."""
        platform = ""
        try:
            sent = _sent(data)
            platform = sent.platform
            if platform not in self._scenes:
                raise BadInput(UNREADABLE)
            await self._scenes[platform].act(sent.deed)
        except (msgspec.DecodeError, UnicodeError):
            client.send({"type": "refused", "platform": platform, "text": UNREADABLE})
        except BadInput as error:
            client.send({"type": "refused", "platform": platform, "text": str(error)})


# Where viewers can give money.
PAID = frozenset({"chzzk", "twitch"})
