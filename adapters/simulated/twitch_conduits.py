"""Conduits of a local Twitch, and what they are subscribed to.

https://dev.twitch.tv/docs/eventsub/handling-conduit-events/
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web

from adapters.simulated.twitch_events import now
from adapters.simulated.twitch_socket import Sockets

PAGE = 100


@dataclass(slots=True)
class Conduits:
    """`subscriptions` are Twitch's rows; `withheld` holds the kinds of event, or a kind and a
    channel, that nobody gave permission for. `changed` is called when anything did."""

    sockets: Sockets
    changed: Callable[[], Awaitable[None]]
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    withheld: set[tuple[str, str]] = field(default_factory=set)
    held: list[dict[str, Any]] = field(default_factory=list)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/helix/eventsub/conduits", self._list),
            web.post("/helix/eventsub/conduits", self._make),
            web.patch("/helix/eventsub/conduits", self._resize),
            web.patch("/helix/eventsub/conduits/shards", self._assign_shard),
            web.get("/helix/eventsub/subscriptions", self._subscribed),
            web.post("/helix/eventsub/subscriptions", self._subscribe),
            web.delete("/helix/eventsub/subscriptions", self._unsubscribe),
        ]

    def tells(self, kind: str, event: dict[str, Any]) -> bool:
        """Whether anybody subscribed to this kind of event in its channel."""
        where = event.get("broadcaster_user_id") or event.get("to_broadcaster_user_id")
        return any(
            row["type"] == kind and (where is None or channel_of(row) == where)
            for row in self.subscriptions
        )

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
        self.held.append({"id": str(uuid4()), "shard_count": int(request.query["shard_count"])})
        return web.json_response({"data": self.held[-1:]})

    async def _resize(self, request: web.Request) -> web.Response:
        (row,) = [row for row in self.held if row["id"] == request.query["id"]]
        row["shard_count"] = int(request.query["shard_count"])
        return web.json_response({"data": [row]})

    async def _assign_shard(self, request: web.Request) -> web.Response:
        shards = (await request.json())["shards"]
        session = shards[0]["transport"]["session_id"]
        if session not in self.sockets.open:
            errors = [
                {"id": "0", "message": "session not found", "code": "websocket_session_not_found"}
            ]
            return web.json_response({"data": [], "errors": errors}, status=202)
        self.sockets.shard = session
        await self.changed()
        rows = [{"id": "0", "status": "enabled", "transport": shards[0]["transport"]}]
        return web.json_response({"data": rows, "errors": []}, status=202)

    async def _subscribed(self, request: web.Request) -> web.Response:
        start = int(request.query.get("after") or 0)
        page = self.subscriptions[start : start + PAGE]
        after = {"cursor": str(start + PAGE)} if self.subscriptions[start + PAGE :] else {}
        return web.json_response({"data": page, "pagination": after} | self._totals())

    async def _subscribe(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        if self.withheld & {(wanted["type"], ""), (wanted["type"], channel_of(wanted))}:
            return _refuse(403, "subscription missing proper authorization")
        if any(
            s["type"] == wanted["type"] and s["condition"] == wanted["condition"]
            for s in self.subscriptions
        ):
            return _refuse(409, "subscription already exists")
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


def channel_of(row: dict[str, Any]) -> str:
    """The channel that a subscription is about."""
    condition = row["condition"]
    return str(condition.get("broadcaster_user_id") or condition.get("to_broadcaster_user_id"))


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response(
        {"error": "refused", "status": status, "message": message}, status=status
    )
