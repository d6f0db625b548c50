"""One event to many browsers: `python -m benchmarks.fanout [--clients N] [--quick]`.

Goal 7: the hub that room and overlay share, beside a bare loop over the same number of sockets in
the same process: what a delivery costs, what ten events at once cost, and what a browser that no
longer reads costs the others. The browsers are bare sockets in a process of their own.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import time
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

from aiohttp import web

from adapters.fanout import COALESCE, Client, Hub, encode
from benchmarks.report import Finding, at_least, at_most, table, write
from benchmarks.server import many_files
from benchmarks.sockets import Audience
from benchmarks.viewers import Hall, percentiles

CLIENTS, QUICK_CLIENTS = 1_000, 100
ROUNDS, QUICK_ROUNDS = 7, 2
FRAMES = 40
BUNCH = 10
# Seconds between frames; more than the hub waits to bundle.
APART = COALESCE * 1.2
# How long a loop may stand still before it counts as frozen.
FROZEN = 5.0
# Frames of 22 kB that fill every buffer on the way to who does not read.
FLOOD, LONG_FLOOD = 300, 3_000
FEW = 50
TEXT = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"

Samples = dict[str, list[float]]


def event(number: int, text: str = TEXT) -> dict[str, Any]:
    """As the room's lines are; `at` is what the browsers measure from."""
    return {
        "type": "chat", "id": f"room:{number:032}", "viewer": {"id": "0123456789", "name": "두부"},
        "text": text, "at": time.perf_counter(), "donation": None, "platform": "room",
    }  # fmt: skip


class Arrivals(Hall):
    """Milliseconds of each event at each browser."""

    def heard(self, payload: bytes, now: float) -> None:
        sent = self._sent.get(payload)
        if sent is None:
            self._sent = {payload: [one["at"] for one in json.loads(payload)]}
            sent = self._sent[payload]
        self.echoes.extend((now - at) * 1e3 for at in sent)

    _sent: ClassVar[dict[bytes, list[float]]] = {}


async def browse(url: str, path: str, count: int, wire: Connection) -> None:
    """`count` browsers until told to `end`. `sleep`: one more of them no longer reads; `count`:
    how many events came; `take`: their milliseconds since the last."""
    hall, sleeping = Arrivals(), 0
    audience = Audience(hall)
    await audience.enter(url, count, path=path)
    wire.send(count)
    asked: asyncio.Queue[str] = asyncio.Queue()
    asyncio.get_running_loop().add_reader(wire.fileno(), lambda: asked.put_nowait(wire.recv()))
    while (what := await asked.get()) != "end":
        if what == "sleep":
            audience.stop_reading(audience.viewers[sleeping])
            sleeping += 1
        elif what == "take":
            wire.send(hall.echoes.tolist())
            del hall.echoes[:]
        else:
            wire.send(len(hall.echoes))


def browsers(url: str, path: str, count: int, wire: Connection) -> None:
    """The process of one way's browsers."""
    many_files()
    asyncio.run(browse(url, path, count, wire))


class Way(ABC):
    """One way to hand out events, with its browsers."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sockets: list[web.WebSocketResponse] = []
        self._wire: Any = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30.0, compress=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        await self.keep(socket, request)
        return socket

    @abstractmethod
    async def keep(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        """Until it leaves."""

    @abstractmethod
    async def hand_out(self, events: list[dict[str, Any]]) -> None:
        """To every browser."""

    async def open(self, url: str, count: int, stack: AsyncExitStack) -> None:
        """With `count` browsers."""
        self._wire, theirs = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")
        process = spawn.Process(target=browsers, args=(url, self.path, count, theirs), daemon=True)
        process.start()
        stack.callback(process.join)
        stack.callback(self._wire.send, "end")
        await asyncio.to_thread(self._wire.recv)

    async def ask(self, what: str) -> Any:
        self._wire.send(what)
        return await asyncio.to_thread(self._wire.recv)

    def sleep(self) -> None:
        self._wire.send("sleep")

    async def arrived(self, count: int) -> None:
        """Wait until so many events are there, or none comes any more."""
        before, since = -1, time.monotonic()
        while time.monotonic() - since < FROZEN:
            there = await self.ask("count")
            if there >= count:
                return
            if there != before:
                before, since = there, time.monotonic()
            await asyncio.sleep(0.02)


class BareLoop(Way):
    """What one writes first."""

    async def keep(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        async for _ in socket:
            pass

    async def hand_out(self, events: list[dict[str, Any]]) -> None:
        for one in events:
            text = f"[{encode(one).decode()}]"
            for socket in self.sockets:
                await socket.send_str(text)


class OurHub(Way):
    """As room and overlay do."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.hub = Hub()

    async def keep(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        await self.hub.serve(Client(socket, request), lambda _: None)

    async def hand_out(self, events: list[dict[str, Any]]) -> None:
        for one in events:
            self.hub.broadcast(one)


async def cost(way: Way, frames: int, bunch: int, living: int) -> float:
    """CPU microseconds of this process an event and browser, `bunch` events at a time."""
    await way.ask("take")
    spent = time.process_time()
    for _ in range(frames):
        await way.hand_out([event(number) for number in range(bunch)])
        await asyncio.sleep(APART)
    spent = time.process_time() - spent
    await way.arrived(frames * bunch * living)
    if await way.ask("count") != frames * bunch * living:
        raise RuntimeError(f"{way.path}: not every event arrived")
    return spent * 1e6 / (frames * bunch * living)


async def latency(way: Way, frames: int, living: int) -> float:
    """The 99th percentile of milliseconds from an event to a browser."""
    await way.ask("take")
    for number in range(frames):
        await way.hand_out([event(number)])
        await asyncio.sleep(APART)
    await way.arrived(frames * living)
    return percentiles(await way.ask("take"))["p99"]


async def until_frozen(way: Way, frames: int) -> float | None:
    """Seconds until a loop stands still, which hands out much to one who does not read; None
    where it goes on."""
    began = time.monotonic()
    for number in range(frames):
        try:
            async with asyncio.timeout(FROZEN):
                await way.hand_out([event(number, TEXT * 100)])
                await asyncio.sleep(APART / 10)
        except TimeoutError:
            return time.monotonic() - began - FROZEN
    return None


async def measured(clients: int, rounds: int, frames: int) -> tuple[Samples, float | None]:
    """Each round's figures, by name, and when the bare loop froze."""
    samples: Samples = {}
    bare, few = BareLoop("/bare"), BareLoop("/few")
    ours, drowsy = OurHub("/hub"), OurHub("/drowsy")
    ways: dict[str, Way] = {"bare": bare, "hub": ours}
    awake = {ours: clients, drowsy: clients - 1}

    def add(name: str, figure: float) -> None:
        samples.setdefault(name, []).append(figure)

    async with AsyncExitStack() as stack:
        app = web.Application()
        app.add_routes([web.get(way.path, way.serve) for way in (bare, few, ours, drowsy)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        for hub in (ours.hub, drowsy.hub):
            stack.callback(asyncio.create_task(hub.run()).cancel)
        for way in (bare, ours, drowsy):
            await way.open(url, clients, stack)
            await cost(way, 3, 1, clients)
        drowsy.sleep()
        await until_frozen(drowsy, FLOOD)
        await asyncio.sleep(2.0)
        for number in range(rounds):
            # Whoever goes second finds warmer caches, so they take turns.
            for name in sorted(ways, reverse=number % 2 == 0):
                add(name, await cost(ways[name], frames, 1, clients))
                add(f"{name}, bunched", await cost(ways[name], frames // 4, BUNCH, clients))
            for way in sorted(awake, key=lambda way: way.path, reverse=number % 2 == 0):
                add(f"{way.path} p99", await latency(way, frames, awake[way]))
        await few.open(url, FEW, stack)
        few.sleep()
        frozen = await until_frozen(few, LONG_FLOOD)
    return samples, frozen


def findings(samples: Samples, frozen: float | None, clients: int) -> list[Finding]:
    def median(name: str) -> float:
        return statistics.median(samples[name])

    def ratio(name: str, to: str) -> float:
        return statistics.median(a / b for a, b in zip(samples[name], samples[to], strict=True))

    slower = 100 * ratio("/drowsy p99", "/hub p99") - 100
    return [
        Finding("7", f"a bare loop over {clients:,} sockets, a delivery", median("bare"), "µs CPU", note=WAY),
        Finding("7", f"the hub, {clients:,} browsers, a delivery", median("hub"), "µs CPU"),
        at_most("7", "… in terms of the bare loop", ratio("hub", "bare"), "×", 1.3),
        at_least("7", f"{BUNCH} events at once: events a CPU second, in terms of the bare loop", ratio("bare, bunched", "hub, bunched"), "×", 5, BUNCHED),
        Finding("7", "event → browser, p99, all awake", median("/hub p99"), "ms", note=WALL),
        Finding("7", "event → browser, p99, one that does not read", median("/drowsy p99"), "ms"),
        at_most("7", "… more than with all awake", slower, "%", 10, ASLEEP),
        Finding("7", "the bare loop stands still with such a one after", frozen, "s", note=STILL),
    ]  # fmt: skip


def main(chosen: argparse.Namespace) -> None:
    many_files()
    quick = chosen.quick
    clients = chosen.clients or (QUICK_CLIENTS if quick else CLIENTS)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    samples, frozen = asyncio.run(measured(clients, rounds, FRAMES))
    found = findings(samples, frozen, clients)
    print(table(found))
    write(chosen.json, found, samples, {"clients": clients, "rounds": rounds, "frames": FRAMES})


WAY = (
    "CPU time of the server's process, sockets of aiohttp without compression; medians of "
    "interleaved rounds. The bare loop awaits send_str for one socket after another."
)
BUNCHED = "The hub puts what comes within 50 ms into one frame."
WALL = "Wall time on one machine, the browsers' own delay included."
ASLEEP = "It had been sent megabytes before: its buffers are full."
STILL = f"It awaits one for {FROZEN:g} s; {FEW} browsers, frames of 22 kB."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fanout", description=__doc__)
    parser.add_argument("--clients", type=int, metavar="N", help=f"default {CLIENTS:,}")
    parser.add_argument("--json", type=Path, default=Path("build/bench/fanout.json"))
    parser.add_argument("--quick", action="store_true", help="seconds")
    main(parser.parse_args())
