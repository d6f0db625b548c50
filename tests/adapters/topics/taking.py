"""A topic of numbers in Redis, and a listener to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.topics.redis_connection import connected
from adapters.topics.redis_reader import RedisDelivery
from adapters.topics.redis_streams import RedisTopic
from tests.redis_server import RedisServer

CLAIM_AFTER = 0.6


@asynccontextmanager
async def opened(
    server: RedisServer, name: str, claim_after: float = CLAIM_AFTER, patience: float = 15.0
) -> AsyncIterator[RedisTopic[int]]:
    async with connected(server.url) as connection:
        async with RedisTopic(
            connection, name, ("engine",), int, lambda n: str(n // 100), claim_after, patience,
            lambda n: f"turn {n}",
        ) as topic:  # fmt: skip
            yield topic


class Taking:
    """A listener that acknowledges nothing by itself."""

    def __init__(self, topic: RedisTopic[int]) -> None:
        self.got: asyncio.Queue[RedisDelivery[int]] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(topic))

    async def _listen(self, topic: RedisTopic[int]) -> None:
        listener = topic.listen("engine")
        while True:
            self.got.put_nowait(await anext(listener))

    async def next(self) -> RedisDelivery[int]:
        async with asyncio.timeout(10.0):
            return await self.got.get()

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@asynccontextmanager
async def taking(topic: RedisTopic[int]) -> AsyncIterator[Taking]:
    taker = Taking(topic)
    try:
        yield taker
    finally:
        await taker.stop()
