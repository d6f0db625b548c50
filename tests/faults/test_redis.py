"""Redis killed under a topic that is written and read."""

import asyncio
import random

from tests.adapters.topics.test_redis_kills import RESUMES_WITHIN, Traffic, killed, opened
from tests.faults.report import RowOf, Times
from tests.redis_server import serving


async def test_redis_killed(times: Times, row: RowOf) -> None:
    kills, luck = times(2, 50), random.Random(7)
    with row(3, "SIGKILL Redis", "0 acknowledged items lost, goes on within 10 s") as found:
        with serving() as server:
            async with opened(server.url) as topic:
                traffic = Traffic(topic)
                took = []
                for _ in range(kills):
                    await asyncio.sleep(luck.uniform(0.05, 0.2))
                    took.append(await killed(server, traffic, luck.uniform(0, 0.3)))
                await traffic.stop()
        found.figure = (
            f"{kills} kills, {len(traffic.put):,} items, 0 lost, {len(traffic.twice)} delivered "
            f"twice; goes on after {max(took):.1f} s at most"
        )
        assert traffic.put <= traffic.acknowledged
        # An acknowledgement or a put whose answer was lost is repeated.
        assert len(traffic.twice) <= 2 * kills
        found.within(max(took) < RESUMES_WITHIN, "resumes")
