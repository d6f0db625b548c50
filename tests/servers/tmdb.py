"""The faults of TMDB, on top of the simulated one."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.tmdb import SimulatedTmdb


@dataclass
class Fault:
    """What happens to a request instead of what it asks: `status` with `headers`, or a `body`;
    it `hangs` for ever, or is `cut` in the middle of its answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    hangs: bool = False
    cut: bool = False


@dataclass
class FaultyTmdb(SimulatedTmdb):
    # Faults of the next requests for a path; the last one stays where `lasting` names the path.
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    lasting: set[str] = field(default_factory=set)
    # A film's answer waits until it is set.
    held: asyncio.Event | None = None
    held_after: int = 0

    def application(self) -> web.Application:
        app = super().application()
        app.middlewares.append(self._fault)
        return app

    @property
    def film_requests(self) -> int:
        """Requests for films."""
        return sum(n for path, n in self.asked.items() if path[9:].isdigit())

    def always(self, path: str, fault: Fault) -> None:
        """Every request for `path` ends like this."""
        self.faults[path].append(fault)
        self.lasting.add(path)

    @web.middleware
    async def _fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.held is not None and self.film_requests > self.held_after:
            await self.held.wait()
        waiting = self.faults[request.path]
        if not waiting:
            return await handler(request)
        fault = waiting[0] if request.path in self.lasting else waiting.popleft()
        if fault.hangs:
            await asyncio.Event().wait()
        if fault.cut:
            response = web.StreamResponse(headers={"Content-Length": "10000"})
            await response.prepare(request)
            await response.write(fault.body)
            assert request.transport is not None
            request.transport.abort()
            return response
        return web.Response(status=fault.status, body=fault.body, headers=fault.headers)
