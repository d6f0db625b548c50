"""The faults of a voice's server, on top of the simulated one."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.openai import refused
from adapters.simulated.speech import SimulatedSpeech


@dataclass
class Fault:
    """What becomes of a request: `status`; it `hangs`, or is read and the connection `closes`; its
    answer is this `body`, `cut` before its end."""

    status: int = 200
    hangs: bool = False
    closes: bool = False
    cut: bool = False
    body: bytes = b""


@dataclass
class FaultySpeech(SimulatedSpeech):
    """`faults` happen to the next requests, the `lasting` one to all after them."""

    faults: deque[Fault] = field(default_factory=deque)
    lasting: Fault | None = None
    requests: int = 0
    # It answers only once it is let.
    held: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self.middlewares.append(self._fault)

    @web.middleware
    async def _fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests += 1
        if self.held is not None:
            await self.held.wait()
        fault = self.faults.popleft() if self.faults else self.lasting
        if fault is None:
            return await handler(request)
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.status != 200:
            headers = {"Location": "/v1/elsewhere"} if fault.status == 302 else None
            return refused(fault.status, "no", "broken", headers)
        assert request.transport is not None
        if fault.closes:
            await request.read()
            request.transport.abort()
            raise ConnectionResetError
        response = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await response.prepare(request)
        await response.write(fault.body)
        if fault.cut:
            request.transport.abort()
        return response
