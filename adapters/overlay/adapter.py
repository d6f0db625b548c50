"""The overlay's page, its socket, and who plays the sound."""

import asyncio
import contextlib
import hmac
import time
from collections import deque
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from adapters.fanout import Client, Hub
from adapters.overlay.sounds import Sounds
from core.ports import Clock, Personas

STATIC = Path(__file__).parent / "static"
AUTH_WITHIN = 10.0
PAGES = 20
WAITING = 50
WRONG_TOKEN = 4401
LARGEST_FRAME = 16 * 1024


class Auth(msgspec.Struct, tag_field="type", tag="auth"):
    token: str


class Progress(msgspec.Struct):
    """What the page reports: started, played or failed, and of which event."""

    type: str
    id: str = ""
    why: str = ""


_auth = msgspec.json.Decoder(Auth).decode
_progress = msgspec.json.Decoder(Progress).decode


class Overlay:
    """Shows and plays what it is told, on every page that knows the token.

    The first page connected owns the sound; when it leaves, the next one does. Nothing is
    kept for later: a page that reloads gets only what comes after.
    """

    def __init__(self, personas: Personas, token: str, clock: Clock = time.time) -> None:
        self._personas = personas
        self._token = token
        self._hub = Hub(PAGES)
        self._pages: list[Client] = []
        self._waiting: deque[asyncio.Timeout] = deque()
        self._sounds = Sounds(clock)
        self._ended: dict[str, asyncio.Event] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/overlay", self._page),
            web.get("/overlay/ws", self._socket),
            web.get("/overlay/audio/{secret}", self._audio),
            web.static("/overlay/static", STATIC),
            web.static("/avatars", STATIC / "avatars"),
        ]

    @property
    def watched(self) -> bool:
        """Whether any page is connected."""
        return bool(self._pages)

    async def run(self) -> None:
        """Serve the sockets until cancelled."""
        await self._hub.run()

    def show(self, event: dict[str, Any]) -> None:
        """Show an event on every page."""
        self._hub.broadcast(event)

    async def play(self, event: dict[str, Any], wav: bytes | None, seconds: float) -> None:
        """Show `event` with its sound, if any; returns when it was played, or should have been."""
        ended = self._ended[event["id"]] = asyncio.Event()
        audio = None if wav is None else f"/overlay/audio/{self._sounds.put(wav)}"
        self.show(event | {"audio": audio})
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds + 3.0):
                    await ended.wait()
        finally:
            del self._ended[event["id"]]

    def stop(self) -> None:
        """Silence at once."""
        self.show({"type": "stop"})
        for ended in self._ended.values():
            ended.set()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=(STATIC / "index.html").read_bytes(), content_type="text/html", charset="utf-8"
        )

    async def _audio(self, request: web.Request) -> web.StreamResponse:
        wav = self._sounds.get(request.match_info["secret"])
        if wav is None:
            raise web.HTTPNotFound
        return web.Response(
            body=wav, content_type="audio/wav", headers={"Cache-Control": "no-store"}
        )

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME, heartbeat=30.0, timeout=5.0)
        await socket.prepare(request)
        refused = await self._refused(socket)
        if refused is not None:
            await socket.close(code=refused)
            return socket
        client = Client(socket)
        self._pages.append(client)
        client.send(self._hello(client))
        try:
            await self._hub.serve(client, lambda data: self._heard(client, data))
        finally:
            owned = self._pages[0] is client
            self._pages.remove(client)
            if owned and self._pages:
                self._pages[0].send({"type": "audio_owner", "owner": True})
        return socket

    async def _refused(self, socket: web.WebSocketResponse) -> int | None:
        """The code to close `socket` with; None for a page that may stay."""
        if len(self._waiting) >= WAITING:
            # A real page sends its token at once: whoever has waited longest is none.
            longest = self._waiting.popleft()
            if not longest.expired():
                longest.reschedule(0.0)
        try:
            async with asyncio.timeout(AUTH_WITHIN) as limit:
                self._waiting.append(limit)
                message = await socket.receive()
        except TimeoutError:
            return WRONG_TOKEN if limit in self._waiting else WSCloseCode.TRY_AGAIN_LATER
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(limit)
        if not self._knows_token(message):
            return WRONG_TOKEN
        return WSCloseCode.TRY_AGAIN_LATER if self._hub.full else None

    def _knows_token(self, message: WSMessage) -> bool:
        if message.type is not WSMsgType.TEXT:
            return False
        try:
            given = _auth(message.data).token
        except (msgspec.DecodeError, UnicodeError):
            return False
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    def _hello(self, client: Client) -> dict[str, Any]:
        return {
            "type": "hello",
            "personas": [
                {"slug": p.slug, "name": p.name, "tagline": p.tagline, "colour": p.colour}
                for p in self._personas.values()
            ],
            "audio_owner": self._pages[0] is client,
        }

    def _heard(self, page: Client, data: str) -> None:
        """Only the page that plays the sound says when it ended."""
        if page is not self._pages[0]:
            return
        try:
            progress = _progress(data)
        except (msgspec.DecodeError, UnicodeError):
            return
        if progress.type in ("played", "failed") and progress.id in self._ended:
            self._ended[progress.id].set()
