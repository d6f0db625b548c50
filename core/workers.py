"""Engines at work: turns in, replies out."""

import asyncio
import logging

from core.engine import Engine
from core.ports import Topic, Turns
from core.replies import Reply
from core.turns import Turn

log = logging.getLogger(__name__)

ENGINES = 8
RETRY_AFTER = 1.0


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
            await self._store(reply)
            await self._replies.put(reply)
            await delivery.ack()

    async def _store(self, reply: Reply) -> None:
        """Store the reply before it is said, however long that takes."""
        while True:
            try:
                return await self._turns.answered(reply.turn_id, reply)
            except Exception:  # a full disk: the reply is kept until it can be stored
                log.exception("reply not stored", extra={"turn": reply.turn_id})
                await asyncio.sleep(RETRY_AFTER)
