"""Conduits of a local Twitch, and what they are subscribed to.

https://dev.twitch.tv/docs/eventsub/handling-conduit-events/
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web

from adapters.simulated.twitch_events import now
from adapters.simulated.twitch_socket import Sockets

PAGE = 100
# An application's conduits, and its subscriptions to the same.
MOST, ALIKE = 5, 3


@dataclass(slots=True)
class Conduits:
    """`subscriptions` are Twitch's rows; `withheld` holds the kinds of event, or a kind and a
    channel, that nobody gave permission for. `changed` is called when anything did."""

    sockets: Sockets
    changed: Callable[[], Awaitable[None]]
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    withheld: set[tuple[str, str]] = field(default_factory=set)
    held: list[dict[str, Any]] = field(default_factory=list)
    _told: Counter[str] = field(default_factory=Counter)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/helix/eventsub/conduits", self._list),
            web.post("/helix/eventsub/conduits", self._make),
            web.patch("/helix/eventsub/conduits", self._resize),
            web.get("/helix/eventsub/conduits/shards", self._shards),
            web.patch("/helix/eventsub/conduits/shards", self._assign_shard),
            web.get("/helix/eventsub/subscriptions", self._subscribed),
            web.post("/helix/eventsub/subscriptions", self._subscribe),
            web.delete("/helix/eventsub/subscriptions", self._unsubscribe),
        ]

    def tells(self, kind: str, event: dict[str, Any]) -> list[str]:
        """The sessions that are told of an event: of each conduit that is subscribed to its kind
        in its channel, one shard's, each in its turn. A shard without one hears nothing."""
        where = event.get("broadcaster_user_id") or event.get("to_broadcaster_user_id")
        conduits = [
            conduit_of(row)
            for row in self.subscriptions
            if row["type"] == kind and (where is None or channel_of(row) == where)
        ]
        shards = [shard for conduit in dict.fromkeys(conduits) for shard in self._next(conduit)]
        return [self.sockets.carrying[shard] for shard in shards if shard in self.sockets.carrying]

    def _next(self, conduit: str) -> list[tuple[str, str]]:
        counts = [row["shard_count"] for row in self.held if row["id"] == conduit]
        self._told[conduit] += 1
        return [(conduit, str(self._told[conduit] % count)) for count in counts]

    def carriers(self, row: dict[str, Any]) -> list[str]:
        """The sessions that carry a subscription's conduit."""
        carrying = self.sockets.carrying.items()
        return [session for (conduit, _), session in carrying if conduit == conduit_of(row)]

    def take(self, kind: str, channel: str) -> list[dict[str, Any]]:
        """Remove the subscriptions to `kind`, of one channel or ("") of all; what they were."""
        gone = [
            row
            for row in self.subscriptions
            if row["type"] == kind and channel in ("", channel_of(row))
        ]
        self.subscriptions[:] = [row for row in self.subscriptions if row not in gone]
        return gone

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.held})

    async def _make(self, request: web.Request) -> web.Response:
        if len(self.held) >= MOST:
            return _refuse(429, "conduit limit reached")
        self.held.append({"id": str(uuid4()), "shard_count": int(request.query["shard_count"])})
        return web.json_response({"data": self.held[-1:]})

    async def _resize(self, request: web.Request) -> web.Response:
        (row,) = [row for row in self.held if row["id"] == request.query["id"]]
        row["shard_count"] = int(request.query["shard_count"])
        return web.json_response({"data": [row]})

    async def _shards(self, request: web.Request) -> web.Response:
        conduit = request.query["conduit_id"]
        rows = [
            {
                "id": shard,
                "status": "enabled" if session in self.sockets.open else "websocket_disconnected",
                "transport": {"method": "websocket", "session_id": session},
            }
            for (of, shard), session in self.sockets.carrying.items()
            if of == conduit
        ]
        return web.json_response({"data": rows, "pagination": {}})

    async def _assign_shard(self, request: web.Request) -> web.Response:
        wanted = dict(request.query) | await request.json()
        rows, errors = [], []
        for shard in wanted["shards"]:
            session = shard["transport"]["session_id"]
            if session in self.sockets.open:
                self.sockets.carrying[wanted["conduit_id"], shard["id"]] = session
                rows.append(shard | {"status": "enabled"})
            else:
                code = "websocket_session_not_found"
                errors.append({"id": shard["id"], "message": "session not found", "code": code})
        await self.changed()
        return web.json_response({"data": rows, "errors": errors}, status=202)

    async def _subscribed(self, request: web.Request) -> web.Response:
        conduit, user = request.query.get("conduit_id"), request.query.get("user_id")
        rows = [
            row
            for row in self.subscriptions
            if conduit in (None, conduit_of(row))
            and (user is None or user in row["condition"].values())
        ]
        start = int(request.query.get("after") or 0)
        after = {"cursor": str(start + PAGE)} if rows[start + PAGE :] else {}
        page = rows[start : start + PAGE]
        return web.json_response({"data": page, "pagination": after} | self._totals())

    async def _subscribe(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        if self.withheld & {(wanted["type"], ""), (wanted["type"], channel_of(wanted))}:
            return _refuse(403, "subscription missing proper authorization")
        alike = [
            conduit_of(s)
            for s in self.subscriptions
            if s["type"] == wanted["type"] and s["condition"] == wanted["condition"]
        ]
        if conduit_of(wanted) in alike:
            return _refuse(409, "subscription already exists")
        if len(alike) >= ALIKE:
            return _refuse(429, "too many subscriptions with the same type and condition")
        row = wanted | {"id": str(uuid4()), "status": "enabled", "cost": 0, "created_at": now()}
        self.subscriptions.append(row)
        await self.changed()
        return web.json_response({"data": [row]} | self._totals(), status=202)

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        self.subscriptions[:] = [
            row for row in self.subscriptions if row["id"] != request.query["id"]
        ]
        await self.changed()
        return web.Response(status=204)

    def _totals(self) -> dict[str, int]:
        return {"total": len(self.subscriptions), "total_cost": 0, "max_total_cost": 10_000}


def conduit_of(row: dict[str, Any]) -> str:
    """The conduit that a subscription's events go to."""
    return str(row["transport"]["conduit_id"])


def channel_of(row: dict[str, Any]) -> str:
    """The channel that a subscription is about."""
    condition = row["condition"]
    return str(condition.get("broadcaster_user_id") or condition.get("to_broadcaster_user_id"))


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response(
        {"error": "refused", "status": status, "message": message}, status=status
    )
