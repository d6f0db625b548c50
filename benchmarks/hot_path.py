"""LoveLM's way from a raw frame to a gated event, as it is composed."""

import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import aiohttp

from adapters.twitch.frames import Frame, decode
from adapters.twitch.parse import Parser
from adapters.twitch.socket import EventSubSocket
from benchmarks.frames import BOT, CHANNEL
from bots.brain import Brain
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.settings import ChannelSettings
from core.commands import table as commands
from core.commands.typed import Services
from core.errors import Disconnected
from core.events import Event
from core.gate.gate import GateSettings
from core.labels import Platform
from core.listener import Listener
from core.replies import Notice, Receipt, Reply
from core.safety.aftercare import Aftercare
from core.safety.levels import CALM, Triage
from core.safety.triage import Triager
from core.viewers.people import People
from storage.chat_log import HELD

START = 1_000_000.0
# The clock is read twice a frame, by the adapter and the listener: 20 messages a second.
TICK = 0.025
# Between chunks of 2.5 s of chat the gate is emptied as the dispatcher would, untimed.
CHUNK = 50


class WithoutTriage(Triager):
    """Finds everything calm, to leave triage out of a measurement."""

    def __init__(self) -> None:
        """Loads nothing."""

    def triage(self, text: str) -> Triage:
        return CALM


# What a frame must never reach: the first call on it would fail.
NOWHERE = cast("Any", None)


class HeldLog:
    """Takes events as `storage.chat_log` does; its batches are emptied, not written."""

    def __init__(self) -> None:
        self.held: deque[Event] = deque(maxlen=HELD)
        self.append = self.held.append

    async def flush(self) -> None:
        self.held.clear()


class Stage:
    """The parts a frame passes, put together as `bots.compose` does, with a ticking clock."""

    def __init__(self, brain: Brain, triager: Triager) -> None:
        self._understander = brain.understander
        self._clock: Callable[[], float] = partial(next, itertools.count(START, TICK))
        channels = Channels(
            lambda _: brain.gate(GateSettings()), NOWHERE, {}, lambda *_: ChannelSettings()
        )
        people = People(NOWHERE, {}, self._clock)
        linking = Linking(NOWHERE, (), people, NOWHERE, self._clock)
        self._channel = channels.of(Platform.TWITCH, CHANNEL)
        self._log = HeldLog()
        self._unsaid: list[Reply | Receipt | Notice] = []
        self.listener = Listener(
            triager,
            Aftercare(brain.helplines),
            people,
            Services(
                personas=brain.personas,
                corner=brain.corner,
                channels=channels,
                linking=linking,
                donations=NOWHERE,
                privacy=NOWHERE,
                stories=NOWHERE,
                marks=NOWHERE,
                unanswered=NOWHERE,
            ),
            self._log,
            self._clock,
            self._unsaid.append,
            self._unsaid.append,
        )
        self._parse = Parser(BOT).parse
        self.let_through: list[str] = []

    async def hear(self, raw: bytes) -> None:
        """What the adapter does with a frame, awaited as the floor's handler is."""
        self.notify(decode(raw))

    def notify(self, frame: Frame) -> None:
        event = self._parse(frame, self._clock())
        if event is not None:
            self.listener.hear(event)

    def settle(self) -> None:
        """Let the classifier read what is complete, take turns at their pace, send nothing."""
        now = self._clock()
        gate = self._channel.gate
        ripe = gate.ripe(now)
        texts = [candidate.text for candidate in ripe]
        self.let_through = (self.let_through + texts)[-500:]
        gate.weigh(ripe, self._understander.read_many(texts), now)
        turn = self._channel.take(now)
        if turn is not None:
            self._channel.done(turn.id)
        self._log.held.clear()
        self._unsaid.clear()


@dataclass(frozen=True, slots=True)
class Route:
    """A way for frames: `around` is open while a chunk is timed, `settle` follows it untimed."""

    handle: Callable[[bytes], Awaitable[None]]
    settle: Callable[[], None] = lambda: None
    around: Callable[[], AbstractContextManager[None]] = nullcontext


async def interleaved(routes: Mapping[str, Route], frames: list[bytes]) -> dict[str, float]:
    """CPU microseconds a frame of each path, chunk by chunk in turn so that noise hits all."""
    spent = dict.fromkeys(routes, 0)
    for start in range(0, len(frames), CHUNK):
        chunk = frames[start : start + CHUNK]
        for name, route in routes.items():
            handle = route.handle
            with route.around():
                before = time.process_time_ns()
                for raw in chunk:
                    await handle(raw)
                spent[name] += time.process_time_ns() - before
            route.settle()
    return {name: total / 1e3 / len(frames) for name, total in spent.items()}


class _Frames:
    """Stands for the WebSocket: `receive` gives the next frame at once, then the end."""

    close_code = 1000

    def __init__(self, frames: list[bytes]) -> None:
        kind = aiohttp.WSMsgType
        self._messages = [aiohttp.WSMessage(kind.TEXT, raw.decode(), None) for raw in frames]
        self._next = iter([*self._messages, aiohttp.WSMessage(kind.CLOSED, None, None)])

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109
        return next(self._next)


async def through_socket(stage: Stage, frames: list[bytes]) -> float:
    """CPU microseconds a frame through the session's own loop, from text as aiohttp gives it."""
    session = EventSubSocket(cast("Any", None), "", stage.notify, cast("Any", None))
    spent = 0
    for start in range(0, len(frames), CHUNK):
        socket = cast("Any", _Frames(frames[start : start + CHUNK]))
        before = time.process_time_ns()
        try:
            await session._listen(socket, 15.0)
        except Disconnected:
            spent += time.process_time_ns() - before
        stage.settle()
    return spent / 1e3 / len(frames)


@contextmanager
def command_table(size: int) -> Iterator[None]:
    """Only `size` commands for as long as this is open, one of them !순서."""
    kept = dict(commands.COMMANDS)
    place = kept["순서"]
    small = {"순서": place} | {f"명령{number}": place for number in range(1, size)}
    commands.COMMANDS.clear()
    commands.COMMANDS.update(small)
    try:
        yield
    finally:
        commands.COMMANDS.clear()
        commands.COMMANDS.update(kept)


def per_call(call: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Median and 99th percentile of microseconds a call, the timer's own cost taken off."""
    timer = time.perf_counter_ns
    empty, taken = [], []
    for text in texts:
        before = timer()
        empty.append(timer() - before)
        before = timer()
        call(text)
        taken.append(timer() - before)
    idle = sorted(empty)[len(empty) // 2]
    ordered = sorted(taken)
    return (ordered[len(ordered) // 2] - idle) / 1e3, (
        ordered[len(ordered) * 99 // 100] - idle
    ) / 1e3


def per_text(read: Callable[[list[str]], object], texts: list[str], batch: int) -> float:
    """CPU microseconds a text, read `batch` at a time."""
    before = time.process_time_ns()
    for start in range(0, len(texts), batch):
        read(texts[start : start + batch])
    return (time.process_time_ns() - before) / 1e3 / max(1, len(texts))
