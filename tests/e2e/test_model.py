"""A language model behind the room: spoken while it writes, replaced when it fails."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession

from bots.app import App
from core import engine
from tests.conftest import until
from tests.e2e.conftest import Visitor, overlay_socket, running, visiting
from tests.servers.openai import Fault, FaultyOpenAi

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
SAID = ("3일이면 많이 기다렸네요.", "아직은 이유를 모르는 거예요.", "오늘은 푹 쉬어 봐요.")
GOOD = f"{' '.join(SAID)}\n---\n3일이면 많이 기다렸네요. 오늘은 푹 쉬어 봐요."


class Page:
    """An overlay page that plays everything at once."""

    def __init__(self) -> None:
        self.spoken: list[dict[str, Any]] = []

    @asynccontextmanager
    async def open(self, app: App) -> AsyncIterator["Page"]:
        async with ClientSession() as session:
            socket = await overlay_socket(session, app)
            hello = asyncio.Event()

            async def listen() -> None:
                async for message in socket:
                    hello.set()
                    for event in msgspec.json.decode(message.data):
                        if event["type"] == "speak":
                            self.spoken.append(event)
                            await socket.send_json({"type": "played", "id": event["id"]})

            task = asyncio.create_task(listen())
            await hello.wait()
            try:
                yield self
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                await socket.close()

    def texts(self) -> list[str]:
        return [event["text"] for event in self.spoken]


@asynccontextmanager
async def shown(server: FaultyOpenAi, **values: Any) -> AsyncIterator[tuple[Visitor, Page]]:
    """A viewer of a room whose model is at `server`, and its overlay."""
    about = {"model_url": server.url, "model_key": server.key, "model": server.model}
    async with (
        running(demo=False, **about | values) as app,
        Page().open(app) as page,
        visiting(app) as visitor,
    ):
        yield visitor, page


def turns(folder: Path) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "data/lovelm.db")) as database:
        rows = "model, tokens_in, tokens_out, microwon, first_audio, state"
        return database.execute(f"SELECT {rows} FROM turn").fetchall()


@pytest.fixture
async def server() -> AsyncIterator[FaultyOpenAi]:
    async with FaultyOpenAi(write=lambda _: GOOD).serve() as server:
        yield server


async def test_it_is_spoken_before_it_is_written(server: FaultyOpenAi, own_folder: Path) -> None:
    server.held, server.held_after = asyncio.Event(), len(SAID[0]) + 4
    async with shown(server) as (visitor, page):
        await visitor.say(f"온유야 {WORRY}")
        await until(lambda: bool(page.spoken))
        server.held.set()
        reply = await visitor.until("reply")
        await until(lambda: len(page.spoken) == 3)
        await until(lambda: turns(own_folder)[0][4] is not None)
    assert page.texts() == list(SAID)
    assert len({event["id"] for event in page.spoken}) == 3
    assert reply["text"] == "3일이면 많이 기다렸네요. 오늘은 푹 쉬어 봐요."
    ((model, read, written, microwon, first, state),) = turns(own_folder)
    assert (model, written, microwon, state) == ("parrot-1", len(GOOD), 0, "said")
    assert read > 1_000
    assert 0.0 < first < 6.5


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(401), Fault(hangs=True), Fault(body=b"<html>"), Fault(cut="3일")]
)
async def test_every_fault_is_answered_in_time(server: FaultyOpenAi, fault: Fault) -> None:
    server.lasting = fault
    async with shown(server, model_deadline=1.5) as (visitor, page):
        await visitor.say(f"온유야 {WORRY}")
        reply = await visitor.until("reply", within=engine.DEADLINE)
        await until(lambda: bool(page.spoken))
    assert reply["persona"] == "onyu"
    assert len(page.spoken) == 1


async def test_what_breaks_off_is_neither_repeated_nor_contradicted(
    server: FaultyOpenAi,
) -> None:
    server.faults.append(Fault(cut=f"{SAID[0]} {SAID[1]} 그래서 내"))
    async with shown(server) as (visitor, page):
        await visitor.say(f"온유야 {WORRY}")
        reply = await visitor.until("reply")
        await visitor.say("온유야 고마워요 이제 좀 낫네요")
        await until(lambda: len(page.spoken) >= 3)
    assert page.texts()[:2] == [*SAID[:2]]
    assert reply["text"] == f"{SAID[0]} {SAID[1]}"
    assert page.texts()[2:3] == [SAID[0]], "the next answer, whole"


async def test_a_priced_model_is_not_asked_before_somebody_raises_the_cap(
    server: FaultyOpenAi, own_folder: Path
) -> None:
    async with shown(server, model_price_in=100, model_price_out=400) as (visitor, _):
        await visitor.say(f"온유야 {WORRY}")
        await visitor.until("reply")
    assert server.requests == 0
    assert turns(own_folder)[0][0] == "embedded"
    prices = {"model_price_in": 100, "model_price_out": 400, "model_cap_won": 100}
    async with shown(server, **prices) as (visitor, _):
        await visitor.say(f"온유야 {WORRY}")
        await visitor.until("reply")
    assert server.requests == 1
    assert turns(own_folder)[-1][3] > 0


async def test_a_crisis_never_reaches_a_model(server: FaultyOpenAi) -> None:
    async with shown(server) as (visitor, page):
        await visitor.say("온유야 요즘 너무 힘들어서 죽고 싶어")
        await visitor.until("reply", crisis=True)
    assert server.requests == 0
    assert page.spoken == []
