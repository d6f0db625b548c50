"""A process of its own that takes an item or asks for names; tests stop and kill it."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.topics.redis_connection import connected
from adapters.topics.redis_leases import RedisLeases
from adapters.topics.redis_streams import RedisTopic


async def take(url: str, name: str, claim_after: str) -> None:
    """Take one item, tell its fence, and acknowledge it when a line comes."""
    async with (
        connected(url) as connection,
        RedisTopic(connection, name, ("engine",), int, claim_after=float(claim_after)) as topic,
    ):
        async for delivery in topic.listen("engine"):
            print(delivery.item, delivery.attempt, delivery.fence, flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            await delivery.ack()
            print("acknowledged", flush=True)


async def own(url: str, name: str, ttl: str, *names: str) -> None:
    """Ask for names, and tell what is held whenever that is something else: [when, names]."""
    async with connected(url) as connection, RedisLeases(connection, name, float(ttl)) as leases:
        leases.ask(names)
        told = None
        while True:
            mine = sorted(leases.mine)
            if mine != told:
                print(json.dumps([time.monotonic(), mine]), flush=True)
                told = mine
            await asyncio.sleep(0.005)


@contextmanager
def started(deed: str, *about: str) -> Iterator["subprocess.Popen[str]"]:
    """The process, until left."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__, deed, *about],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run({"take": take, "own": own}[sys.argv[1]](*sys.argv[2:]))
