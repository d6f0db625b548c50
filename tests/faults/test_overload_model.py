"""A model's server in trouble: who asks is answered, and the server is left alone."""

import asyncio
import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated.openai import SimulatedOpenAi, refused
from bots.app import App
from bots.compose import compose
from bots.settings import Settings
from core.breaker import FAILURES, RETRIES
from core.engine import DEADLINE
from core.replies import Reply
from tests.conftest import until
from tests.e2e.conftest import visiting
from tests.faults.crowd import Fast, worry
from tests.faults.report import Row, RowOf, Times

CONCURRENCY, ATTEMPTS = 4, 3
SPEED = 8
HANGS_FOR, DRIP = 60.0, 0.7
# So many answers before the trouble begins, and so many questions in it.
CALM = 8
# Of the calls, in this one every so many fails.
EVERY = 4


@dataclass
class Call:
    """A question that reached the server; `lasted` until the server was done or left alone."""

    text: str
    within: float
    lasted: float = 0.0


@dataclass
class Troubled(SimulatedOpenAi):
    """Well at first, then in trouble: "429", "500", "hang", "drip", or "some" that fail."""

    trouble: str = ""
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.middlewares.append(self._note)

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method != "POST":
            return await handler(request)
        body = await request.json()
        # What the library tells the server of how long it will wait.
        told = float(request.headers.get("x-stainless-read-timeout", "inf"))
        # What the viewer wrote, without the marks around it, which are new in every call.
        text = body["messages"][-1]["content"].rpartition("말: ")[2].rpartition("\n")[0]
        self.calls.append(call := Call(text, told))
        began = time.monotonic()
        try:
            return await self._answer(request, handler)
        finally:
            call.lasted = time.monotonic() - began

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.trouble == "429":
            return refused(429, "slow down", "rate_limit", {"Retry-After": "1"})
        if self.trouble == "500" or (self.trouble == "some" and len(self.calls) % EVERY == 0):
            return refused(500, "no", "broken")
        if self.trouble == "hang":
            with contextlib.suppress(TimeoutError):
                await until(lambda: request.transport is None, HANGS_FOR)
            return web.Response(status=504)
        with contextlib.suppress(ConnectionResetError):  # whoever asked has left
            return await handler(request)
        return web.Response(status=499)

    async def breathe(self, written: int) -> None:
        await asyncio.sleep(DRIP if self.trouble == "drip" else 0.0)


@dataclass
class Troubles:
    """What became of the questions, by those that came before the trouble and in it."""

    answers: list[Reply]
    calls: list[Call]
    # How many of the calls were made before the trouble.
    calm: int

    @property
    def in_trouble(self) -> list[Call]:
        return self.calls[self.calm :]

    @property
    def attempts(self) -> int:
        """The most for one question."""
        return max(Counter(call.text for call in self.calls).values())

    @property
    def slowest(self) -> float:
        return max(reply.written - reply.begun for reply in self.answers) / SPEED


@dataclass
class Stage:
    """A room with a model; each question is somebody else's, for nobody may ask too often."""

    model: Troubled
    folder: Path
    app: App
    _numbers: Iterator[int] = field(default_factory=count)

    async def asked(self, trouble: str, questions: int) -> Troubles:
        """So many `questions` in trouble, after some without."""
        await self._ask(CALM)
        calm, self.model.trouble = len(self.model.calls), trouble
        while (left := CALM + questions - len(replies(self.folder))) > 0:
            await self._ask(left)
        return Troubles(replies(self.folder), self.model.calls, calm)

    async def _ask(self, most: int) -> None:
        """So many visitors, CALM at a time, ask once each; until all are answered."""
        asks = min(most, CALM)
        wanted = len(replies(self.folder)) + asks
        async with contextlib.AsyncExitStack() as stack:
            for number in islice(self._numbers, asks):
                visitor = await stack.enter_async_context(visiting(self.app, f"손님{number}"))
                await visitor.say(f"온유야 {worry(11 * number)}")
            await until(lambda: len(replies(self.folder)) >= wanted, within=60.0)


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Its clock is fast, so that many can ask."""
    async with contextlib.AsyncExitStack() as stack:
        model = await stack.enter_async_context(Troubled().serve())
        about = {"model_url": model.url, "model_key": model.key, "model": model.model}
        settings = Settings(PORT=0, data_dir=folder, **about)  # type: ignore[arg-type]
        app = await stack.enter_async_context(compose(settings, clock=Fast(SPEED)))
        task = asyncio.create_task(app.run())
        try:
            yield Stage(model, folder, app)
        finally:
            task.cancel()
            await asyncio.wait({task})


def replies(folder: Path) -> list[Reply]:
    with contextlib.closing(sqlite3.connect(folder / "lovelm.db")) as database:
        rows = database.execute("SELECT reply FROM turn WHERE state = 'said' ORDER BY at")
        return [msgspec.json.decode(reply, type=Reply) for (reply,) in rows]


def checked(found: Row, seen: Troubles, questions: int) -> None:
    calls, late = seen.in_trouble, seen.answers[CALM:]
    found.figure = (
        f"{len(calls)} calls for {len(late)} questions, at most {seen.attempts} for one, none "
        f"longer than {max(call.lasted for call in calls):.1f} s; the slowest answer took "
        f"{seen.slowest:.1f} s"
    )
    assert len(late) == questions
    # Those that were under way when the fifth failed.
    assert len(calls) <= FAILURES + CONCURRENCY - 1
    found.within(seen.slowest <= DEADLINE, "answered in time")
    assert seen.attempts <= ATTEMPTS
    assert max(call.within for call in seen.calls) < DEADLINE
    found.within(max(call.lasted for call in calls) < DEADLINE, "calls end in time")


@pytest.mark.parametrize("pair", [("429", "500"), ("hang", "drip")])
async def test_everybody_is_answered_and_the_server_left_alone(
    row: RowOf, times: Times, tmp_path: Path, pair: tuple[str, str]
) -> None:
    questions = times(10, 120)
    async with contextlib.AsyncExitStack() as stack:
        stages = [await stack.enter_async_context(stage(tmp_path / one)) for one in pair]
        async with asyncio.TaskGroup() as tasks:
            both = [
                tasks.create_task(stage.asked(trouble, questions))
                for stage, trouble in zip(stages, pair, strict=True)
            ]
    must = "breaker within 5 failures; embedded answer ≤ 8 s; ≤ 3 attempts; deadline passed down"
    for trouble, task in zip(pair, both, strict=True):
        with row(15, f"model: {FAULTS[trouble]}", must) as found:
            checked(found, task.result(), questions)


async def test_retries_are_few(row: RowOf, times: Times, tmp_path: Path) -> None:
    questions = times(24, 600)
    with row(15, f"model: one call in {EVERY} fails", "retries ≤ 10 % of calls") as found:
        async with stage(tmp_path) as there:
            seen = await there.asked("some", questions)
        again = sum(count - 1 for count in Counter(call.text for call in seen.calls).values())
        found.figure = (
            f"{again} retries in {len(seen.calls)} calls, at most {seen.attempts} for a question"
        )
        assert len(seen.answers) == CALM + questions
        assert 0 < again <= RETRIES * len(seen.calls)
        assert seen.attempts <= ATTEMPTS
        found.within(seen.slowest <= DEADLINE, "answered in time")


FAULTS = {
    "429": "429",
    "500": "500",
    "hang": f"{HANGS_FOR:.0f} s hang",
    "drip": f"4 letters every {DRIP:g} s",
}
