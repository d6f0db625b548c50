"""Says replies on their platforms, each at most once."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping

from core.channels.known import Channels
from core.correlation import TURN
from core.delivery.doubt import Doubt
from core.delivery.outbox import Outbox
from core.delivery.saying import RETRY_AFTER, SEND_DEADLINE, TRIES, late, said
from core.errors import Disconnected, PlatformError, RateLimited
from core.gifts.donations import Donations
from core.labels import Platform
from core.meter import SILENT, Meter, ended
from core.ports import Adapter, Clock, Memory, Topic
from core.replies import Reply
from core.stores import Turns
from core.turns import State, Turn
from core.whole import whole

log = logging.getLogger(__name__)

# The group that says replies.
SAY = "say"
# A request in doubt may still arrive within its own deadline; a platform is asked after that.
GRACE = 15.0
ASKED = 3
# As long as an answer is fresh, it waits for a database that is away.
INTENTS = 600
TICK = 0.25
# A platform's limit may be free sooner than was known.
LOOK_AGAIN = 1.0
DOUBTS = 1_000


class _NoIntent(Exception):
    """The intent could not be written; nothing was said."""


class Mouth:
    """Writes its intent, says the line, writes how it went; one loop a channel."""

    def __init__(
        self,
        turns: Turns,
        donations: Donations,
        replies: Topic[Reply],
        outlets: Mapping[str, Adapter],
        memories: Mapping[str, Memory],
        channels: Channels,
        held: Callable[[str], bool],
        watched: Callable[[Platform, str], bool],
        clock: Clock,
        meter: Meter = SILENT,
    ) -> None:
        """`memories` are the outlets that can tell afterwards what was said; `held(viewer id)`
        tells who disclosed a crisis lately: nothing else is said to them; `watched` whether
        answers are shown on a channel's overlay now."""
        self._turns = turns
        self._donations = donations
        self._replies = replies
        self._outlets = outlets
        self._memories = memories
        self._channels = channels
        self._held = held
        self._watched = watched
        self._clock = clock
        self._meter = meter
        self._outbox: Outbox[Reply] = Outbox(self._say, meter)
        self._outbox.dropped = lambda reply: self._held_here.discard(reply.turn_id)
        self._held_here: set[str] = set()
        # Whether this process still speaks there: `ours(home)`.
        self.ours: Callable[[str], bool] = lambda _: True
        # Called with what was said, or shown where chat gets nothing; and with what came too late.
        self.said: Callable[[Reply], object] = lambda _: None
        self.late: Callable[[Reply], object] = lambda _: None
        self._doubts: list[Doubt] = []

    async def run(self, homes: Collection[str] | None = None) -> None:
        """Say what is for these homes, or all there is, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._outbox.run(), name="say")
            tasks.create_task(self._recall(), name="in doubt")
            tasks.create_task(self._collect(homes), name="collect")

    async def _collect(self, homes: Collection[str] | None) -> None:
        async for delivery in self._replies.listen(SAY, homes):
            reply = delivery.item
            # A platform that is off now: its row waits until it is on again, or too old.
            if reply.platform in self._outlets and not self.holds(reply.turn_id):
                self._held_here.add(reply.turn_id)
                self._outbox.put(reply)
            await delivery.ack()

    def holds(self, turn_id: str) -> bool:
        """Whether the reply of a turn is here, to be said or in doubt."""
        return turn_id in self._held_here or any(
            doubt.reply.turn_id == turn_id for doubt in self._doubts
        )

    async def _say(self, reply: Reply) -> None:
        TURN.set(reply.turn_id)
        try:
            for _ in range(INTENTS):
                try:
                    return await self._once(reply)
                except _NoIntent:  # a full disk: who owns the row is known when it can be written
                    log.exception("intent not written", extra={"turn": reply.turn_id})
                    await asyncio.sleep(RETRY_AFTER)
            log.error("not said: its intent was never written", extra={"turn": reply.turn_id})
        except Exception:  # the database failed: recovery finds the row as it is
            log.exception("turn state not written", extra={"turn": reply.turn_id})
        finally:
            self._done(reply)

    async def _once(self, reply: Reply) -> None:
        """Say it or settle it without a word. Raises _NoIntent when neither was begun."""
        if not self.ours(reply.home):  # whoever speaks there now finds it in the database
            return
        if self._hushed(reply):  # recovery finds it there when it goes on
            return
        if self._held(reply.viewer.id) and not reply.acknowledges:
            await whole(self._unsaid(reply, State.DROPPED, "crisis"))
        elif late(reply, self._clock()) and not reply.acknowledges:
            if await whole(self._unsaid(reply, State.DROPPED, "too old")):
                self.late(reply)
        elif self._silent(reply):
            shown = self._watched(reply.platform, reply.channel)
            state = State.SAID if shown else State.DROPPED
            await whole(self._unsaid(reply, state, "overlay only"))
        else:
            await self._try(reply)

    def _hushed(self, reply: Reply) -> bool:
        """Whether a manager silenced the channel meanwhile."""
        channel = self._channels.find(reply.platform, reply.channel)
        return channel is not None and channel.quiet and not (reply.crisis or reply.private)

    def _done(self, reply: Reply) -> None:
        self._held_here.discard(reply.turn_id)
        channel = self._channels.find(reply.platform, reply.channel)
        if channel is not None:
            channel.done(reply.turn_id)

    def _silent(self, reply: Reply) -> bool:
        """Whether chat gets nothing of `reply`: what a streamer keeps out of chat is kept out
        even when no overlay is open. An answer to a slash command is not in chat."""
        settings = self._channels.settings(reply.platform, reply.channel)
        unheard = reply.aloud or not reply.chat
        return unheard or not (settings.in_chat or reply.crisis or reply.token)

    async def _taken(self, reply: Reply) -> bool:
        """Write the intent; False when `reply` is or was said by another process, or a write
        that seemed to fail did not: what is being said is never said again.

        Raises _NoIntent.
        """
        try:
            taken = await self._turns.move(reply.turn_id, State.SAYING)
        except Exception as error:  # a database raises what it likes; nothing was said yet
            raise _NoIntent from error
        if not taken:
            log.info("not ours to say", extra={"turn": reply.turn_id})
        return taken

    async def _unsaid(self, reply: Reply, state: State, why: str) -> bool:
        """How it ended without a word in chat; whether that was ours to write."""
        taken = await self._taken(reply)
        if taken:
            await self._settle(reply, state, why)
        return taken

    async def _try(self, reply: Reply) -> None:
        for attempt in range(1, TRIES + 1):
            await self._in_turn(reply)
            # A stop waits until the outcome of an attempt is written, not for the next one.
            again = await whole(self._attempt(reply, last=attempt == TRIES))
            if again is None:
                return
            await asyncio.sleep(again)

    async def _in_turn(self, reply: Reply) -> None:
        """Wait for the platform's limit before the intent is written: who is stopped or killed
        here has certainly not said it."""
        outlet, ends = self._outlets[reply.platform], self._clock() + SEND_DEADLINE
        while (delay := outlet.delay(reply)) > 0 and self._clock() + delay < ends:  # noqa: ASYNC110 - time passes, nobody sets it
            await asyncio.sleep(min(delay, LOOK_AGAIN))

    async def _attempt(self, reply: Reply, last: bool) -> float | None:
        """Try once; seconds to wait before the next try, None when it is settled."""
        if not await self._taken(reply):
            return None
        if not self.ours(reply.home):  # it was stopped for a while: another may speak there
            await self._turns.move(reply.turn_id, State.ANSWERED, "not ours any more")
            return None
        try:
            state, why = await said(self._outlets[reply.platform], reply)
        except (RateLimited, Disconnected) as error:
            if not last:
                if not await self._turns.move(reply.turn_id, State.ANSWERED, type(error).__name__):
                    return None
                return float(getattr(error, "retry_after", RETRY_AFTER))
            state, why = State.DROPPED, type(error).__name__
        if state is State.UNKNOWN:
            channel = self._channels.find(reply.platform, reply.channel)
            turn = channel.in_flight.get(reply.turn_id) if channel else None
            await self.doubt(reply, turn, why)
        else:
            await self._settle(reply, state, why)
        return None

    async def _settle(self, reply: Reply, state: State, why: str) -> None:
        """How it ended. Gifts first: a turn that ended is not looked at again."""
        if state is State.SAID and not self._silent(reply):
            await self._donations.acknowledged(reply.acknowledges)
        else:
            await self._donations.doubted(reply.acknowledges)
        if state is State.SAID:
            self.said(reply)
        if state is State.UNKNOWN:
            log.warning("never known whether it was said", extra={"turn": reply.turn_id})
        if not await self._turns.move(reply.turn_id, state, why):
            log.warning("ended otherwise already", extra={"turn": reply.turn_id, "state": state})
            return
        ended(self._meter, reply, state, why, self._clock())

    async def doubt(self, reply: Reply, turn: Turn | None, why: str) -> None:
        """Nobody knows whether `reply` to `turn` was said: its platform is asked after GRACE,
        where it can tell; otherwise it is never said again."""
        if reply.platform in self._memories and len(self._doubts) < DOUBTS:
            self._doubts.append(Doubt(reply, turn, self._clock() + GRACE))
        else:
            await self._settle(reply, State.UNKNOWN, why)

    def forget(self, viewers: Collection[str]) -> None:
        """What is in doubt and about these viewers, if only among others, is never said again."""
        for doubt in self._doubts:
            if doubt.concerns(viewers):
                doubt.forgotten, doubt.due = True, float("-inf")

    async def _recall(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for doubt in [one for one in self._doubts if one.due <= self._clock()]:
                self._doubts.remove(doubt)
                await self._resolve(doubt)

    async def _resolve(self, doubt: Doubt) -> None:
        """Its turn is in flight again meanwhile, so that forgetting waits for the end of it."""
        reply, turn = doubt.reply, doubt.turn
        if not self.ours(reply.home):  # whoever speaks there now asks
            return self._done(reply)
        if turn is not None:
            self._channels.of(turn.platform, turn.channel).in_flight[turn.id] = turn
        again = False
        try:
            again = await whole(self._ask(doubt))
        except Exception:  # the database failed: it is asked again
            log.exception("turn state not written", extra={"turn": reply.turn_id})
            doubt.due = self._clock() + GRACE
            self._doubts.append(doubt)
            return
        if again:
            self._held_here.add(reply.turn_id)
            self._outbox.put(reply)
        else:
            self._done(reply)

    async def _ask(self, doubt: Doubt) -> bool:
        """Whether it was certainly not said and is to be said again."""
        reply = doubt.reply
        if doubt.forgotten:
            await self._settle(reply, State.UNKNOWN, "forgotten")
            return False
        try:
            found = await self._memories[reply.platform].was_said(reply)
        except PlatformError as error:
            doubt.asked += 1
            if doubt.asked < ASKED:
                doubt.due = self._clock() + GRACE
                self._doubts.append(doubt)
                return False
            log.warning("platform not asked", extra={"error": type(error).__name__})
            found = None
        log.info("looked whether it was said", extra={"turn": reply.turn_id, "found": found})
        if found is False:
            return await self._turns.move(reply.turn_id, State.ANSWERED, "not said")
        if found:
            await self._settle(reply, State.SAID, "found there")
        else:
            await self._settle(reply, State.UNKNOWN, "not known whether it was said")
        return False
