"""Engines at work: turns in, replies out."""

import asyncio
import logging
from collections.abc import Callable

from core.correlation import TURN
from core.engine import Engine
from core.errors import TopicError
from core.meter import SILENT, Meter
from core.ports import Topic
from core.replies import Reply
from core.stores import Turns
from core.turns import State, Turn

log = logging.getLogger(__name__)

ENGINES = 8
RETRY_AFTER = 1.0


class Workers:
    """Answers turns with the engine and passes the replies on.

    Wired up later: `answered` gets each turn whose answer is stored, `written` each reply that
    is about to be said, `refused` each turn whose reply is not needed.
    """

    def __init__(
        self,
        engine: Engine,
        turns: Turns,
        topic: Topic[Turn],
        replies: Topic[Reply],
        meter: Meter = SILENT,
    ) -> None:
        self._engine = engine
        self._turns = turns
        self._topic = topic
        self._replies = replies
        self._meter = meter
        self.refused: Callable[[Turn], object] = lambda _: None
        self.answered: Callable[[Turn], object] = lambda _: None
        self.written: Callable[[Reply], object] = lambda _: None

    async def run(self) -> None:
        """Run until cancelled, ENGINES turns at a time."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(ENGINES):
                tasks.create_task(self._work(), name=f"engine {number}")

    async def _work(self) -> None:
        async for delivery in self._topic.listen("engine"):
            TURN.set(delivery.item.id)
            if delivery.attempt > 1 and not await self._wanted(delivery.item):
                await delivery.ack()
                continue
            reply = await self._engine.answer(delivery.item)
            if await self._store(reply):
                self._meter.turn(reply.platform, State.ANSWERED)
                self.answered(delivery.item)
                self.written(reply)
                await self._pass_on(reply)
            else:
                log.info("answered already", extra={"turn": reply.turn_id})
                await self._again(delivery.item)
            await delivery.ack()

    async def _wanted(self, turn: Turn) -> bool:
        """Whether a turn that another engine had is still to be answered."""
        state, reply = await self._look(turn)
        if state is State.ANSWERED and reply is not None:
            await self._pass_on(reply)
        return state is State.ACCEPTED

    async def _look(self, turn: Turn) -> tuple[State | None, Reply | None]:
        while True:
            try:
                return await self._turns.look(turn.id)
            except Exception:  # the database is away: nothing is lost by waiting
                log.exception("turn not looked at", extra={"turn": turn.id})
                await asyncio.sleep(RETRY_AFTER)

    async def _pass_on(self, reply: Reply) -> None:
        while True:
            try:
                return await self._replies.put(reply)
            except TopicError:  # its row is answered: nothing is lost by waiting
                log.warning("reply not passed on yet", extra={"turn": reply.turn_id})

    async def _again(self, turn: Turn) -> None:
        """Whoever answered it may have died before the reply was on its way."""
        state, reply = await self._look(turn)
        if state is State.ANSWERED and reply is not None:
            await self._pass_on(reply)
        elif state is not State.SAYING:
            self.refused(turn)

    async def _store(self, reply: Reply) -> bool:
        """Store the reply before it is said, however long that takes; False when its turn was
        answered by somebody else or needs no answer any more."""
        while True:
            try:
                return await self._turns.answered(reply.turn_id, reply)
            except Exception:  # a full disk: the reply is kept until it can be stored
                log.exception("reply not stored", extra={"turn": reply.turn_id})
                await asyncio.sleep(RETRY_AFTER)
