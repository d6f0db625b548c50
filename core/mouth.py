"""Says replies on their platforms, each at most once."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from core.channels import Channels
from core.correlation import TURN
from core.donations import Donations
from core.errors import Disconnected, PlatformError, RateLimited, SendRejected, SendUnknown
from core.labels import Platform
from core.meter import SILENT, Meter, ended
from core.outbox import Outbox
from core.ports import Adapter, Clock, Memory, Topic
from core.replies import Reply
from core.stores import Turns
from core.turns import State, Turn
from core.whole import whole

log = logging.getLogger(__name__)

# Long enough to wait for the outbound limiter; adapters bound each request themselves.
SEND_DEADLINE = 60.0
TRIES = 3
RETRY_AFTER = 1.0
# A request in doubt may still arrive within its own deadline; a platform is asked after that.
GRACE = 15.0
ASKED = 3
# As long as an answer is fresh, it waits for a database that is away.
INTENTS = 600
TICK = 0.25
DOUBTS = 1_000


class _NoIntent(Exception):
    """The intent could not be written; nothing was said."""


@dataclass(slots=True, eq=False)
class _Doubt:
    """A reply that may have been said; its platform is asked when it is `due`. Without its
    `turn` nobody but its viewer is known to be in it."""

    reply: Reply
    turn: Turn | None
    due: float
    asked: int = 0
    forgotten: bool = False

    def concerns(self, viewers: Collection[str]) -> bool:
        people = self.turn.people if self.turn else {self.reply.viewer.id}
        return not people.isdisjoint(viewers)


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
        tells who disclosed a crisis lately: nothing else is said to them; `watched` whether a
        channel's overlay is shown anywhere."""
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
        # Called with what was said, or shown where chat gets nothing.
        self.said: Callable[[Reply], object] = lambda _: None
        self._doubts: list[_Doubt] = []

    async def run(self, platforms: Iterable[str]) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._outbox.run(), name="say")
            tasks.create_task(self._recall(), name="in doubt")
            for platform in platforms:
                tasks.create_task(self._collect(platform), name=f"collect {platform}")

    async def _collect(self, platform: str) -> None:
        async for delivery in self._replies.listen(platform):
            if delivery.item.platform == platform:
                self._outbox.put(delivery.item)
            await delivery.ack()

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
        except Exception:  # the database failed: the row stays as it is and start-up settles it
            log.exception("turn state not written", extra={"turn": reply.turn_id})
        finally:
            self._done(reply)

    async def _once(self, reply: Reply) -> None:
        """Say it or settle it without a word. Raises _NoIntent when neither was begun."""
        if self._held(reply.viewer.id) and not reply.acknowledges:
            await whole(self._unsaid(reply, State.DROPPED, "crisis"))
        elif self._silent(reply):
            shown = self._watched(reply.platform, reply.channel)
            state = State.SAID if shown else State.DROPPED
            await whole(self._unsaid(reply, state, "overlay only"))
        else:
            await self._try(reply)

    def _done(self, reply: Reply) -> None:
        channel = self._channels.find(reply.platform, reply.channel)
        if channel is not None:
            channel.done(reply.turn_id)

    def _silent(self, reply: Reply) -> bool:
        """Whether chat gets nothing of `reply`: what a streamer keeps out of chat is kept out
        even when no overlay is open. An answer to a slash command is not in chat."""
        settings = self._channels.settings(reply.platform, reply.channel)
        return reply.aloud or not (settings.in_chat or reply.crisis or reply.token)

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

    async def _unsaid(self, reply: Reply, state: State, why: str) -> None:
        """How it ended without a word in chat."""
        if await self._taken(reply):
            await self._settle(reply, state, why)

    async def _try(self, reply: Reply) -> None:
        for attempt in range(1, TRIES + 1):
            # A stop waits until the outcome of an attempt is written, not for the next one.
            again = await whole(self._attempt(reply, last=attempt == TRIES))
            if again is None:
                return
            await asyncio.sleep(again)

    async def _attempt(self, reply: Reply, last: bool) -> float | None:
        """Try once; seconds to wait before the next try, None when it is settled."""
        if not await self._taken(reply):
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
            self._doubts.append(_Doubt(reply, turn, self._clock() + GRACE))
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

    async def _resolve(self, doubt: _Doubt) -> None:
        """Its turn is in flight again meanwhile, so that forgetting waits for the end of it."""
        reply, turn = doubt.reply, doubt.turn
        if turn is not None:
            self._channels.of(turn.platform, turn.channel).in_flight[turn.id] = turn
        again = False
        try:
            again = await whole(self._ask(doubt))
        except Exception:  # the database failed: the row stays as it is until the next start
            log.exception("turn state not written", extra={"turn": reply.turn_id})
        if again:
            self._outbox.put(reply)
        else:
            self._done(reply)

    async def _ask(self, doubt: _Doubt) -> bool:
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


async def said_at_once(outlet: Adapter, reply: Reply) -> None:
    """Say a crisis answer, tried TRIES times as long as it was certainly not said."""
    for attempt in range(1, TRIES + 1):
        try:
            await said(outlet, reply)
            return
        except (RateLimited, Disconnected) as error:
            log.warning("crisis answer not said yet", extra={"attempt": attempt})
            await asyncio.sleep(float(getattr(error, "retry_after", RETRY_AFTER)))


async def said(outlet: Adapter, reply: Reply) -> tuple[State, str]:
    """Say `reply`; the state its turn is in after that, and why.

    Raises RateLimited or Disconnected when it was certainly not said and may be tried again.
    """
    try:
        async with asyncio.timeout(SEND_DEADLINE):
            await outlet.say(reply)
    except (RateLimited, Disconnected):
        raise
    except SendRejected as error:
        log.warning("refused by the platform", extra={"reason": error.reason})
        return State.DROPPED, error.reason
    except (SendUnknown, TimeoutError) as error:
        log.info("no answer to what was said", extra={"error": type(error).__name__})
        return State.UNKNOWN, type(error).__name__
    except Exception as error:  # nothing a platform does may end the loop that speaks to it
        log.exception("not said")
        return State.DROPPED, type(error).__name__
    return State.SAID, ""
