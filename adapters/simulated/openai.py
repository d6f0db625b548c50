"""A local server that speaks OpenAI's chat API, with a model that repeats what it was shown.

Shapes after https://platform.openai.com/docs/api-reference/chat.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.simulated.loopback import loopback

Messages = list[dict[str, Any]]
AGAIN = "천천히 얘기해 줘도 돼요. 듣고 있을게요.\n---\n천천히 얘기해 줘도 돼요."


def parrot(messages: Messages) -> str:
    """What the prompt's last example says, which is the one nearest to what was asked."""
    said = [str(m["content"]) for m in messages if m["role"] == "assistant"]
    return said[-1] if said else AGAIN


@dataclass
class SimulatedOpenAi:
    """`write` is the model: from messages to text. It writes a `piece` of letters every `pause`
    seconds."""

    key: str = "sk-simulated"
    model: str = "parrot-1"
    write: Callable[[Messages], str] = parrot
    piece: int = 4
    pause: float = 0.0
    middlewares: list[Middleware] = field(default_factory=list)
    url: str = ""
    # Bodies of the requests for an answer, and how many are being answered, now and at most.
    asked: list[dict[str, Any]] = field(default_factory=list)
    now: int = 0
    most: int = 0

    def settings(self) -> dict[str, str]:
        """The environment that points LoveLM here."""
        return {
            "LOVELM_MODEL_URL": self.url,
            "LOVELM_MODEL_KEY": self.key,
            "LOVELM_MODEL": self.model,
        }

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Self]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=[self._guard, *self.middlewares])
        app.add_routes(
            [web.get("/v1/models", self.models), web.post("/v1/chat/completions", self.complete)]
        )
        async with loopback(app, port) as at:
            self.url = f"http://{at}/v1"
            yield self

    @web.middleware
    async def _guard(self, request: web.Request, handler: Callable[..., Any]) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return refused(401, "Incorrect API key provided.", "invalid_api_key")
        response: web.StreamResponse = await handler(request)
        return response

    async def models(self, _: web.Request) -> web.Response:
        rows = [{"id": self.model, "object": "model", "created": 0, "owned_by": "lovelm"}]
        return web.json_response({"object": "list", "data": rows})

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        if body.get("model") != self.model:
            return refused(404, "The model does not exist.", "model_not_found")
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            text = self.write(body["messages"])
            if body.get("stream"):
                return await self.stream(request, body, text)
            return web.json_response(_whole(self.model, text, usage(body["messages"], text)))
        finally:
            self.now -= 1

    async def stream(
        self, request: web.Request, body: dict[str, Any], text: str
    ) -> web.StreamResponse:
        """Server-sent events: pieces of text, then why it ended, then (where asked) the usage."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        pieces = [text[at : at + self.piece] for at in range(0, len(text), self.piece)]
        for number, piece in enumerate(pieces, 1):
            await response.write(event(chunk(self.model, {"content": piece})))
            await self.breathe(number * self.piece)
        await response.write(event(chunk(self.model, {}, "stop")))
        if (body.get("stream_options") or {}).get("include_usage"):
            last = chunk(self.model, {}) | {"choices": [], "usage": usage(body["messages"], text)}
            await response.write(event(last))
        await response.write(b"data: [DONE]\n\n")
        return response

    async def breathe(self, written: int) -> None:
        """Between two pieces, that many letters being `written`."""
        await asyncio.sleep(self.pause)


def usage(messages: Messages, text: str) -> dict[str, int]:
    """Tokens as this model counts them: one a letter."""
    read = sum(len(str(message["content"])) for message in messages)
    return {"prompt_tokens": read, "completion_tokens": len(text), "total_tokens": read + len(text)}


def event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def refused(
    status: int, message: str, code: str, headers: dict[str, str] | None = None
) -> web.Response:
    """An error as OpenAI words it."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


def chunk(model: str, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": model,
        "choices": [choice],
    }  # fmt: skip


def _whole(model: str, text: str, used: dict[str, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": model,
        "choices": [choice], "usage": used,
    }  # fmt: skip
