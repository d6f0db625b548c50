"""Which other processes of the installation are there, how their parts are, what they show."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from itertools import chain

from msgspec import Struct

from core.channels.console import PartState
from core.fleet.newsroom import Newsroom
from core.labels import Platform
from core.ports import Clock

HERE, GONE = "here", "gone"
EVERY = 2.0
# Seconds of silence after which a process is taken for gone.
SILENT_FOR = 12.0

# A channel that an overlay speaks for somewhere; None: one does for every channel.
Shown = tuple[Platform, str] | None


class Sign(Struct, frozen=True):
    """What a process says of itself."""

    me: str
    roles: tuple[str, ...] = ()
    parts: tuple[PartState, ...] = ()
    shown: tuple[Shown, ...] = ()


class Presence:
    """Tells the others every two seconds, and keeps what they tell.

    Wired up later: `parts` and `shown` tell how it is here; `changed` is called when another
    came or went.
    """

    def __init__(self, newsroom: Newsroom, roles: tuple[str, ...], clock: Clock) -> None:
        """`roles` are what this process does."""
        self._newsroom = newsroom
        self._roles = roles
        self._clock = clock
        self._signs: dict[str, tuple[float, Sign]] = {}
        self._there: frozenset[str] = frozenset()
        self.parts: Callable[[], Iterable[PartState]] = tuple
        self.changed: Callable[[], object] = lambda: None
        self.shown: Callable[[], Collection[Shown]] = tuple
        newsroom.on(HERE, Sign, self._heard)
        newsroom.on(GONE, str, self._left)

    async def run(self) -> None:
        """Tell until cancelled."""
        if self._newsroom.alone:
            return
        while True:
            self._newsroom.tell(HERE, self._sign())
            self._look()
            await asyncio.sleep(EVERY)

    def _look(self) -> None:
        """Let know when another came or went since the last time."""
        now = frozenset(sign.me for sign in self.others)
        if now != self._there:
            self._there = now
            self.changed()

    async def leave(self) -> None:
        """This process goes: the others need not wait for that to show."""
        await self._newsroom.tell_at_once(GONE, self._newsroom.me)

    def _sign(self) -> Sign:
        return Sign(self._newsroom.me, self._roles, tuple(self.parts()), tuple(self.shown()))

    def _heard(self, sign: Sign) -> None:
        self._signs[sign.me] = (self._clock(), sign)

    def _left(self, me: str) -> None:
        self._signs.pop(me, None)

    @property
    def others(self) -> list[Sign]:
        """The signs of the other processes that are there."""
        now = self._clock()
        self._signs = {
            me: known for me, known in self._signs.items() if now - known[0] < SILENT_FOR
        }
        return [sign for _, sign in self._signs.values()]

    def count(self, *roles: str) -> int:
        """How many other processes do any of these."""
        return sum(not set(sign.roles).isdisjoint(roles) for sign in self.others)

    def having(self, part: str) -> int:
        """How many other processes have that part."""
        return sum(any(one.part == part for one in sign.parts) for sign in self.others)

    def with_others(self, here: Iterable[PartState]) -> list[PartState]:
        """Parts of this process and of the others; one that several have is well where all of
        them are."""
        found: dict[str, PartState] = {}
        for part in chain(here, *(sign.parts for sign in self.others)):
            known = found.get(part.part, PartState(part.part, True))
            problems = {**known.problems, **part.problems}
            found[part.part] = PartState(part.part, known.ok and part.ok, problems)
        return list(found.values())

    def watched(self, platform: Platform, channel: str) -> bool:
        """Whether any other process shows an overlay that speaks for that channel."""
        here = (platform, channel)
        return any(None in sign.shown or here in sign.shown for sign in self.others)
