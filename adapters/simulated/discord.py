"""A local Discord: the REST interface as far as it is used, the gateway, and a ledger.

Shapes after https://discord.com/developers/docs/reference. Messages with a nonce that came
lately are not said again, and a channel takes five in five seconds.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_buckets import PER_SECONDS, Buckets
from adapters.simulated.discord_form import LONGEST, faulty
from adapters.simulated.discord_gateway import Gateway
from adapters.simulated.discord_interactions import (
    COMMAND,
    COMPONENT,
    EPHEMERAL,
    SENT_MODAL,
    Interactions,
    chosen,
    command,
    written,
)
from adapters.simulated.discord_ledger import Asked, Said
from adapters.simulated.discord_people import VIEWER, Asker
from adapters.simulated.discord_shapes import limited, refuse, reply
from adapters.simulated.loopback import loopback

__all__ = ["EPHEMERAL", "LONGEST", "SimulatedDiscord"]

API = "/api/v10"
NONCES_KEPT = 300.0


@dataclass(slots=True)
class SimulatedDiscord:
    """One guild; `channels` are id → name. The guild's owner is user `owner`. `others` are
    further guilds that the bot is in; of `archived` threads the gateway does not tell."""

    token: str = "bot-token"
    owner: str = "400000000000000009"
    channels: dict[str, str] = field(default_factory=lambda: {"300000000000000001": "고민"})
    interval: float = 41.25
    others: list[dict[str, Any]] = field(default_factory=list)
    threads: list[dict[str, Any]] = field(default_factory=list)
    archived: list[dict[str, Any]] = field(default_factory=list)
    # False: the bot may not read the history, which is empty for it.
    readable: bool = True
    history_has_nonces: bool = True
    # Seconds within which an interaction must be acknowledged.
    acknowledge_within: float = 3.0
    middlewares: list[Any] = field(default_factory=list)
    # What anybody wrote for all to see, as the history tells it, and what the bot said.
    lines: list[dict[str, Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    commands_put: int = 0
    url: str = ""
    # Called with what people would see: "message" (new or changed) or "thinking", its data, and
    # the interaction that it answers.
    watchers: list[Callable[[str, dict[str, Any], Asked | None], None]] = field(
        default_factory=list
    )
    gateway: Gateway = field(init=False)
    interactions: Interactions = field(init=False)
    _nonces: dict[str, tuple[float, Said]] = field(default_factory=dict)
    _buckets: Buckets = field(default_factory=Buckets)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.token, self._welcome, self.interval)
        self.interactions = Interactions(
            self._record, self._shown, self.gateway.dispatch, self.acknowledge_within
        )

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator["SimulatedDiscord"]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=[*self.middlewares, self._authorised])
        app.add_routes(self._routes())
        async with loopback(app, port) as at:
            self.url, self.gateway.url = f"http://{at}", f"ws://{at}/gateway"
            try:
                yield self
            finally:
                self.gateway.abort()

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
            web.get(API + "/channels/{channel}", self._channel),
            web.post(API + "/users/@me/channels", self._direct),
            *self.interactions.routes(API),
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
        self.lines.append(message)
        self._shown("message", message)
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return str(message["id"])

    async def whisper(self, text: str, user: str = VIEWER, name: str = "시청자") -> str:
        """Somebody writes to the bot in private; the message's id."""
        message = shapes.message(shapes.direct(user), shapes.user(user, name), text)
        del message["guild_id"], message["member"]
        self.lines.append(message)
        self._shown("message", message)
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return str(message["id"])

    async def slash(
        self, name: str, user: str | Asker = VIEWER, permissions: int = 0, **options: str
    ) -> Asked:
        """Somebody uses a slash command, in the first channel unless an Asker says where."""
        data = command(name, options)
        return await self.interactions.ask(COMMAND, data, self._by(user, permissions))

    async def press(
        self, said: Said, custom_id: str, user: str | Asker = VIEWER, permissions: int = 0
    ) -> Asked:
        """Somebody presses a button under a line."""
        data = {"custom_id": custom_id, "component_type": 2}
        return await self.interactions.ask(COMPONENT, data, self._by(user, permissions), said)

    async def choose(
        self,
        said: Said,
        custom_id: str,
        values: list[str],
        user: str | Asker = VIEWER,
        permissions: int = 0,
    ) -> Asked:
        """Somebody chooses from a menu under a line: options, or ids of roles or channels."""
        data = chosen(said, custom_id, values)
        return await self.interactions.ask(COMPONENT, data, self._by(user, permissions), said)

    async def submit(
        self,
        asked: Asked,
        values: dict[str, str],
        user: str | Asker = VIEWER,
        permissions: int = 0,
    ) -> Asked:
        """Somebody sends the modal that `asked` opened: field → text."""
        assert asked.modal is not None
        by, data = self._by(user, permissions), written(asked.modal["custom_id"], values)
        return await self.interactions.ask(SENT_MODAL, data, by, asked.pressed)

    def _by(self, user: str | Asker, permissions: int) -> Asker:
        by = user if isinstance(user, Asker) else Asker(user, permissions=permissions)
        direct = shapes.direct(by.id) if by.guild is None else next(iter(self.channels))
        return replace(by, channel=by.channel or direct)

    async def heard(self, count: int, within: float = 10.0) -> list[Said]:
        """The ledger, once it holds `count` lines. Raises TimeoutError."""
        async with asyncio.timeout(within), self.gateway.changed:
            await self.gateway.changed.wait_for(lambda: len(self.said) >= count)
        return self.said

    async def listening(self, within: float = 10.0) -> None:
        """Return when a client is identified. Raises TimeoutError."""
        async with asyncio.timeout(within), self.gateway.changed:
            await self.gateway.changed.wait_for(lambda: self.gateway.listening)

    def _shown(self, what: str, data: dict[str, Any], asked: Asked | None = None) -> None:
        for watch in self.watchers:
            watch(what, data, asked)

    def _welcome(self) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
        guilds = [shapes.guild(self.owner, self.channels) | {"threads": self.threads}, *self.others]
        return shapes.ready(guilds), [("GUILD_CREATE", guild) for guild in guilds]

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
        headers = self._buckets.take(channel)
        if headers is None:
            return limited(PER_SECONDS)
        if wrong := faulty(body):
            return refuse(400, 50035, f"Invalid Form Body: {wrong}")
        nonce, now = body.get("nonce"), time.monotonic()
        before = self._nonces.get(nonce or "")
        if body.get("enforce_nonce") and before is not None and now - before[0] < NONCES_KEPT:
            return reply(before[1].message, headers)
        said = await self._record(channel, body)
        if nonce:
            self._nonces[nonce] = (now, said)
        await self.gateway.dispatch("MESSAGE_CREATE", said.message)
        return reply(said.message, headers)

    async def _record(
        self,
        channel: str,
        body: dict[str, Any],
        ephemeral: bool = False,
        asked: Asked | None = None,
    ) -> Said:
        message = shapes.message(channel, shapes.ME, body.get("content") or "")
        message |= {key: body[key] for key in ("embeds", "components", "nonce") if key in body}
        if reference := body.get("message_reference"):  # Discord adds what the bot may leave out
            message["message_reference"] = {"type": 0, "channel_id": channel} | reference
        message["flags"] = EPHEMERAL if ephemeral else 0
        if shapes.user_of(channel) is not None:
            del message["guild_id"], message["member"]
        parent = (body.get("message_reference") or {}).get("message_id")
        said = Said(channel, message["content"], message, parent, body.get("nonce"), ephemeral)
        self.said.append(said)
        if not ephemeral:
            self.lines.append(message)
        self._shown("message", message, asked)
        await self.gateway.notify()
        return said

    async def _history(self, request: web.Request) -> web.Response:
        channel, after = request.match_info["channel"], int(request.query.get("after", "0"))
        limit = int(request.query.get("limit", "50"))
        rows = [m for m in self.lines if m["channel_id"] == channel and int(m["id"]) > after]
        rows = (rows[:limit] if after else rows[-limit:]) if self.readable else []
        if not self.history_has_nonces:
            rows = [row | {"nonce": None} for row in rows]
        return reply(rows[::-1])

    async def _typing(self, request: web.Request) -> web.Response:
        self.typing.append(request.match_info["channel"])
        return web.Response(status=204)

    async def _channel(self, request: web.Request) -> web.Response:
        known = {one["id"]: one for one in (*self.threads, *self.archived)}
        found = known.get(request.match_info["channel"])
        return reply(found) if found else refuse(404, 10003, "Unknown Channel")

    async def _direct(self, request: web.Request) -> web.Response:
        recipient = (await request.json())["recipient_id"]
        return reply({"id": shapes.direct(recipient), "type": 1, "recipients": []})
