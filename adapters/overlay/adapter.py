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
from adapters.overlay.pages import Key, Layer, Look, Page, Pages
from adapters.overlay.sounds import Sounds
from core.channels.keys import ChannelKeys
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
    # The parts that its address asks for; whatever names none of them asks for all.
    layers: Any = None


class Progress(msgspec.Struct):
    """What the page reports: started, played, failed or donation_shown, and of which event; or
    that its scene went on air (active) or off (idle)."""

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
        self,
        personas: Personas,
        token: str,
        keys: ChannelKeys,
        clock: Clock = time.time,
        look: Callable[[Platform, str], Look] = lambda *_: Look(),
    ) -> None:
        """`look` tells what a channel chose for its pages.

        Wired up later: `shown` gets the id of each donation alert that a page has shown,
        `arrived` is called when a page came in."""
        self._personas = personas
        self._token = token
        self._keys = keys
        # Only for its sockets: each page is written to by itself.
        self._hub = Hub(ALL_PAGES)
        self._pages: dict[Key | None, Pages] = {}
        self._waiting: deque[asyncio.Timeout] = deque()
        self._sounds = Sounds(clock)
        self._clock = clock
        self._look = look
        # By channel: how its pages look; until when nothing is shown.
        self._looks: dict[Key, Look] = {}
        self._calm: dict[Key, float] = {}
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
        """Whether any page speaks for that channel."""
        return any(pages.speak for pages in self._watching((platform, channel)))

    def shows_alerts(self, platform: Platform, channel: str) -> bool:
        """Whether any page shows what somebody gave to that channel."""
        return any(pages.alert for pages in self._watching((platform, channel)))

    def heard_everywhere(self) -> tuple[Key | None, ...]:
        """Channels that pages speak for; None where one speaks for all."""
        return tuple(key for key, pages in self._pages.items() if pages.speak)

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
    ) -> bool:
        """Show `event` with its sound, if any; returns when it was played, or should have been,
        False when no page speaks or it was silenced before its turn came.

        A channel with a speaking page of its own does not wait for those that show all channels.
        """
        key = (platform, channel)
        audio = None if wav is None else f"/overlay/audio/{self._sounds.put(wav)}"
        event = event | {"audio": audio, "channel": f"{platform}/{channel}"}
        watching = sorted(self._watching(key), key=lambda pages: not pages.speak)
        elsewhere = any(pages.speak for pages in watching[1:])
        for pages in watching[1:]:
            pages.show(event)
        return bool(watching) and await watching[0].play(key, event, seconds, elsewhere)

    def stop(self, platform: Platform, channel: str) -> None:
        """Silence one channel at once."""
        for pages in self._watching((platform, channel)):
            pages.stop((platform, channel))

    def interrupt(self, platform: Platform, channel: str) -> None:
        """End what is being said in one channel; all else stays on its pages."""
        for pages in self._watching((platform, channel)):
            pages.interrupt((platform, channel))

    def calm(self, platform: Platform, channel: str, seconds: float) -> None:
        """Show and play nothing of a channel for so long; gifts and answers come afterwards."""
        self._calm[platform, channel] = self._clock() + seconds
        for pages in self._watching((platform, channel)):
            pages.calm((platform, channel), seconds)

    def _watching(self, key: Key) -> list[Pages]:
        """The channel's own pages first, then those that show every channel."""
        return [self._pages[one] for one in (key, None) if one in self._pages]

    async def recheck(self) -> None:
        """Other settings count: cut off every page whose token was renewed, let others look so."""
        old = [
            page
            for pages in self._pages.values()
            for page in pages.pages
            if page.key is not None and self._keys.channel(page.token) != page.key
        ]
        for page in old:
            self._leave(page)
        for key, pages in self._pages.items():
            if key is not None and self._looks.get(key) != (look := self._look(*key)):
                self._looks[key] = look
                pages.show({"type": "look", **msgspec.structs.asdict(look)})
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
        socket = web.WebSocketResponse(
            max_msg_size=LARGEST_FRAME, heartbeat=30.0, timeout=5.0, compress=False
        )
        await socket.prepare(request)
        page = await self._admitted(socket, request)
        if isinstance(page, int):
            await socket.close(code=page)
            return socket
        pages = self._pages.setdefault(page.key, Pages(self._left))
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

    async def _admitted(self, socket: web.WebSocketResponse, request: web.Request) -> Page | int:
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
        auth = _auth_of(message)
        token = auth.token
        own = hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())
        key = None if own else self._keys.channel(token)
        if key is None and not own:
            return WRONG_TOKEN
        there = self._pages.get(key)
        if self._hub.full or (there is not None and len(there.pages) >= PAGES):
            return WSCloseCode.TRY_AGAIN_LATER
        return Page(Client(socket, request), key, token, _layers(auth.layers))

    def _hello(self, page: Page, pages: Pages) -> dict[str, Any]:
        return {
            "type": "hello",
            "personas": [
                {"slug": p.slug, "name": p.name, "tagline": p.tagline, "colour": p.colour}
                for p in self._personas.values()
            ],
            "audio_owner": pages.owner(page),
            **self._here(page.key),
        }

    def _here(self, key: Key | None) -> dict[str, Any]:
        """What a page of that channel shows from the first moment."""
        if key is None:
            return {"calm": self._left(*self._calm)}
        look = self._looks[key] = self._look(*key)
        return {**msgspec.structs.asdict(look), "calm": self._left(key)}

    def _left(self, *keys: Key) -> float:
        """Seconds for which nothing of any of these channels is shown."""
        now = self._clock()
        for key in [key for key, until in self._calm.items() if until <= now]:
            del self._calm[key]
        return max((self._calm[key] - now for key in keys if key in self._calm), default=0.0)

    def _heard(self, page: Page, pages: Pages, data: str) -> None:
        """Any page says what it has shown; only the one that plays the sound when it ended."""
        try:
            progress = _progress(data)
        except RUBBISH:
            return
        if progress.type == "donation_shown" and len(progress.id) <= LONGEST_ID:
            self.shown(progress.id)
        elif progress.type in ("played", "failed") and pages.owner(page):
            pages.ended(progress.id)
        elif progress.type in ("active", "idle"):
            pages.turned(page, progress.type == "active")


def _auth_of(message: WSMessage) -> Auth:
    """What a page signs in with; without a token for anything else."""
    if message.type is not WSMsgType.TEXT:
        return Auth("")
    try:
        return _auth(message.data)
    except RUBBISH:
        return Auth("")


def _layers(asked: Any) -> frozenset[Layer]:
    """The parts of a page, as its own address is read: what is not known counts for nothing."""
    named = asked if isinstance(asked, list) else []
    return frozenset(layer for layer in Layer if layer in named) or frozenset(Layer)


# What a page may send instead of what is asked of it; the last is for nesting without end.
RUBBISH = (msgspec.DecodeError, UnicodeError, RecursionError)
