"""A local Twitch: OAuth, the parts of Helix that are used, and EventSub over a socket.

It keeps a ledger of what was said, and like Twitch it never replays a missed event.
Shapes after https://dev.twitch.tv/docs/api/reference/ and .../eventsub/.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web

from adapters.simulated.twitch_events import chat_event, cheer_event, frame, now
from adapters.simulated.twitch_socket import Sockets

LONGEST = 500


@dataclass(slots=True)
class Said:
    """A line the ledger holds."""

    channel: str
    text: str
    reply_to: str | None


@dataclass(slots=True)
class SimulatedTwitch:
    """`users` are login → id; `keepalive` in seconds."""

    client_id: str = "client"
    client_secret: str = "secret"
    bot_id: str = "9001"
    users: dict[str, str] = field(default_factory=lambda: {"streamer": "1337"})
    keepalive: float = 10.0
    said: list[Said] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    # Set to make the next lines be dropped for this reason.
    drop_reason: str = ""
    middlewares: list[Any] = field(default_factory=list)
    sockets: Sockets = field(init=False)
    _tokens: set[str] = field(default_factory=set)
    _notified: dict[str, Any] = field(default_factory=dict)
    _conduits: list[dict[str, Any]] = field(default_factory=list)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.sockets = Sockets(self.keepalive, self._changed)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator["SimulatedTwitch"]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=self.middlewares)
        app.add_routes(
            [
                web.post("/oauth2/token", self._token),
                web.get("/oauth2/validate", self._validate),
                web.get("/helix/users", self._users),
                web.get("/helix/eventsub/conduits", self._list_conduits),
                web.post("/helix/eventsub/conduits", self._make_conduit),
                web.patch("/helix/eventsub/conduits/shards", self._assign_shard),
                web.post("/helix/eventsub/subscriptions", self._subscribe),
                web.post("/helix/chat/messages", self._say),
                web.get("/ws", self.sockets.serve),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.url = f"http://{host}:{bound}"
        self.sockets.url = f"ws://{host}:{bound}/ws"
        try:
            yield self
        finally:
            await self.close()
            await runner.cleanup()

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
        """Somebody cheers: told as Twitch tells it, by a chat message and by a cheer."""
        words = f"Cheer{bits} {text}".strip()
        await self.chat(words, user, name, cheer={"bits": bits})
        channel = next(iter(self.users.values()))
        await self.notify("channel.cheer", cheer_event(channel, words, user, name, bits))

    async def notify(self, kind: str, event: dict[str, Any]) -> None:
        """Send a notification to the conduit's shard, if anybody subscribed to its kind."""
        if any(subscription["type"] == kind for subscription in self.subscriptions):
            about = {"subscription": {"type": kind, "status": "enabled"}, "event": event}
            self._notified = frame("notification", about, kind)
            await self.send(self._notified)

    async def repeat(self) -> None:
        """Send the last notification once more, as Twitch does when in doubt."""
        await self.send(self._notified)

    async def revoke(self, kind: str, status: str) -> None:
        """Take the subscriptions to `kind` away, and say so."""
        self.subscriptions[:] = [s for s in self.subscriptions if s["type"] != kind]
        about = {"subscription": {"type": kind, "status": status}}
        await self.send(frame("revocation", about, kind))

    async def send(self, frame: dict[str, Any] | str) -> None:
        """Send any frame, rubbish too, to the shard's socket."""
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
        if request.headers.get("Authorization", "").split(" ")[-1] not in self._tokens:
            return _refuse(401, "invalid access token")
        return web.json_response(
            {"client_id": self.client_id, "scopes": [], "expires_in": 5_000_000}
        )

    def _refused(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if token in self._tokens else _refuse(401, "Invalid OAuth token")

    async def _users(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        logins, ids = request.query.getall("login", []), request.query.getall("id", [])
        found = [(login, id) for login, id in self.users.items() if login in logins or id in ids]
        rows = [
            {
                "id": id, "login": login, "display_name": login, "type": "", "broadcaster_type": "",
                "description": "", "profile_image_url": "", "offline_image_url": "", "view_count": 0,
                "created_at": "2020-01-01T00:00:00Z",
            }
            for login, id in found
        ]  # fmt: skip
        return web.json_response({"data": rows})

    async def _list_conduits(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response({"data": self._conduits})

    async def _make_conduit(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        count = request.query.get("shard_count") or (await request.json())["shard_count"]
        self._conduits.append({"id": str(uuid4()), "shard_count": int(count)})
        return web.json_response({"data": self._conduits[-1:]})

    async def _assign_shard(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        shards = (await request.json())["shards"]
        session = shards[0]["transport"]["session_id"]
        if session not in self.sockets.open:
            errors = [
                {"id": "0", "message": "session not found", "code": "websocket_session_not_found"}
            ]
            return web.json_response({"data": [], "errors": errors}, status=202)
        self.sockets.shard = session
        await self._changed()
        rows = [{"id": "0", "status": "enabled", "transport": shards[0]["transport"]}]
        return web.json_response({"data": rows, "errors": []}, status=202)

    async def _subscribe(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        wanted = await request.json()
        if any(
            s["type"] == wanted["type"] and s["condition"] == wanted["condition"]
            for s in self.subscriptions
        ):
            return _refuse(409, "subscription already exists")
        row = wanted | {"id": str(uuid4()), "status": "enabled", "cost": 0, "created_at": now()}
        self.subscriptions.append(row)
        await self._changed()
        return web.json_response(
            {"data": [row], "total": 1, "total_cost": 0, "max_total_cost": 10}, status=202
        )

    async def _say(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        if len(body["message"]) > LONGEST:
            return _refuse(400, "The message is too long")
        row: dict[str, Any] = {"message_id": str(uuid4()), "is_sent": True, "drop_reason": None}
        if self.drop_reason:
            reason = {"code": self.drop_reason, "message": "dropped"}
            return web.json_response({"data": [row | {"is_sent": False, "drop_reason": reason}]})
        channel = body["broadcaster_id"]
        self.said.append(Said(channel, body["message"], body.get("reply_parent_message_id")))
        await self._changed()
        # Twitch shows the bot its own lines too.
        await self.chat(body["message"], body["sender_id"], "러블름", channel=channel)
        return web.json_response({"data": [row]})


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response(
        {"error": "refused", "status": status, "message": message}, status=status
    )
