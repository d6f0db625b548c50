"""Answers that wait to be spoken on one channel, donors' first."""

from collections import deque
from collections.abc import Callable, Iterator

from core.channels.channel import Channel
from core.ports import Clock
from core.show.taking import NEVER
from core.show.telling import Telling
from core.turns import UNASKED_FRESH

# Unpaid answers; an older one gives way to a newer.
UNPAID = 3
PAID = 50
# Seconds that an answer which chat has had waits for others to be heard.
LATE = 60.0


class Line:
    """Bounded. Whatever leaves it unspoken is stopped."""

    def __init__(
        self, channel: Channel, clock: Clock, dropped: Callable[[Telling], object]
    ) -> None:
        """`clock` never goes back; `dropped` gets whatever leaves it unspoken."""
        self._channel = channel
        self._clock = clock
        self._dropped = dropped
        self._paid: deque[Telling] = deque()
        self._unpaid: deque[Telling] = deque()

    def __len__(self) -> int:
        return len(self._paid) + len(self._unpaid)

    def __iter__(self) -> Iterator[Telling]:
        return iter([*self._paid, *self._unpaid])

    def put(self, telling: Telling) -> None:
        """At its end."""
        telling.since = self._clock()
        if telling.reply.paid and len(self._paid) < PAID:
            self._paid.append(telling)
            return
        self._unpaid.append(telling)
        if len(self._unpaid) > UNPAID:
            # A story that is read is what all the others came for.
            oldest = next((one for one in self._unpaid if not one.reply.story), self._unpaid[0])
            self.drop(lambda one: one is oldest)

    def next(self) -> Telling:
        """Take out whoever is first; there must be one."""
        return (self._paid or self._unpaid).popleft()

    def drop(self, which: Callable[[Telling], bool] = lambda _: True) -> None:
        """Take out all such."""
        for line in (self._paid, self._unpaid):
            for telling in [telling for telling in line if which(telling)]:
                line.remove(telling)
                telling.stop()
                self._dropped(telling)

    def drop_late(self) -> float:
        """Take out what would be spoken late; seconds until there may be more of that."""
        now = self._clock()
        self.drop(lambda telling: telling.since + self.patience(telling) <= now)
        return min([LATE, *(one.since + self.patience(one) - now for one in self)])

    def patience(self, telling: Telling) -> float:
        """Seconds that an answer waits for others to be heard; for ever where somebody gave for
        it, and where chat has not had it."""
        reply = telling.reply
        if reply.unasked:
            return UNASKED_FRESH
        in_chat = self._channel.settings.in_chat
        return LATE if in_chat and not (reply.paid or reply.story) else NEVER
