"""Goal 3: what lines that get no reply cost beyond the gate, counted in the composed whole."""

import asyncio
import contextlib
import itertools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, event

from adapters.models.embedded import EmbeddedResponder
from adapters.twitch.frames import decode
from adapters.twitch.parse import Parser
from benchmarks.frames import BOT, Chat, Line
from bots.brain import Brain
from bots.compose import compose
from bots.settings import Settings
from core.events import ChatMessage, Event, Viewer
from core.gate.gate import GateSettings

KINDS = ("reaction", "banter", "talk")
TOGETHER = 200
# Seconds; longer than an unfinished line waits for its next piece.
AFTERWARDS = 3.5


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Counts what goes to the database, to Redis and to a model while this is open."""
    calls: Counter[str] = Counter()

    def statement(_: Any, cursor: Any, sql: str, *rest: Any) -> None:
        calls["log batches" if sql.startswith("INSERT INTO chat") else "database"] += 1

    respond = EmbeddedResponder.respond

    async def counted(self: EmbeddedResponder, brief: Any) -> Any:
        calls["model"] += 1
        return await respond(self, brief)

    event.listen(Engine, "before_cursor_execute", statement)
    EmbeddedResponder.respond = counted  # type: ignore[method-assign]
    with contextlib.ExitStack() as undo:
        undo.callback(event.remove, Engine, "before_cursor_execute", statement)
        undo.callback(setattr, EmbeddedResponder, "respond", respond)
        undo.enter_context(_redis(calls))
        yield calls


@contextmanager
def _redis(calls: Counter[str]) -> Iterator[None]:
    """Counts sent commands if a Redis client is loaded at all."""
    module = sys.modules.get("redis.asyncio.connection")
    if module is None:
        yield
        return
    connection = module.AbstractConnection
    send: Callable[..., Any] = connection.send_packed_command

    async def counted(self: Any, *arguments: Any, **options: Any) -> Any:
        calls["redis"] += 1
        return await send(self, *arguments, **options)

    connection.send_packed_command = counted
    try:
        yield
    finally:
        connection.send_packed_command = send


def silent(brain: Brain, lines: list[Line], count: int) -> list[Event]:
    """`count` messages, each by another viewer, that the gate finds worth no answer."""
    chat = Chat(0)
    parse = Parser(BOT).parse
    chosen: list[Event] = []
    worthless: dict[tuple[str, bool], bool] = {}
    for line in itertools.cycle(line for line in lines if line.kind in KINDS):
        heard = parse(decode(chat.encoded(line)), time.time())
        if not isinstance(heard, ChatMessage):
            continue
        case = heard.text, heard.reply_to is None
        if case not in worthless:
            worthless[case] = _worthless(brain, heard)
        if worthless[case]:
            viewer = Viewer(f"twitch:{len(chosen)}", heard.viewer.name, heard.viewer.roles)
            chosen.append(msgspec.structs.replace(heard, viewer=viewer))
        if len(chosen) == count:
            break
    return chosen


def _worthless(brain: Brain, heard: Event) -> bool:
    gate = brain.gate(GateSettings())
    gate.hear(heard, 0.0)
    ripe = gate.ripe(AFTERWARDS)
    gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), 0.0)
    return not len(gate) and not brain.triager.triage(heard.text).crisis


async def calls_for(messages: list[Event]) -> Counter[str]:
    """What `messages` cause in the composed application, its loops running, by kind of call.

    Kinds are `database`, `redis` and `model`; `log batches` are the chat log's inserts,
    written behind for many messages together.
    """
    with tempfile.TemporaryDirectory() as folder, counting() as calls:
        settings = Settings(data_dir=Path(folder), PORT=0, twitch_client_id="")
        async with compose(settings) as app:
            running = asyncio.create_task(app.run())
            await asyncio.sleep(0.5)
            calls.clear()  # opening and migrating
            for start in range(0, len(messages), TOGETHER):
                for message in messages[start : start + TOGETHER]:
                    app.hear(message)
                await asyncio.sleep(0.01)
            await asyncio.sleep(AFTERWARDS)
            caused = Counter(calls)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            return caused
