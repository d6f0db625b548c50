"""Brings what the gate let through to the engine; crisis answers go straight out."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from core.channel import Channel
from core.gate.gate import turn_of
from core.listener import Listener
from core.mouth import said
from core.ports import Adapter, ChatLog, Clock, Topic, Turns
from core.replies import Receipt, Reply
from core.safety.moderation import Moderation
from core.safety.triage import Triager
from core.turns import Turn
from core.understanding.understander import Understander

log = logging.getLogger(__name__)

TICK = 0.25
FLUSH_EVERY = 0.5


class Dispatcher:
    """The loops around the listener: crisis answers first, then turns, then the log."""

    def __init__(
        self,
        listener: Listener,
        channels: dict[tuple[str, str], Channel],
        triager: Triager,
        understander: Understander,
        moderation: Moderation,
        turns: Turns,
        topic: Topic[Turn],
        chat_log: ChatLog,
        outlets: dict[str, Adapter],
        clock: Clock,
    ) -> None:
        self._listener = listener
        self._channels = channels
        self._triager = triager
        self._understander = understander
        self._moderation = moderation
        self._turns = turns
        self._topic = topic
        self._chat_log = chat_log
        self._outlets = outlets
        self._clock = clock
        self._something = asyncio.Event()
        listener.wake = self._something.set
        self.promise: Callable[[Receipt], object] = lambda _: None

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._say_crisis(), name="crisis")
            tasks.create_task(self._advance(), name="gate")
            tasks.create_task(self._write_log(), name="chat log")

    async def _say_crisis(self) -> None:
        """Nothing slow stands in this loop, so that a fixed answer is out within a second."""
        while True:
            while self._listener.crisis:
                await self._say_at_once(self._listener.crisis.popleft())
            await asyncio.sleep(0.05)

    async def _say_at_once(self, reply: Reply) -> None:
        log.warning("crisis answered", extra={"platform": reply.platform})
        with contextlib.suppress(Exception):  # logged inside; the next one must go out too
            await said(self._outlets[reply.platform], reply)

    async def _advance(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._something.wait()
            self._something.clear()
            channels = list(self._channels.values())
            for channel in channels:
                await self._ripen(channel)
            # A receipt is out before its answer can be.
            await self._tell()
            for channel in channels:
                await self._take(channel)

    async def _tell(self) -> None:
        """Receipts and notices; a platform that fails to show one loses only that."""
        while self._listener.receipts:
            receipt = self._listener.receipts.popleft()
            self.promise(receipt)
            with contextlib.suppress(Exception):
                await self._outlets[receipt.platform].receipt(receipt)
        while self._listener.notices:
            notice = self._listener.notices.popleft()
            with contextlib.suppress(Exception):
                await self._outlets[notice.platform].notify(notice)

    async def _ripen(self, channel: Channel) -> None:
        """Let the classifier read, off the loop, what finished its pieces."""
        ripe = [c for c in channel.gate.ripe(self._clock()) if not self._moderation.abusive(c.text)]
        for candidate in [c for c in ripe if len(c.events) > 1]:
            verdict = self._triager.triage(candidate.text)
            if verdict.crisis:
                ripe.remove(candidate)
                self._listener.withdrawn(turn_of(candidate), verdict)
        if ripe:
            readings = await asyncio.to_thread(
                self._understander.read_many, [candidate.text for candidate in ripe]
            )
            queued = channel.gate.weigh(ripe, readings, self._clock())
            for candidate in queued:
                self._listener.queued(channel, candidate)

    async def _take(self, channel: Channel) -> None:
        taken = []
        while turn := channel.take(self._clock()):
            taken.append(turn)
        for turn in await self._turns.accept(taken):
            await self._topic.put(turn)

    async def _write_log(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            try:
                await self._chat_log.flush()
            except Exception:  # a full disk must not end the stream; what is held is retried
                log.exception("chat log not written")
