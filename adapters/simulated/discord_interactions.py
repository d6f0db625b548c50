"""Interactions with a local Discord: commands, buttons, menus and modals, and their answers.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web
from aiohttp.web_request import FileField

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_form import faulty, faulty_modal
from adapters.simulated.discord_ledger import Asked, Said
from adapters.simulated.discord_people import Asker
from adapters.simulated.discord_shapes import refuse, reply

EPHEMERAL, LOADING = 1 << 6, 1 << 7
COMMAND, COMPONENT, SENT_MODAL = 2, 3, 5
CHANNEL_MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE_MESSAGE, MODAL = 4, 5, 6, 7, 9
BUTTON, TEXT_INPUT = 2, 4
# Seconds that an interaction's token lives.
TOKEN_LIVES = 900.0


class Record(Protocol):
    def __call__(
        self,
        channel: str,
        body: dict[str, Any],
        ephemeral: bool = False,
        asked: Asked | None = None,
    ) -> Awaitable[Said]: ...


@dataclass(slots=True)
class Interactions:
    """`record` says a line, `shown` tells the watchers, `dispatch` the gateway's clients;
    `within` are the seconds in which an interaction must be acknowledged."""

    record: Record
    shown: Callable[[str, dict[str, Any], Asked | None], None]
    dispatch: Callable[[str, dict[str, Any]], Awaitable[None]]
    within: float
    app_permissions: int = shapes.SEEN_BY_ALL
    asked: dict[str, Asked] = field(default_factory=dict)

    def routes(self, api: str) -> list[web.RouteDef]:
        original = api + "/webhooks/{application}/{token}/messages/@original"
        return [
            web.post(api + "/interactions/{id}/{token}/callback", self._callback),
            web.get(original, self._read),
            web.patch(original, self._edit),
            web.post(api + "/webhooks/{application}/{token}", self._follow_up),
        ]

    async def ask(
        self, kind: int, data: dict[str, Any], by: Asker, pressed: Said | None = None
    ) -> Asked:
        """Somebody interacts; `pressed` is the line on which they do."""
        about = shapes.interaction(kind, by, by.channel, self.app_permissions, data)
        if pressed is not None:
            about["message"] = pressed.message
        asked = Asked(
            about["id"], about["token"], by.channel, time.monotonic(), pressed=pressed, about=about
        )
        self.asked[asked.token] = asked
        await self.dispatch("INTERACTION_CREATE", about)
        return asked

    async def _callback(self, request: web.Request) -> web.Response:
        asked = self.asked.get(request.match_info["token"])
        late = asked and time.monotonic() - asked.at > self.within
        if asked is None or late:
            return refuse(404, 10062, "Unknown interaction")
        if asked.acknowledged:
            return refuse(400, 40060, "Interaction has already been acknowledged.")
        body = await request.json()
        data = body.get("data") or {}
        wrong = faulty_modal(data) if body["type"] == MODAL else faulty(data)
        if wrong:
            return refuse(400, 50035, f"Invalid Form Body: {wrong}")
        asked.acknowledged = True
        asked.ephemeral = bool(data.get("flags", 0) & EPHEMERAL)
        await self._take(asked, body["type"], data)
        return web.Response(status=204)

    async def _take(self, asked: Asked, kind: int, data: dict[str, Any]) -> None:
        if kind == CHANNEL_MESSAGE:
            asked.answer = await self.record(asked.channel, data, asked.ephemeral, asked)
        elif kind == DEFERRED_MESSAGE:
            self.shown("thinking", {}, asked)
        elif kind == MODAL:
            asked.modal = data
            self.shown("modal", data, asked)
        elif kind in (DEFERRED_UPDATE, UPDATE_MESSAGE) and asked.pressed is not None:
            asked.answer = asked.pressed
            if kind == UPDATE_MESSAGE:
                self._change(asked.pressed, data, asked)

    def _change(self, said: Said, body: dict[str, Any], asked: Asked) -> None:
        said.message |= body
        said.text = said.message["content"]
        self.shown("message", said.message, asked)

    def _known(self, request: web.Request) -> Asked | None:
        asked = self.asked.get(request.match_info["token"])
        lives = asked is not None and time.monotonic() - asked.at < TOKEN_LIVES
        return asked if lives and asked is not None and asked.acknowledged else None

    async def _read(self, request: web.Request) -> web.Response:
        asked = self._known(request)
        if asked is None:
            return refuse(404, 10015, "Unknown Webhook")
        if asked.answer is not None:
            return reply(asked.answer.message)
        thinking = shapes.message(asked.channel, shapes.ME, "")
        return reply(thinking | {"flags": LOADING | EPHEMERAL * asked.ephemeral})

    async def _edit(self, request: web.Request) -> web.Response:
        asked = self._known(request)
        if asked is None:
            return refuse(404, 10015, "Unknown Webhook")
        body, asked.files = await sent(request)
        if wrong := faulty(body):
            return refuse(400, 50035, f"Invalid Form Body: {wrong}")
        if asked.answer is None:
            asked.answer = await self.record(asked.channel, body, asked.ephemeral, asked)
        else:
            self._change(asked.answer, body, asked)
        asked.edits += 1
        return reply(asked.answer.message)

    async def _follow_up(self, request: web.Request) -> web.Response:
        asked = self._known(request)
        if asked is None:
            return refuse(404, 10015, "Unknown Webhook")
        body = await request.json()
        if wrong := faulty(body):
            return refuse(400, 50035, f"Invalid Form Body: {wrong}")
        hidden = bool(body.get("flags", 0) & EPHEMERAL)
        said = await self.record(asked.channel, body, hidden, asked)
        asked.follow_ups.append(said)
        return reply(said.message)


async def sent(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A message and its files by name, as JSON or as a form with the JSON in it."""
    if not request.content_type.startswith("multipart/"):
        return await request.json(), {}
    form = await request.post()
    fields = [value for name, value in form.items() if name.startswith("files[")]
    files = {field.filename: field.file.read() for field in fields if isinstance(field, FileField)}
    return json.loads(str(form["payload_json"])), files


def command(name: str, options: dict[str, str]) -> dict[str, Any]:
    """A slash command's data."""
    given = [{"name": key, "type": 3, "value": text} for key, text in options.items()]
    return {"id": shapes.snowflake(), "name": name, "type": 1, "options": given}


def chosen(said: Said, custom_id: str, values: list[str]) -> dict[str, Any]:
    """A menu's data: the menu under the line tells its type."""
    parts = [part for row in said.message["components"] for part in row["components"]]
    kind = next((p["type"] for p in parts if p.get("custom_id") == custom_id), 3)
    return {"custom_id": custom_id, "component_type": kind, "values": values}


def written(custom_id: str, values: dict[str, str]) -> dict[str, Any]:
    """A sent modal's data."""
    fields = [{"type": TEXT_INPUT, "custom_id": id, "value": text} for id, text in values.items()]
    rows = [{"type": 1, "components": [field]} for field in fields]
    return {"custom_id": custom_id, "components": rows}
