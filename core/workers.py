"""Engines at work: turns in, replies out."""

import asyncio

from core.engine import Engine
from core.ports import Topic, Turns
from core.replies import Reply
from core.turns import Turn

ENGINES = 8


class Workers:
    """Answers turns with the engine and passes the replies on."""

    def __init__(
        self, engine: Engine, turns: Turns, topic: Topic[Turn], replies: Topic[Reply]
    ) -> None:
        self._engine = engine
        self._turns = turns
        self._topic = topic
        self._replies = replies

    async def run(self) -> None:
        """Run until cancelled, ENGINES turns at a time."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(ENGINES):
                tasks.create_task(self._work(), name=f"engine {number}")

    async def _work(self) -> None:
        async for delivery in self._topic.listen("engine"):
            reply = await self._engine.answer(delivery.item)
            await self._turns.answered(reply.turn_id, reply)
            await self._replies.put(reply)
            await delivery.ack()
