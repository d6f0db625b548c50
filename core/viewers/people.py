"""One viewer on several platforms: who linked which accounts."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence

from core.ports import Clock
from core.stores import Identities


class People:
    """Viewer ids → the person behind them; whoever linked nothing is a person of one account.

    Linked by consent only, keyed on ids, never on names.
    """

    def __init__(self, store: Identities, known: dict[str, str], clock: Clock) -> None:
        """`known` is what the store holds already."""
        self._store = store
        self._known = known
        self._clock = clock
        # What another process has stored is not read in the middle of a change of ours.
        self._changing = asyncio.Lock()
        # Called with an old id and what it is from now on, so that nothing in progress is lost.
        self.moved: Callable[[str, str], object] = lambda *_: None
        # Called when who is whose has changed here.
        self.changed: Callable[[], object] = lambda: None
        # Called with accounts that are no longer one person, before `unlink` returns.
        self.parted: Callable[[Sequence[str]], Awaitable[None]] = _nothing

    def of(self, viewer: str) -> str:
        """The person's id: the same for all linked accounts."""
        return self._known.get(viewer, viewer)

    def accounts(self, viewer: str) -> list[str]:
        """Every account of the same person, `viewer` among them."""
        person = self.of(viewer)
        found = [account for account, owner in self._known.items() if owner == person]
        return sorted(found) or [viewer]

    async def link(self, one: str, other: str) -> None:
        """Make two accounts, with whatever each is linked to, one person."""
        async with self._changing:
            accounts = {*self.accounts(one), *self.accounts(other)}
            before = {self.of(one), self.of(other)}
            person = f"person:{secrets.token_hex(8)}"
            await self._store.link(person, sorted(accounts), self._clock())
            self._known |= dict.fromkeys(accounts, person)
        for old in before:
            self.moved(old, person)
        self.changed()

    async def unlink(self, viewer: str) -> int:
        """Undo every link of this person; how many accounts were linked."""
        async with self._changing:
            accounts = self.accounts(viewer)
            if len(accounts) < 2:
                return 0
            person = self.of(viewer)
            await self._store.unlink(accounts)
            for account in accounts:
                self._known.pop(account, None)
                self.moved(person, account)
        await self.parted(accounts)
        self.changed()
        return len(accounts)

    async def reload(self) -> None:
        """Another process changed who is whose."""
        async with self._changing:
            known, before = await self._store.all(), self._known
            self._known = known
        for viewer in {*before, *known}:
            old, new = before.get(viewer, viewer), known.get(viewer, viewer)
            if old != new:
                self.moved(old, new)


async def _nothing(_: Sequence[str]) -> None:
    """Nothing hangs on who is whose."""
