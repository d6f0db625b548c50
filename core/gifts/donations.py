"""Whatever somebody gave: durable before anything else happens with it, then acknowledged."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Sequence

import msgspec

from core.channels.known import Channels
from core.channels.settings import Announcer, Mode
from core.events import Donation, Event, Raid, Redemption, Subscription
from core.gate.burst import thanks_turn
from core.gifts.approval import Approval
from core.gifts.gift import Gift, GiftState, WordState
from core.gifts.later import Later
from core.gifts.rankings import Rankings
from core.gifts.wishes import Wishes
from core.labels import Platform
from core.meter import SILENT, Drop, Meter
from core.ports import Clock, Topic
from core.safety.moderation import Moderation
from core.stores import DonationStore, Turns
from core.turns import State, Turn
from core.viewers.nameless import nameless
from core.whole import at_the_end

log = logging.getLogger(__name__)

HELD = 10_000
# Ids of gifts that came here lately.
KNOWN = 20_000
BATCH = 500
RETRY_AFTER = 1.0
# After a restart an alert this old (seconds) is shown no more, and thanks this old not said.
ALERT_FRESH = 600.0
GIVEN_UP = 86_400.0
MOST_CHECKS = 100


class Donations:
    """Records what was given, passes it on once it is committed, and follows its thanks.

    Wired up later: `recorded` gets each new gift when it may be answered; `alert` what the
    overlay shall show, and whether that shall be kept until somebody watches.
    """

    def __init__(
        self,
        store: DonationStore,
        channels: Channels,
        turns: Turns,
        topic: Topic[Turn],
        words: Callable[[Platform, str], Moderation],
        wishes: Wishes,
        clock: Clock,
        meter: Meter = SILENT,
    ) -> None:
        """`words` tells what may be shown in a channel."""
        self._store = store
        self.rankings = Rankings(store, words, clock)
        # Messages that wait for a manager's yes.
        self.approval = Approval(store, wishes, clock)
        self._channels = channels
        self._turns = turns
        self._topic = topic
        self._clock = clock
        self._meter = meter
        self._waiting: dict[str, Gift] = {}
        self._new: deque[Gift] = deque()
        self._shown: set[str] = set()
        self._later = Later(clock)
        # By a gift's id the home of its channel.
        self._known: OrderedDict[str, str] = OrderedDict()
        self._something = asyncio.Event()
        self.approval.unsettled_now = self._something.set
        self._committed = asyncio.Event()
        self.recorded: Callable[[Gift], object] = lambda _: None
        self.alert: Callable[[Event, bool], object] = lambda *_: None

    @property
    def full(self) -> bool:
        """Whether no more can wait for the database."""
        return self.waiting >= HELD

    @property
    def waiting(self) -> int:
        """How many wait for the database."""
        return len(self._waiting)

    def record(self, event: Event, plain: bool = False) -> None:
        """Store what somebody gave, soon; never waits."""
        if not isinstance(event, Donation | Subscription | Raid | Redemption):
            return
        gift = Gift(event=event, plain=plain)
        if plain:
            gift = Gift(event=msgspec.structs.replace(event, text="", emotes=()), plain=True)
        if self.full:
            log.error("donation not stored: too many wait", extra={"platform": event.platform})
            self._meter.dropped(Drop.DONATION)
            self._pass_on(gift)
            return
        self._know(event)
        self._waiting.setdefault(event.id, gift)
        self._something.set()

    def _know(self, event: Event) -> None:
        self._known[event.id] = self._home(event)
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def _home(self, event: Event) -> str:
        return self._channels.home(event.platform, event.channel)

    def leave(self, home: str) -> None:
        """Another process takes up what was given there, from its row on."""
        self._later.keep_if(lambda gift: self._home(gift.event) != home)
        self._known = OrderedDict((id, at) for id, at in self._known.items() if at != home)
        self.approval.keep_if(lambda event: self._home(event) != home)

    async def stored(self, id: str) -> Gift | None:
        """The gift once it is committed; None when it was never recorded."""
        while id in self._waiting:
            await self._committed.wait()
        return await self._store.get(id)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write(), name="donations: store")
            release = self._later.run(lambda gift: self.recorded(gift))
            tasks.create_task(release, name="donations: later")

    async def _write(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting or self._new or self._shown or self.approval.unsettled:
                try:
                    await self._commit()
                except Exception:  # a full disk: all is kept in memory until it can be stored
                    log.exception("donations not stored", extra={"waiting": len(self._waiting)})
                    await asyncio.sleep(RETRY_AFTER)

    async def flush(self) -> None:
        """Store what waits, at the end: the next process takes it up."""
        batch = [self._placed(gift) for gift in self._waiting.values()]

        async def store() -> None:
            if batch:
                await self._store.add(batch)
            await self.approval.settle()

        await at_the_end(store(), donations=len(batch))

    async def _commit(self) -> None:
        batch = [self._placed(gift) for gift in list(self._waiting.values())[:BATCH]]
        new = await self._store.add(batch) if batch else set()
        fresh = [gift for gift in batch if gift.event.id in new]
        self._new += fresh
        for gift in fresh:
            won = gift.event.amount if isinstance(gift.event, Donation) else 0
            self._meter.gift(gift.event.platform, gift.state, won)
        for gift in batch:
            self._waiting.pop(gift.event.id)
        self._committed.set()
        self._committed = asyncio.Event()
        while self._new:
            await self._begin(self._new[0])
            self._new.popleft()
        shown = set(self._shown)
        await self.acknowledged(shown)
        self._shown -= shown
        if not self._waiting:
            await self.approval.settle()

    def _placed(self, gift: Gift) -> Gift:
        """`gift` as its channel wants it now."""
        settings = self._channels.settings(gift.event.platform, gift.event.channel)
        theirs = settings.announcer is Announcer.CHANNEL
        if settings.mode is Mode.OFF or (theirs and not settings.in_chat):
            return msgspec.structs.replace(gift, state=GiftState.OFF)
        return self.approval.asked(gift) if settings.approve_gifts else gift

    async def _begin(self, gift: Gift) -> None:
        """Everything that follows from a gift that is committed."""
        if gift.plain and gift.state is GiftState.RECEIVED:
            turn = thanks_turn([gift.event], gift.event.id)
            turn = msgspec.structs.replace(turn, home=self._home(gift.event))
            for accepted in await self._turns.accept([turn]):
                self._meter.turn(accepted.platform, State.ACCEPTED)
                await self._topic.put(accepted)
        if self._approves(gift.event) and gift.state is GiftState.RECEIVED:
            gift = await self.approval.ask(gift)
        self._pass_on(gift)

    def _pass_on(self, gift: Gift) -> None:
        if gift.plain or gift.state is not GiftState.RECEIVED:
            self.recorded(gift)
            return
        gift = self._shown_at_once(gift)
        if self._announces(gift.event):
            self.alert(gift.event, False)
            self.recorded(gift)
        else:
            self._later.put(gift)

    def _announces(self, event: Event) -> bool:
        """Whether donations are announced by us in the channel of `event`."""
        settings = self._channels.settings(event.platform, event.channel)
        return settings.announcer is Announcer.LOVELM

    def _approves(self, event: Event) -> bool:
        """Whether a manager looks at words first in the channel of `event`."""
        return self._channels.settings(event.platform, event.channel).approve_gifts

    def _shown_at_once(self, gift: Gift) -> Gift:
        """`gift`, without its words where a manager looks at them first."""
        if gift.words is WordState.FREE and not self._approves(gift.event):
            return gift
        self.approval.keep(gift)
        return self.approval.without_words(gift)

    def shown(self, id: str) -> None:
        """The overlay has shown the alert of a gift; never waits."""
        if len(self._shown) < HELD:
            self._shown.add(id)
            self._something.set()

    async def acknowledged(self, ids: Collection[str]) -> int:
        """The thanks for these were said or shown; of how many that was not known before."""
        moved = await self._store.move(ids, GiftState.ACKNOWLEDGED) if ids else []
        for gift in moved:
            self._meter.gift(gift.event.platform, gift.state)
        return len(moved)

    async def doubted(self, ids: Collection[str]) -> None:
        """Nobody knows whether the thanks for these were seen: the overlay shows them, and a
        manager may look."""
        for gift in await self._store.move(ids, GiftState.CHECK) if ids else ():
            log.warning("donation to be checked", extra={"gift": gift.event.id})
            self._meter.gift(gift.event.platform, gift.state)
            if self._announces(gift.event) and not gift.plain:
                self.alert(self._shown_at_once(gift).event, True)

    async def resume(
        self, covered: Collection[str], ours: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Take up again, as soon as this runs, what a process that died left without thanks.
        `covered` are gifts whose turn goes on by itself; what came here is known already."""
        now = self._clock()
        for gift in await self._store.unacknowledged(now - GIVEN_UP):
            if not ours(self._home(gift.event)) or gift.event.id in self._known:
                continue
            self._know(gift.event)
            fresh = now - gift.event.at <= ALERT_FRESH
            if gift.state is GiftState.RECEIVED and gift.event.id not in covered:
                log.info("donation taken up again", extra={"gift": gift.event.id})
                self._new.append(gift)
                self._something.set()
            elif gift.state is GiftState.CHECK and fresh and self._announces(gift.event):
                self.alert(self._shown_at_once(gift).event, True)
        await self.approval.look(lambda event: ours(self._home(event)))

    def hide(self, viewers: Collection[str]) -> None:
        """No words of these viewers' gifts are shown that wait for a manager; never waits."""
        self.approval.hide(viewers)
        self._something.set()

    async def forget(self, viewers: Collection[str]) -> None:
        """Amounts and ids stay; who gave them, and their words, do not: in the store, and in
        what waits to be stored or passed on."""
        while waiting := [id for id, gift in self._waiting.items() if _from(gift, viewers)]:
            await self.stored(waiting[0])
        for number, gift in enumerate(self._new):
            self._new[number] = _without(gift, viewers)
        self._later.change(lambda gift: _without(gift, viewers))
        await self._store.forget(viewers)
        self.approval.keep_if(lambda event: event.viewer.id not in viewers)

    async def latest(self, platform: Platform, channel: str, most: int) -> list[Gift]:
        """What was given in a channel, newest first."""
        return await self._store.latest(platform, channel, most)

    async def checks(self, platform: Platform, channel: str) -> Sequence[Gift]:
        """What a manager should look at, newest first."""
        return await self._store.checks(platform, channel, MOST_CHECKS)


def _from(gift: Gift, viewers: Collection[str]) -> bool:
    return gift.event.viewer.id in viewers


def _without(gift: Gift, viewers: Collection[str]) -> Gift:
    """`gift`, nameless if one of `viewers` gave it."""
    if not _from(gift, viewers):
        return gift
    return msgspec.structs.replace(gift, event=nameless(gift.event))
