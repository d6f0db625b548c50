"""What a process that died left unfinished, settled by whoever answers there now."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from core.channels.known import Channels
from core.delivery.mouth import Mouth
from core.errors import TopicError
from core.gifts.donations import GIVEN_UP, Donations
from core.meter import SILENT, Drop, Meter
from core.ports import Clock, Topic
from core.replies import Reply
from core.stores import Turns
from core.turns import State, Turn

log = logging.getLogger(__name__)

DIED = "died while saying"
# Seconds between looks; until what nobody here works on is taken for lost; between
# looks for gifts; until what should have come back from an engine is lost.
EVERY = 5.0
LOST = 5.0
GIFTS_EVERY = 30.0
AWAY = 60.0


class Recovery:
    """Looks at start, and then now and then: another process may have died, or a message to it
    be lost.

    What was accepted is answered again and what was answered is said, while it is fresh or a
    donation's thanks. What was being said may have been said: its platform is asked, and where
    none can tell it is `unknown` and never said again.
    """

    def __init__(
        self,
        turns: Turns,
        donations: Donations,
        mouth: Mouth,
        topic: Topic[Turn],
        replies: Topic[Reply],
        channels: Channels,
        clock: Clock,
        ours: Callable[[str], bool] = lambda _: True,
        meter: Meter = SILENT,
        every: float = EVERY,
    ) -> None:
        """`ours(home)` tells whether this process answers there; `every` seconds it looks."""
        self._turns = turns
        self._donations = donations
        self._mouth = mouth
        self._topic = topic
        self._replies = replies
        self._channels = channels
        self._clock = clock
        self._ours = ours
        self._meter = meter
        self._every = every
        self._again: list[Turn | Reply] = []
        self._seen: dict[str, float] = {}
        # When each was taken up last: what is put may be lost once more.
        self._taken_up: dict[str, float] = {}
        self._over: set[str] = set()
        self._gifts_seen = float("-inf")
        # Called with what comes too late.
        self.late: Callable[[Turn], object] = lambda _: None
        # Set when channels have come that another process answered in.
        self._gained = asyncio.Event()

    async def run(self) -> None:
        """Put on its way what was found, and look again, until cancelled."""
        while True:
            try:
                await self.resume()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._every):
                        await self._gained.wait()
                await self.look()
            except Exception:  # the database or Redis is away: the next look finds it again
                log.exception("unfinished turns not settled")
                await asyncio.sleep(LOST)

    async def look(self, died: bool = False) -> None:
        """Settle what is unfinished, and take up again gifts that have no turn yet. `died`:
        nothing of it can be this process's own. Topics are bounded: what goes on does when this
        runs, beside those who take it."""
        now, gained = self._clock(), self._gained.is_set()
        self._gained.clear()
        unfinished: set[str] = set()
        covered: set[str] = set()
        for turn, state, reply in await self._turns.unfinished(now - GIVEN_UP):
            if not self._ours(turn.home or self._channels.home(turn.platform, turn.channel)):
                continue
            unfinished.add(turn.id)
            if turn.support is not None and not turn.aloud:
                covered.update(turn.event_ids)
            # What is answered waits for its mouth alone, which was another's a moment ago.
            left = gained and state is State.ANSWERED and not self._mouth.holds(turn.id)
            lost = self._is_lost(turn, now)
            if (died or left or lost) and not self._rests(turn, state):
                try:
                    await self._take_up(turn, state, reply, now)
                    self._taken_up[turn.id] = now
                except Exception:  # one turn must not keep the others; the next look finds it
                    log.exception("not taken up", extra={"turn": turn.id})
        self._seen = {id: at for id, at in self._seen.items() if id in unfinished}
        self._taken_up = {id: at for id, at in self._taken_up.items() if id in unfinished}
        self._end(unfinished)
        if died or now - self._gifts_seen >= GIFTS_EVERY:
            await self._donations.resume(covered, self._ours)
            self._gifts_seen = now

    def gained(self) -> None:
        """Channels of another process are this one's, and with them what it left, or one goes on
        that rested: whoever was promised an answer there has waited long enough."""
        self._gifts_seen = float("-inf")
        self._gained.set()

    def _rests(self, turn: Turn, state: State) -> bool:
        """Whether it waits until a manager lets its channel go on."""
        if state is State.SAYING:
            return False
        return self._channels.of(turn.platform, turn.channel).resting

    def _is_lost(self, turn: Turn, now: float) -> bool:
        """Whether nobody works on `turn` any more, by all that can be known here."""
        since = self._seen.setdefault(turn.id, now)
        taken_up = self._taken_up.get(turn.id, float("-inf"))
        if self._mouth.holds(turn.id) or now - taken_up < AWAY:
            return False
        channel = self._channels.find(turn.platform, turn.channel)
        away = channel is not None and turn.id in channel.in_flight
        return now - since >= (AWAY if away else LOST)

    def _end(self, unfinished: set[str]) -> None:
        """A channel does not wait for a turn that ended elsewhere, as two looks have found."""
        over: set[str] = set()
        for channel in self._channels:
            if not self._ours(channel.home):
                continue
            for id in [id for id in channel.in_flight if id not in unfinished]:
                if self._mouth.holds(id):
                    continue
                if id in self._over:
                    channel.done(id)
                over.add(id)
        self._over = over

    async def _take_up(self, turn: Turn, state: State, reply: Reply | None, now: float) -> None:
        log.info("recovered", extra={"turn": turn.id, "state": state})
        fresh = turn.support is not None or now - turn.at <= turn.fresh
        if state is State.SAYING and reply is not None:
            await self._mouth.doubt(reply, turn, DIED)
        elif state is State.SAYING:
            await self._donations.doubted(turn.event_ids if turn.support else ())
            await self._turns.move(turn.id, State.UNKNOWN, DIED)
            self._meter.turn(turn.platform, State.UNKNOWN)
        elif not fresh:
            await self._turns.move(turn.id, State.DROPPED, "too old after a restart")
            self._meter.turn(turn.platform, State.DROPPED)
            self._meter.dropped(Drop.OLD)
            self.late(turn)
        elif state is State.ANSWERED and reply is not None:
            self._again.append(reply)
        else:
            self._again.append(turn)

    async def resume(self) -> None:
        """Put on its way what was found. What is put twice is done once: its row tells whether
        it still is to be."""
        while self._again:
            item = self._again[0]
            try:
                if isinstance(item, Turn):
                    await self._topic.put(item)
                else:
                    await self._replies.put(item)
            except TopicError:
                log.warning("not taken up yet")
                await asyncio.sleep(LOST)
                continue
            self._again.pop(0)
