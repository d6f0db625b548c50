"""A local Discord: the REST interface as far as it is used, the gateway, and a ledger.

Shapes after https://discord.com/developers/docs/reference. Messages with a nonce that came
lately are not said again, and a channel takes five in five seconds.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_gateway import Gateway
from adapters.simulated.discord_ledger import Asked, Said
from adapters.simulated.discord_shapes import limited, refuse, reply

API = "/api/v10"
ORIGINAL = API + "/webhooks/{application}/{token}/messages/@original"
LONGEST = 2_000
BUCKET, PER_SECONDS = 5, 5.0
NONCES_KEPT = 300.0
EPHEMERAL = 64
CHANNEL_MESSAGE, UPDATE_MESSAGE = 4, 7


@dataclass(slots=True)
class SimulatedDiscord:
    """One guild; `channels` are id → name. The guild's owner is user `owner`."""

    token: str = "bot-token"
    owner: str = "400000000000000009"
    channels: dict[str, str] = field(default_factory=lambda: {"300000000000000001": "고민"})
    interval: float = 41.25
    history_has_nonces: bool = True
    # Seconds within which an interaction must be acknowledged.
    acknowledge_within: float = 3.0
    middlewares: list[Any] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    typing: list[str] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    commands_put: int = 0
    url: str = ""
    gateway: Gateway = field(init=False)
    _nonces: dict[str, tuple[float, Said]] = field(default_factory=dict)
    _sent: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.token, self._welcome, self.interval)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator["SimulatedDiscord"]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=[*self.middlewares, self._authorised])
        app.add_routes(self._routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.url = f"http://{host}:{bound}"
        self.gateway.url = f"ws://{host}:{bound}/gateway"
        try:
            yield self
        finally:
            self.gateway.abort()
            await runner.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.get("/gateway", self._gateway),
            web.get(API + "/gateway/bot", self._where),
            web.get(API + "/users/@me", self._me),
            web.get(API + "/oauth2/applications/@me", self._application),
            web.get(API + "/applications/{application}/commands", self._list_commands),
            web.put(API + "/applications/{application}/commands", self._put_commands),
            web.post(API + "/channels/{channel}/messages", self._say),
            web.get(API + "/channels/{channel}/messages", self._history),
            web.post(API + "/channels/{channel}/typing", self._typing),
            web.post(API + "/users/@me/channels", self._direct),
            web.post(API + "/interactions/{id}/{token}/callback", self._callback),
            web.patch(ORIGINAL, self._edit_answer),
            web.post(API + "/webhooks/{application}/{token}", self._follow_up),
        ]

    def settings(self) -> dict[str, str]:
        """The environment that points LoveLM here."""
        return {
            "LOVELM_DISCORD_API_URL": self.url + API,
            "LOVELM_DISCORD_GATEWAY_URL": self.gateway.url,
            "LOVELM_DISCORD_TOKEN": self.token,
            "LOVELM_DISCORD_CHANNELS": ",".join(self.channels),
        }

    async def chat(
        self, text: str, user: str = "400000000000000001", name: str = "시청자", **fields: Any
    ) -> str:
        """Somebody writes in the first channel; the message's id."""
        channel = fields.pop("channel", next(iter(self.channels)))
        message = shapes.message(channel, shapes.user(user, name), text) | fields
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return str(message["id"])

    async def slash(
        self, name: str, user: str = "400000000000000001", permissions: int = 0, **options: str
    ) -> Asked:
        """Somebody uses a slash command in the first channel."""
        data = {
            "id": shapes.snowflake(), "name": name, "type": 1,
            "options": [{"name": key, "type": 3, "value": text} for key, text in options.items()],
        }  # fmt: skip
        return await self._interact(2, data, user, permissions)

    async def press(self, said: Said, custom_id: str, user: str = "400000000000000001") -> Asked:
        """Somebody presses a button under a line."""
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(3, data, user, 0, said)

    async def _interact(
        self,
        kind: int,
        data: dict[str, Any],
        user: str,
        permissions: int,
        pressed: Said | None = None,
    ) -> Asked:
        channel = next(iter(self.channels))
        about = shapes.interaction(kind, channel, user, permissions, data)
        if pressed is not None:
            about["message"] = pressed.message
        asked = Asked(about["id"], about["token"], channel, time.monotonic(), pressed=pressed)
        self.asked[asked.token] = asked
        await self.gateway.dispatch("INTERACTION_CREATE", about)
        return asked

    async def heard(self, count: int, within: float = 10.0) -> list[Said]:
        """The ledger, once it holds `count` lines. Raises TimeoutError."""
        async with asyncio.timeout(within), self.gateway.changed:
            await self.gateway.changed.wait_for(lambda: len(self.said) >= count)
        return self.said

    async def listening(self, within: float = 10.0) -> None:
        """Return when a client is identified. Raises TimeoutError."""
        async with asyncio.timeout(within), self.gateway.changed:
            await self.gateway.changed.wait_for(lambda: self.gateway.listening)

    def _welcome(self) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
        guild = shapes.guild(self.owner, self.channels)
        return shapes.ready(guild["id"]), [("GUILD_CREATE", guild)]

    @web.middleware
    async def _authorised(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # An interaction's token in the path is its own credential.
        own = ("/gateway", f"{API}/interactions/", f"{API}/webhooks/")
        given = request.headers.get("Authorization", "")
        if not request.path.startswith(own) and given != f"Bot {self.token}":
            return refuse(401, 0, "401: Unauthorized")
        return await handler(request)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        return await self.gateway.serve(request)

    async def _where(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return reply({"url": self.gateway.url, "shards": 1, "session_start_limit": limit})

    async def _me(self, request: web.Request) -> web.Response:
        return reply(shapes.ME)

    async def _application(self, request: web.Request) -> web.Response:
        return reply(shapes.application(self.owner))

    async def _list_commands(self, request: web.Request) -> web.Response:
        if request.query.get("with_localizations") == "true":
            return reply(self.commands)
        hidden = {"name_localizations", "description_localizations"}
        return reply([{k: v for k, v in c.items() if k not in hidden} for c in self.commands])

    async def _put_commands(self, request: web.Request) -> web.Response:
        self.commands = [shapes.command(given) for given in await request.json()]
        self.commands_put += 1
        return reply(self.commands)

    async def _say(self, request: web.Request) -> web.Response:
        channel, body = request.match_info["channel"], await request.json()
        headers = self._bucket(channel)
        if headers is None:
            return limited(PER_SECONDS)
        if len(body.get("content") or "") > LONGEST:
            return refuse(400, 50035, "Invalid Form Body")
        nonce, now = body.get("nonce"), time.monotonic()
        before = self._nonces.get(nonce or "")
        if body.get("enforce_nonce") and before is not None and now - before[0] < NONCES_KEPT:
            return reply(before[1].message, headers)
        said = await self._record(channel, body)
        if nonce:
            self._nonces[nonce] = (now, said)
        await self.gateway.dispatch("MESSAGE_CREATE", said.message)
        return reply(said.message, headers)

    async def _record(self, channel: str, body: dict[str, Any], ephemeral: bool = False) -> Said:
        message = shapes.message(channel, shapes.ME, body.get("content") or "")
        message |= {key: body[key] for key in ("embeds", "components", "nonce") if key in body}
        message["flags"] = EPHEMERAL if ephemeral else 0
        parent = (body.get("message_reference") or {}).get("message_id")
        text, nonce = message["content"], body.get("nonce")
        said = Said(channel, text, message, parent, nonce, ephemeral)
        self.said.append(said)
        await self.gateway.notify()
        return said

    def _bucket(self, channel: str) -> dict[str, str] | None:
        now = time.monotonic()
        sent = self._sent[channel] = [
            at for at in self._sent.get(channel, ()) if now - at < PER_SECONDS
        ]
        if len(sent) >= BUCKET:
            return None
        sent.append(now)
        return {
            "X-RateLimit-Limit": str(BUCKET),
            "X-RateLimit-Remaining": str(BUCKET - len(sent)),
            "X-RateLimit-Reset-After": f"{PER_SECONDS - (now - sent[0]):.3f}",
            "X-RateLimit-Bucket": "messages",
        }

    async def _history(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        found = [s.message for s in self.said if s.channel == channel and not s.ephemeral]
        rows = [row if self.history_has_nonces else row | {"nonce": None} for row in found]
        return reply(rows[::-1][: int(request.query.get("limit", "50"))])

    async def _typing(self, request: web.Request) -> web.Response:
        self.typing.append(request.match_info["channel"])
        return web.Response(status=204)

    async def _direct(self, request: web.Request) -> web.Response:
        recipient = (await request.json())["recipient_id"]
        return reply({"id": f"dm-{recipient}", "type": 1, "recipients": []})

    async def _callback(self, request: web.Request) -> web.Response:
        asked = self.asked.get(request.match_info["token"])
        late = asked and time.monotonic() - asked.at > self.acknowledge_within
        if asked is None or late:
            return refuse(404, 10062, "Unknown interaction")
        if asked.acknowledged:
            return refuse(400, 40060, "Interaction has already been acknowledged.")
        body = await request.json()
        asked.acknowledged = True
        data = body.get("data") or {}
        asked.ephemeral = bool(data.get("flags", 0) & EPHEMERAL)
        if body["type"] == CHANNEL_MESSAGE:
            asked.answer = await self._record(asked.channel, data, asked.ephemeral)
        elif body["type"] == UPDATE_MESSAGE and asked.pressed is not None:
            asked.pressed.message |= data
        return web.Response(status=204)

    async def _edit_answer(self, request: web.Request) -> web.Response:
        asked = self.asked.get(request.match_info["token"])
        if asked is None or not asked.acknowledged:
            return refuse(404, 10015, "Unknown Webhook")
        body = await request.json()
        if len(body.get("content") or "") > LONGEST:
            return refuse(400, 50035, "Invalid Form Body")
        if asked.answer is None:
            asked.answer = await self._record(asked.channel, body, asked.ephemeral)
        else:
            asked.answer.message |= body
            asked.answer.text = asked.answer.message["content"]
        return reply(asked.answer.message)

    async def _follow_up(self, request: web.Request) -> web.Response:
        asked = self.asked.get(request.match_info["token"])
        if asked is None or not asked.acknowledged:
            return refuse(404, 10015, "Unknown Webhook")
        body = await request.json()
        hidden = bool(body.get("flags", 0) & EPHEMERAL)
        return reply((await self._record(asked.channel, body, hidden)).message)
