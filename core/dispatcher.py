"""Brings what the gate let through to the engine, and writes the chat log behind."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from core.channels.channel import Channel
from core.channels.known import Channels
from core.channels.words import ChannelWords
from core.gate.candidate import turn_of
from core.listener import Listener
from core.meter import SILENT, Glance, Meter, Stage
from core.ports import Clock, Topic
from core.safety.triage import Triager
from core.stores import ChatLog, Turns
from core.turns import State, Turn
from core.understanding.reading import Reading
from core.understanding.understander import Understander

log = logging.getLogger(__name__)

TICK = 0.25
FLUSH_EVERY = 0.5
RETRY_AFTER = 1.0


class Dispatcher:
    """The loops around the listener: from candidates to turns, and the log.

    Wired up later: `meant` reads a line in the light of its writer's dialogue.
    """

    def __init__(
        self,
        listener: Listener,
        channels: Channels,
        triager: Triager,
        words: ChannelWords,
        understander: Understander,
        turns: Turns,
        topic: Topic[Turn],
        chat_log: ChatLog,
        clock: Clock,
        meter: Meter = SILENT,
    ) -> None:
        self._listener = listener
        self._channels = channels
        self._triager = triager
        self._words = words
        self._understander = understander
        self._turns = turns
        self._topic = topic
        self._chat_log = chat_log
        self._clock = clock
        self._meter = meter
        self._something = asyncio.Event()
        self._ripened = asyncio.Event()
        listener.wake = self._something.set
        # Whether this process answers there: `ours(home)`.
        self.ours: Callable[[str], bool] = lambda _: True
        self.meant: Callable[[Turn, Reading], Reading] = lambda _, reading: reading

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            # Apart: what waits for the database must not keep triage from reading.
            tasks.create_task(self._serve(self._something, self._ripen), name="gate")
            tasks.create_task(self._serve(self._ripened, self._take), name="take")
            tasks.create_task(self._write_log(), name="chat log")

    async def _serve(
        self, woken: asyncio.Event, serve: Callable[[Channel], Awaitable[None]]
    ) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await woken.wait()
            woken.clear()
            for channel in self._channels:
                try:
                    await serve(channel)
                except Exception:  # one channel's trouble must not end the others'
                    log.exception("channel not served", extra={"platform": channel.platform})

    async def _ripen(self, channel: Channel) -> None:
        """Let the classifier read, off the loop, what finished its pieces."""
        ripe = channel.gate.ripe(self._clock())
        for candidate in [c for c in ripe if len(c.events) > 1]:
            verdict = self._triager.triage(candidate.text)
            if verdict.crisis:
                ripe.remove(candidate)
                self._listener.withdrawn(turn_of(candidate), verdict)
        words = self._words(channel.platform, channel.key)
        # Who swears at somebody here has no worry; who tells of abuse has.
        fit = [candidate for candidate in ripe if words.judge(candidate.text).answerable]
        self._meter.glanced(Glance.ABUSIVE, len(ripe) - len(fit))
        if fit:
            readings = await asyncio.to_thread(
                self._understander.read_many, [candidate.text for candidate in fit]
            )
            meant = [self.meant(turn_of(c), r) for c, r in zip(fit, readings, strict=True)]
            queued = channel.gate.weigh(fit, meant, self._clock())
            self._meter.glanced(Glance.QUEUED, len(queued))
            self._meter.glanced(Glance.PASSED_OVER, len(fit) - len(queued))
            for candidate in queued:
                self._listener.queued(channel, candidate)
        self._ripened.set()

    async def _take(self, channel: Channel) -> None:
        if not self.ours(channel.home):
            return
        taken = channel.burst(self._clock())
        while turn := channel.take(self._clock()):
            taken.append(turn)
        accepted = {turn.id: turn for turn in await self._accepted(taken)}
        for turn in taken:
            if stored := accepted.get(turn.id):
                self._meter.turn(turn.platform, State.ACCEPTED)
                self._meter.took(Stage.ACCEPTED, self._clock() - turn.at)
                await self._topic.put(stored)
            else:  # known already, from before a restart: nobody works on it here
                channel.done(turn.id)

    async def _accepted(self, taken: list[Turn]) -> list[Turn]:
        """Store the turns before anybody works on them, however long that takes."""
        while True:
            try:
                return await self._turns.accept(taken)
            except Exception:  # a full disk: what was taken is kept until it can be stored
                log.exception("turns not stored", extra={"turns": len(taken)})
                await asyncio.sleep(RETRY_AFTER)

    async def _write_log(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            try:
                await self._chat_log.flush()
            except Exception:  # a full disk must not end the stream; what is held is retried
                log.exception("chat log not written")
