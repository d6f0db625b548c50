"""The part of an installation's channels that this process answers for."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AsyncExitStack

from bots.bus import ROOM, Bus
from core.fleet.presence import Presence
from core.labels import Platform
from core.ports import Adapter, Divided, Leases

# Processes that may speak to Twitch: each needs one of five conduits
# (https://dev.twitch.tv/docs/eventsub/handling-conduit-events/).
SLOTS = frozenset(str(number) for number in range(5))
NO_SLOT = -1


class Share(Collection[str]):
    """The homes of those channels, by leases, always as they are now.

    What it was given it goes on hearing until Redis says that it is another's: a disclosure is
    answered while Redis is away too. What it says needs a lease that holds at that moment.
    """

    def __init__(self, presence: Presence, adapters: Mapping[str, Adapter], room: bool) -> None:
        """`room` tells whether the room is here, which nobody else has then.

        Wired up later: `leave` is called with each home that is another's from now on, `gained`
        when there are more than before.
        """
        self._presence = presence
        self._own = (ROOM,) if room else ()
        self._divided: dict[str, Divided] = {
            name: adapter for name, adapter in adapters.items() if isinstance(adapter, Divided)
        }
        self._leases: dict[str, Leases] = {}
        self._slots: Leases | None = None
        self._had: frozenset[str] = frozenset()
        self.leave: Callable[[str], object] = lambda _: None
        self.gained: Callable[[], object] = lambda: None
        self._of: dict[str, int] = {}

    async def begin(self, bus: Bus, shard: str, stack: AsyncExitStack) -> None:
        """Serve nothing until a lease is there, and ask for leases."""
        self._presence.changed = self.changed
        for name, adapter in self._divided.items():
            adapter.serve(())
            adapter.found = self.changed
            # Who divides must ask for the same; of Discord each process has a shard of its own.
            of = f"{name} {shard}" if name == Platform.DISCORD else name
            self._leases[name] = leases = await stack.enter_async_context(bus.lease(of))
            leases.changed = self.changed
        if Platform.TWITCH in self._divided:
            self._slots = await stack.enter_async_context(bus.lease("twitch slots"))
            self._slots.changed = self.changed
            self._slots.ask(SLOTS)
        self.changed()

    def serves(self, home: str) -> bool:
        """Whether what is heard there is this process's to answer, by what was known last."""
        return home in self._own or (home in self._had and self._granted(home))

    def _granted(self, home: str) -> bool:
        name, _, unit = home.partition("/")
        return unit in self._leases[name].granted

    def changed(self) -> None:
        """Leases, channels or other processes came or went: serve what is ours now."""
        slot = min(map(int, self._slots.granted), default=NO_SLOT) if self._slots else 0
        granted = frozenset(self._homes(lambda leases: leases.granted))
        for home in self._had - granted:
            self.leave(home)
        if granted - self._had:
            self.gained()
        self._had = granted
        for name, adapter in self._divided.items():
            leases = self._leases[name]
            adapter.serve(tuple(leases.granted), slot, self._sharing(name, leases))
            spoken = name != Platform.TWITCH or slot != NO_SLOT
            leases.ask(frozenset(adapter.units) if spoken else ())

    def _sharing(self, name: str, leases: Leases) -> int:
        """How many processes share the account's limits; the others may only seem to be gone
        while nothing is heard of leases either."""
        of = 1 + self._presence.having(name)
        if not leases.mine and leases.granted:
            of = max(of, self._of.get(name, 1))
        self._of[name] = of
        return of

    def _homes(self, held: Callable[[Leases], Collection[str]]) -> Iterator[str]:
        yield from self._own
        for name, leases in self._leases.items():
            for unit in held(leases):
                yield f"{name}/{unit}"

    def __contains__(self, home: object) -> bool:
        if home in self._own:
            return True
        name, _, unit = str(home).partition("/")
        leases = self._leases.get(name)
        return leases is not None and unit in leases.mine

    def __iter__(self) -> Iterator[str]:
        return self._homes(lambda leases: leases.mine)

    def __len__(self) -> int:
        return sum(1 for _ in self)
