"""The overlay's page, its socket, and who plays the sound."""

import asyncio
import contextlib
import hmac
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from adapters.fanout import Client, Hub
from adapters.overlay import avatars
from adapters.overlay.pages import Key, Page, Pages
from adapters.overlay.sounds import Sounds
from core.channel_keys import ChannelKeys
from core.labels import Platform
from core.ports import Clock, Personas

STATIC = Path(__file__).parent / "static"
AUTH_WITHIN = 10.0
# Pages of one token, and of all tokens.
PAGES, ALL_PAGES = 20, 1_000
WAITING = 50
WRONG_TOKEN = 4401
LARGEST_FRAME = 16 * 1024
LONGEST_ID = 300


class Auth(msgspec.Struct, tag_field="type", tag="auth"):
    token: str


class Progress(msgspec.Struct):
    """What the page reports: started, played, failed or donation_shown, and of which event."""

    type: str
    id: str = ""
    why: str = ""


_auth = msgspec.json.Decoder(Auth).decode
_progress = msgspec.json.Decoder(Progress).decode


class Overlay:
    """Shows and plays what it is told, on every page that knows a token.

    A channel's token shows that channel, the installation's own all of them. Nothing is kept
    for later: a page that reloads gets only what comes after.
    """

    def __init__(
        self, personas: Personas, token: str, keys: ChannelKeys, clock: Clock = time.time
    ) -> None:
        """Wired up later: `shown` gets the id of each donation alert that a page has shown,
        `arrived` is called when a page came in."""
        self._personas = personas
        self._token = token
        self._keys = keys
        # Only for its sockets: each page is written to by itself.
        self._hub = Hub(ALL_PAGES)
        self._pages: dict[Key | None, Pages] = {}
        self._waiting: deque[asyncio.Timeout] = deque()
        self._sounds = Sounds(clock)
        self.shown: Callable[[str], object] = lambda _: None
        self.arrived: Callable[[], object] = lambda: None

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/overlay", self._page),
            web.get("/overlay/ws", self._socket),
            web.get("/overlay/audio/{secret}", self._audio),
            web.static("/overlay/static", STATIC),
            *avatars.routes(self._personas),
        ]

    def watched(self, platform: Platform, channel: str) -> bool:
        """Whether any page shows that channel."""
        return (platform, channel) in self._pages or None in self._pages

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        """Show an event on every page that shows the channel."""
        for pages in self._watching((platform, channel)):
            pages.show(event | {"channel": f"{platform}/{channel}"})

    async def play(
        self,
        platform: Platform,
        channel: str,
        event: dict[str, Any],
        wav: bytes | None,
        seconds: float,
    ) -> None:
        """Show `event` with its sound, if any; returns when it was played, or should have been.

        A channel with a page of its own does not wait for the pages that show all channels.
        """
        key = (platform, channel)
        audio = None if wav is None else f"/overlay/audio/{self._sounds.put(wav)}"
        event = event | {"audio": audio, "channel": f"{platform}/{channel}"}
        watching = self._watching(key)
        for pages in watching[1:]:
            pages.show(event)
        if watching:
            await watching[0].play(key, event, seconds)

    def stop(self, platform: Platform, channel: str) -> None:
        """Silence one channel at once."""
        for pages in self._watching((platform, channel)):
            pages.stop((platform, channel))

    def _watching(self, key: Key) -> list[Pages]:
        """The channel's own pages first, then those that show every channel."""
        return [self._pages[one] for one in (key, None) if one in self._pages]

    async def recheck(self) -> None:
        """Cut off every page whose token was renewed."""
        old = [
            page
            for pages in self._pages.values()
            for page in pages.pages
            if page.key is not None and self._keys.channel(page.token) != page.key
        ]
        for page in old:
            self._leave(page)
        await asyncio.gather(*(page.client.socket.close(code=WRONG_TOKEN) for page in old))

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
        page = await self._admitted(socket)
        if isinstance(page, int):
            await socket.close(code=page)
            return socket
        pages = self._pages.setdefault(page.key, Pages())
        pages.add(page)
        page.client.send(self._hello(page, pages))
        self.arrived()
        try:
            await self._hub.serve(page.client, lambda data: self._heard(page, pages, data))
        finally:
            self._leave(page)
        return socket

    def _leave(self, page: Page) -> None:
        pages = self._pages.get(page.key)
        if pages is not None:
            pages.remove(page)
            if not pages.pages:
                del self._pages[page.key]

    async def _admitted(self, socket: web.WebSocketResponse) -> Page | int:
        """The page behind `socket`, or the code to close it with."""
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
        token = _token(message)
        own = hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())
        key = None if own else self._keys.channel(token)
        if key is None and not own:
            return WRONG_TOKEN
        there = self._pages.get(key)
        if self._hub.full or (there is not None and len(there.pages) >= PAGES):
            return WSCloseCode.TRY_AGAIN_LATER
        return Page(Client(socket), key, token)

    def _hello(self, page: Page, pages: Pages) -> dict[str, Any]:
        return {
            "type": "hello",
            "personas": [
                {"slug": p.slug, "name": p.name, "tagline": p.tagline, "colour": p.colour}
                for p in self._personas.values()
            ],
            "audio_owner": pages.owner(page),
        }

    def _heard(self, page: Page, pages: Pages, data: str) -> None:
        """Any page says what it has shown; only the one that plays the sound when it ended."""
        try:
            progress = _progress(data)
        except (msgspec.DecodeError, UnicodeError):
            return
        if progress.type == "donation_shown" and len(progress.id) <= LONGEST_ID:
            self.shown(progress.id)
        elif progress.type in ("played", "failed") and pages.owner(page):
            pages.ended(progress.id)


def _token(message: WSMessage) -> str:
    """What a page signs in with; "" for anything else."""
    if message.type is not WSMsgType.TEXT:
        return ""
    try:
        return _auth(message.data).token
    except (msgspec.DecodeError, UnicodeError):
        return ""
