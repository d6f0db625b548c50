"""A local Twitch: OAuth, the parts of Helix that are used, and EventSub over a socket.

It keeps a ledger of what was said, and like Twitch it never replays a missed event.
Shapes after https://dev.twitch.tv/docs/api/reference/ and .../eventsub/.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.twitch_chat import Ledger, Said
from adapters.simulated.twitch_conduits import Conduits
from adapters.simulated.twitch_events import (
    bits_event,
    chat_event,
    cheer_event,
    cheer_message,
    frame,
)
from adapters.simulated.twitch_oauth import Consents
from adapters.simulated.twitch_socket import Sockets

LONGEST = 500
LOGIN = re.compile(r"[a-z0-9_]{1,25}", re.ASCII)


@dataclass(slots=True)
class SimulatedTwitch:
    """`users` are login → id, `shown` login → the name it shows; `keepalive` in seconds."""

    client_id: str = "client"
    client_secret: str = "secret"
    bot_id: str = "9001"
    users: dict[str, str] = field(default_factory=lambda: {"streamer": "1337"})
    shown: dict[str, str] = field(default_factory=dict)
    keepalive: float = 10.0
    ledger: Ledger = field(default_factory=Ledger)
    url: str = ""
    # Set to make the next lines be dropped for this reason.
    drop_reason: str = ""
    # Ids of the channels that are live.
    live: set[str] = field(default_factory=set)
    middlewares: list[Any] = field(default_factory=list)
    # Called with each event's kind and body, subscribed to or not.
    watchers: list[Callable[[str, dict[str, Any]], None]] = field(default_factory=list)
    sockets: Sockets = field(init=False)
    consents: Consents = field(init=False)
    conduits: Conduits = field(init=False)
    _tokens: set[str] = field(default_factory=set)
    _notified: tuple[dict[str, Any], str] = field(default_factory=lambda: ({}, ""))
    _runner: web.AppRunner = field(init=False)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.sockets = Sockets(self.keepalive, self._changed)
        self.conduits = Conduits(self.sockets, self._changed)
        login, id = next(iter(self.users.items()))
        self.consents = Consents(self.client_id, self.client_secret, (id, login))

    @property
    def said(self) -> list[Said]:
        """Every line that was said."""
        return self.ledger.said

    @property
    def subscriptions(self) -> list[dict[str, Any]]:
        """What the conduits are subscribed to."""
        return self.conduits.subscriptions

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator["SimulatedTwitch"]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=[*self.middlewares, self._checked])
        app.add_routes(
            [
                *self.consents.routes(),
                *self.conduits.routes(),
                web.post("/oauth2/token", self._token),
                web.get("/oauth2/validate", self._validate),
                web.get("/helix/users", self._users),
                web.get("/helix/streams", self._streams),
                web.get("/helix/search/channels", self._search),
                web.get("/helix/authorization/users", self._authorized),
                web.post("/helix/chat/messages", self._say),
                web.get("/ws", self.sockets.serve),
            ]
        )
        runner = self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.url = f"http://{host}:{bound}"
        self.sockets.url = f"ws://{host}:{bound}/ws"
        try:
            yield self
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Be gone from the network."""
        await self.close()
        await self._runner.cleanup()

    def settings(self) -> dict[str, str]:
        """The environment that points LoveLM here."""
        return {
            "LOVELM_TWITCH_API_URL": f"{self.url}/helix",
            "LOVELM_TWITCH_ID_URL": f"{self.url}/oauth2",
            "LOVELM_TWITCH_EVENTSUB_URL": self.sockets.url,
            "LOVELM_TWITCH_CLIENT_ID": self.client_id,
            "LOVELM_TWITCH_CLIENT_SECRET": self.client_secret,
            "LOVELM_TWITCH_BOT_ID": self.bot_id,
            "LOVELM_TWITCH_CHANNELS": ",".join(self.users),
        }

    async def chat(self, text: str, user: str = "4242", name: str = "시청자", **fields: Any) -> str:
        """Somebody writes in the first channel; the message's id."""
        channel = fields.pop("channel", next(iter(self.users.values())))
        message_id = str(uuid4())
        event = chat_event(channel, message_id, text, user, name) | fields
        await self.notify("channel.chat.message", event)
        return message_id

    async def cheer(self, bits: int, text: str, user: str = "4242", name: str = "시청자") -> None:
        """Somebody cheers: told as Twitch tells it: by a chat message, a cheer and a use of bits."""
        channel = next(iter(self.users.values()))
        message = cheer_message(text, bits)
        words = message["text"]
        await self.chat(words, user, name, cheer={"bits": bits}, message=message)
        await self.notify("channel.cheer", cheer_event(channel, words, user, name, bits))
        await self.notify("channel.bits.use", bits_event(channel, text, user, name, bits))

    async def notify(self, kind: str, event: dict[str, Any]) -> None:
        """Send a notification to a shard of each conduit that is subscribed to its kind."""
        for watch in self.watchers:
            watch(kind, event)
        about = {"subscription": {"type": kind, "status": "enabled"}, "event": event}
        for session in self.conduits.tells(kind, event):
            self._notified = frame("notification", about, kind), session
            await self.repeat()

    async def repeat(self) -> None:
        """Send the last notification once more, as Twitch does when in doubt."""
        told, session = self._notified
        await self.sockets.send(told, [session])

    async def revoke(self, kind: str, status: str, channel: str = "") -> None:
        """Take the subscriptions to `kind` away, of one channel or of all, and say so."""
        for row in self.conduits.take(kind, channel):
            told = frame("revocation", {"subscription": row | {"status": status}}, kind)
            await self.sockets.send(told, self.conduits.carriers(row))

    async def send(self, frame: dict[str, Any] | str) -> None:
        """Send any frame, rubbish too, to every shard's socket."""
        await self.sockets.send(frame)

    async def close(self, code: int = 1001) -> None:
        """Close every socket."""
        await self.sockets.close(code)

    async def heard(self, count: int, within: float = 10.0) -> list[Said]:
        """The ledger, once it holds `count` lines. Raises TimeoutError."""
        async with asyncio.timeout(within), self._heard:
            await self._heard.wait_for(lambda: len(self.said) >= count)
        return self.said

    async def listening(self, within: float = 10.0) -> None:
        """Return when a shard is assigned and chat is subscribed. Raises TimeoutError."""
        async with asyncio.timeout(within), self._heard:
            await self._heard.wait_for(
                lambda: self.sockets.shard in self.sockets.open and bool(self.subscriptions)
            )

    async def _changed(self) -> None:
        async with self._heard:
            self._heard.notify_all()

    async def _token(self, request: web.Request) -> web.Response:
        given = dict(request.query) | dict(await request.post())
        if given.get("grant_type") != "client_credentials":
            return self.consents.token(given)
        if (given.get("client_id"), given.get("client_secret")) != (
            self.client_id,
            self.client_secret,
        ):
            return _refuse(403, "invalid client secret")
        token = uuid4().hex
        self._tokens.add(token)
        return web.json_response(
            {"access_token": token, "expires_in": 5_000_000, "token_type": "bearer"}
        )

    async def _validate(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").split(" ")[-1]
        if (valid := self.consents.validity(token)) is not None:
            return valid
        if token not in self._tokens:
            return _refuse(401, "invalid access token")
        return web.json_response(
            {"client_id": self.client_id, "scopes": [], "expires_in": 5_000_000}
        )

    @web.middleware
    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Helix wants the application's token."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.path.startswith("/helix/") and token not in self._tokens:
            return _refuse(401, "Invalid OAuth token")
        return await handler(request)

    def expire(self) -> None:
        """No token that was given out counts any more."""
        self._tokens.clear()

    async def _users(self, request: web.Request) -> web.Response:
        logins, ids = request.query.getall("login", []), request.query.getall("id", [])
        if any(LOGIN.fullmatch(login) is None for login in logins):
            return _refuse(400, "Invalid login names, emails or IDs in request")
        found = [(login, id) for login, id in self.users.items() if login in logins or id in ids]
        rows = [
            {
                "id": id, "login": login, "display_name": self.shown.get(login, login), "type": "",
                "broadcaster_type": "", "description": "", "profile_image_url": "",
                "offline_image_url": "", "view_count": 0, "created_at": "2020-01-01T00:00:00Z",
            }
            for login, id in found
        ]  # fmt: skip
        return web.json_response({"data": rows})

    async def _streams(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("user_id", [])
        rows = [{"user_id": id, "type": "live"} for id in wanted if id in self.live]
        return web.json_response({"data": rows, "pagination": {}})

    async def _search(self, request: web.Request) -> web.Response:
        """Names that begin with what is looked for, as Twitch finds more than one asked for."""
        rows = [
            {
                "id": self.users[login], "broadcaster_login": login, "display_name": name,
                "broadcaster_language": "ko", "game_id": "", "game_name": "", "is_live": False,
                "started_at": "", "tags": [], "thumbnail_url": "", "title": "",
            }
            for login, name in self.shown.items()
            if name.lower().startswith(request.query["query"].lower())
        ]  # fmt: skip
        return web.json_response({"data": rows, "pagination": {}})

    async def _authorized(self, request: web.Request) -> web.Response:
        allowed: dict[str, list[str]] = {}
        for who in self.consents.access.values():
            allowed.setdefault(who["user_id"], []).extend(who["scopes"])
        rows = [
            {"user_id": id, "scopes": allowed[id], "has_authorized": True}
            for id in request.query.getall("user_id")
            if id in allowed
        ]
        return web.json_response({"data": rows})

    async def _say(self, request: web.Request) -> web.Response:
        body = await request.json()
        channel, text = body["broadcaster_id"], body["message"]
        if len(text) > LONGEST:
            return _refuse(400, "The message is too long")
        row: dict[str, Any] = {"message_id": str(uuid4()), "is_sent": True, "drop_reason": None}
        if code := self.drop_reason or self.ledger.refused(channel, text):
            reason = {"code": code, "message": "dropped"}
            return web.json_response({"data": [row | {"is_sent": False, "drop_reason": reason}]})
        self.ledger.add(channel, text, body.get("reply_parent_message_id"))
        await self._changed()
        # Twitch shows the bot its own lines too.
        moderator = {"set_id": "moderator", "id": "1", "info": ""}
        badges = [moderator] if channel in self.ledger.moderated else []
        await self.chat(text, body["sender_id"], "러블름", channel=channel, badges=badges)
        return web.json_response({"data": [row]})


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response(
        {"error": "refused", "status": status, "message": message}, status=status
    )
