"""Work that can never be done goes to the dead letters and holds up nobody."""

import asyncio
import time
from statistics import median, quantiles

from adapters.topics.redis_connection import Connection, connected
from adapters.topics.redis_streams import RedisTopic
from core.ports import TRIES
from tests.faults.report import RowOf, Times
from tests.redis_server import serving

ENGINES = 8
# Seconds that an item takes, and between two that come.
WORK, EVERY = 0.02, 0.005
# One in so many can never be done.
POISON = 100
# Of the ninety-fifth percentile; less than a busy machine's hiccup (seconds) is none.
SLOWER, HICCUP = 1.10, 0.01
BURIED_WITHIN = 20.0


async def test_poison(times: Times, row: RowOf) -> None:
    items, rounds = times(300, 3_000), times(1, 5)
    must = "dead letter after 3; others' p95 < +10 %"
    with row(7, "one item in a hundred can never be done", must) as found:
        p95s: dict[int, list[float]] = {0: [], POISON: []}
        with serving() as server:
            async with connected(server.url) as connection:
                for number in range(rounds):
                    for poison, taken in p95s.items():
                        taken.append(await worked(connection, f"{number}/{poison}", items, poison))
        clean, poisoned = (median(taken) for taken in p95s.values())
        found.figure = (
            f"{rounds * items:,} items, {rounds * items // POISON:,} of them dead after {TRIES} "
            f"deliveries; others' p95 {1000 * poisoned:.1f} ms, without poison {1000 * clean:.1f} ms"
        )
        found.within(poisoned < max(SLOWER * clean, clean + HICCUP), "p95")


async def worked(connection: Connection, name: str, items: int, poison: int) -> float:
    """The 95th percentile of how long (seconds) an item took that could be done; one in `poison`
    cannot, or (0) none."""
    put: dict[int, float] = {}
    done: dict[int, float] = {}
    tries: dict[int, int] = {}

    async def engine() -> None:
        async for delivery in topic.listen("engine"):
            tries[delivery.item] = delivery.attempt
            await asyncio.sleep(WORK)
            if delivery.item in deadly:
                await delivery.fail("poison")
            else:
                await delivery.ack()
                done[delivery.item] = time.monotonic()

    deadly = set(range(0, items, poison)) if poison else set()
    async with RedisTopic(connection, name, ("engine",), int) as topic:
        engines = [asyncio.create_task(engine()) for _ in range(ENGINES)]
        for item in range(items):
            put[item] = time.monotonic()
            await topic.put(item)
            await asyncio.sleep(EVERY)
        async with asyncio.timeout(BURIED_WITHIN):
            while await topic.dead_letters() < len(deadly) or len(done) < items - len(deadly):
                await asyncio.sleep(0.1)
        for task in engines:
            task.cancel()
        await asyncio.wait(engines)
        assert await topic.dead_letters() == len(deadly)
    assert all(tries[item] == TRIES for item in deadly)
    return quantiles([done[item] - put[item] for item in done], n=20)[-1]
