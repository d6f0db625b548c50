"""Words of gifts that wait for a manager's yes."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable

from msgspec.structs import replace

from core.events import Event
from core.gate.candidate import Candidate
from core.gifts.gift import Gift, WordState
from core.gifts.wishes import Wishes
from core.gifts.words import gifts_of
from core.labels import Platform
from core.ports import Clock
from core.stores import DonationStore

# Seconds; then they are not shown.
WAITS = 3600.0
# Of all channels together, in memory; the oldest gives way.
MOST = 2_000


class Approval:
    """A gift's row tells whether its words wait, and what was decided. What waits here is kept in
    memory too, so that whoever looks at it needs no database.

    Wired up later: `held(viewer id)` tells who disclosed a crisis lately: nobody decides about
    their words; `unsettled_now` is called when there is something to be stored.
    """

    def __init__(self, store: DonationStore, wishes: Wishes, clock: Clock) -> None:
        self._store = store
        self._wishes = wishes
        self._clock = clock
        self._waiting: OrderedDict[str, Gift] = OrderedDict()
        # What was decided here, and by whom gifts are whose words are to be hidden yet.
        self._decided: OrderedDict[str, None] = OrderedDict()
        self._hiding: set[str] = set()
        # Gifts whose words were let pass and then skipped, or taken back.
        self._unanswered: set[str] = set()
        self.held: Callable[[str], bool] = lambda _: False
        self.unsettled_now: Callable[[], object] = lambda: None

    def asked(self, gift: Gift) -> Gift:
        """`gift`, whose words wait from now on, if they are free and it has any."""
        has = (
            gift.words is WordState.FREE
            and not gift.plain
            and self._wishes.of(gift.event.text).text
        )
        return replace(gift, words=WordState.WAITING) if has else gift

    async def ask(self, gift: Gift) -> Gift:
        """The same for a gift that is stored."""
        asked = self.asked(gift)
        if asked is not gift:
            await self._store.ask([gift.event.id])
        return asked

    def keep(self, gift: Gift) -> None:
        """Let managers see the words of a stored gift, if they wait."""
        fresh = self._clock() - gift.event.at <= WAITS
        decided = gift.event.id in self._decided or gift.event.viewer.id in self._hiding
        if gift.words is WordState.WAITING and fresh and not decided:
            self._waiting.setdefault(gift.event.id, gift)
            if len(self._waiting) > MOST:
                self._waiting.popitem(last=False)

    def without_words(self, gift: Gift) -> Gift:
        """`gift` as it may be shown at once: what its giver chose besides words counts."""
        event = replace(gift.event, text=self._wishes.of(gift.event.text).tags, emotes=())
        return replace(gift, event=event)

    def waiting(self, platform: Platform, channel: str) -> list[Event]:
        """What waits there, oldest first."""
        now = self._clock()
        self.keep_if(lambda event: now - event.at <= WAITS)
        found = [
            gift.event
            for gift in self._waiting.values()
            if (gift.event.platform, gift.event.channel) == (platform, channel)
            and not self.held(gift.event.viewer.id)
        ]
        return sorted(found, key=lambda event: event.at)

    async def take(self, platform: Platform, channel: str, id: str, shown: bool) -> Event | None:
        """Decide about the words of a gift, once; None when they wait no more, or somebody else
        was faster."""
        if id not in (event.id for event in self.waiting(platform, channel)):
            return None
        gift = self._waiting[id]
        to = WordState.SHOWN if shown else WordState.HIDDEN
        decided = await self._store.decide(id, gift.words, to)
        self._waiting.pop(id, None)
        if not decided:
            return None
        self._decided[id] = None
        if len(self._decided) > MOST:
            self._decided.popitem(last=False)
        return gift.event

    async def look(self, ours: Callable[[Event], bool]) -> None:
        """Take up what waits in channels of ours, whoever kept it, and let go of what waits no
        more. What was let pass and is answered by nobody waits again: its process died."""
        before = set(self._waiting)
        waiting = await self._store.words(self._clock() - WAITS)
        here = [one for one in waiting if one.event.id in before or ours(one.event)]
        found = {gift.event.id: gift for gift in here[-MOST:]}
        for id in before - found.keys():
            self._waiting.pop(id, None)
        for id, gift in found.items():
            known = id in before or id in self._decided or gift.event.viewer.id in self._hiding
            if id in self._waiting or not known:
                self._waiting[id] = gift

    def hide(self, viewers: Collection[str]) -> None:
        """Nothing of these viewers is shown; `settle` stores that."""
        self.keep_if(lambda event: event.viewer.id not in viewers)
        self._hiding.update(viewers)

    def unanswered(self, lines: Iterable[Candidate]) -> None:
        """These are answered by nobody: words of gifts among them are offered no more, not even
        after a restart. `settle` stores that; never waits."""
        gifts = [id for line in lines for id in gifts_of(line.events)]
        if gifts:
            self._unanswered.update(gifts)
            self.unsettled_now()

    @property
    def unsettled(self) -> bool:
        """Whether there is something to be stored."""
        return bool(self._hiding or self._unanswered)

    async def settle(self) -> None:
        """Store whose words are hidden, and which."""
        hiding = set(self._hiding)
        if hiding:
            await self._store.hide(hiding)
            self._hiding -= hiding
        for id in list(self._unanswered):
            await self._store.decide(id, WordState.SHOWN, WordState.HIDDEN)
            self._unanswered.discard(id)

    def keep_if(self, stays: Callable[[Event], bool]) -> None:
        """Keep those here no more that do not stay."""
        for id in [id for id, gift in self._waiting.items() if not stays(gift.event)]:
            del self._waiting[id]
