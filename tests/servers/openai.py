"""The faults of a model's server, on top of the simulated one."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.openai import SimulatedOpenAi, chunk, event, refused


@dataclass
class Fault:
    """What becomes of a request for an answer: `status` with `code`, perhaps with `retry_after`;
    it `hangs`, or is read to its end and the connection `closes`; its stream is `cut` after that
    many bytes of text, or holds this `body` instead."""

    status: int = 200
    retry_after: str = ""
    code: str = "broken"
    hangs: bool = False
    closes: bool = False
    cut: str | None = None
    body: bytes | None = None


@dataclass
class FaultyOpenAi(SimulatedOpenAi):
    """`faults` happen to the next requests, the `lasting` one to all after them."""

    faults: deque[Fault] = field(default_factory=deque)
    lasting: Fault | None = None
    requests: int = 0
    # After that many letters it writes on only once it is let.
    held_after: int = 0
    held: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.middlewares.append(self._fault)

    async def breathe(self, written: int) -> None:
        await super().breathe(written)
        if self.held is not None and written >= self.held_after:
            await self.held.wait()

    @web.middleware
    async def _fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method != "POST":
            return await handler(request)
        self.requests += 1
        fault = self.faults.popleft() if self.faults else self.lasting
        if fault is None:
            return await handler(request)
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.status != 200:
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            return refused(fault.status, "no", fault.code, headers)
        if fault.closes:
            await request.read()
            assert request.transport is not None
            request.transport.abort()
            raise ConnectionResetError
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if fault.body is not None:
            await response.write(fault.body)
            return response
        await response.write(event(chunk(self.model, {"content": fault.cut or ""})))
        assert request.transport is not None
        request.transport.abort()
        return response
