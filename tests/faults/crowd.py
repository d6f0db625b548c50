"""A very large channel's chat: what it says, how fast, and a model that is far too slow for it."""

import asyncio
import json
import random
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.openai import SimulatedOpenAi
from core import understanding

DATA = Path(understanding.__path__[0]) / "data"
# One line in so many tells a worry.
WORRY_EVERY = 8
TICK = 0.02
# Whoever calls a persona or the bot is promised an answer: they are asked for one by one.
CALLS = re.compile("온유|도건|라온|유담|onyu|dogeon|raon|yudam|러블름|상담사|봇|^!", re.IGNORECASE)

Say = Callable[[str, str, str], Awaitable[object]]


@cache
def lines(*intents: str) -> tuple[str, ...]:
    """Lines labelled so that call nobody, mixed, always in the same order."""
    rows = [
        json.loads(row)
        for name in ("typical", "counsel", "voices", "everyday", "other")
        for row in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    texts = (row["text"] for row in rows if row["intent"] in intents)
    found = [text for text in texts if not CALLS.search(text)]
    random.Random(7).shuffle(found)
    return tuple(found)


def line(number: int) -> str:
    """The `number`-th line of a stream's chat: mostly banter."""
    if number % WORRY_EVERY == 0:
        return worry(number // WORRY_EVERY)
    banter = lines("reaction")
    return banter[number % len(banter)]


def worry(number: int) -> str:
    worries = lines("counsel")
    return worries[number % len(worries)]


@dataclass
class Crowd:
    """`viewers` who write through `say(text, viewer, name)`, each in turn; ids have `digits`."""

    say: Say
    viewers: int = 5_000
    digits: int = 7
    spoken: int = 0
    _number: Iterator[int] = field(default_factory=count)

    async def pour(self, rate: float, seconds: float) -> float:
        """`rate` lines a second for `seconds`; the rate that came of it."""
        clock = asyncio.get_running_loop().time
        began, before = clock(), self.spoken
        while (now := clock() - began) < seconds:
            while self.spoken - before < rate * now:
                await self.next()
                # Whoever is behind must not keep the platforms from answering.
                await asyncio.sleep(0)
            await asyncio.sleep(TICK)
        return (self.spoken - before) / (clock() - began)

    async def next(self) -> None:
        number = next(self._number)
        viewer = f"7{number % self.viewers:0{self.digits - 1}}"
        await self.say(line(number), viewer, f"시청{viewer[-5:]}")
        self.spoken += 1


@dataclass
class SlowOpenAi(SimulatedOpenAi):
    """Writes one answer at a time, each in `seconds`."""

    seconds: float = 3.0

    def __post_init__(self) -> None:
        self._turn = asyncio.Lock()
        self.middlewares.append(self._one_by_one)

    @web.middleware
    async def _one_by_one(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST":
            await request.read()  # whoever asked may be gone when it is written
            async with self._turn:
                await asyncio.sleep(self.seconds)
            if request.transport is None:
                return web.Response(status=499)
        return await handler(request)


class Fast:
    """A clock that runs `speed` times as fast as others."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = time.time()

    def __call__(self) -> float:
        return self._began + (time.time() - self._began) * self._speed


@dataclass
class Sends:
    """What was sent to a platform to be said, refused or not: seconds of the event loop, by the
    part of the path or body that its limit counts by. As a middleware it only takes note."""

    path: str
    key: Callable[[web.Request], str] = lambda _: ""
    at: dict[str, list[float]] = field(default_factory=dict)

    @property
    def middleware(self) -> Any:
        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method == "POST" and request.path.endswith(self.path):
                now = asyncio.get_running_loop().time()
                self.at.setdefault(self.key(request), []).append(now)
            return await handler(request)

        return note

    def most(self, seconds: float) -> int:
        """The most there were in any window of so many seconds."""
        return max((densest(times, seconds) for times in self.at.values()), default=0)


def densest(times: Iterable[float], seconds: float) -> int:
    """The most of `times` in any window of `seconds`."""
    window: deque[float] = deque()
    most = 0
    for at in times:
        window.append(at)
        while at - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most


@dataclass
class WatchedChzzk(SimulatedChzzk):
    """A local Chzzk with a middleware; `told` is when each line was said."""

    middleware: Any = None
    told: list[float] = field(default_factory=list)

    def application(self) -> web.Application:
        app = super().application()
        if self.middleware is not None:
            app.middlewares.append(self.middleware)
        return app

    async def echo(self, message: str) -> None:
        self.told.append(asyncio.get_running_loop().time())
        await super().echo(message)
