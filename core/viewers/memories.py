"""What personas remember of a viewer: by consent, each its own, never told in public."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Final

from core.errands import Errand
from core.ports import Clock
from core.stores import Recollections, Viewers
from core.viewers.consent import Asked
from core.viewers.recollection import Recollection

# How long (seconds) a question whether to remember may be answered.
ASKED_FOR: Final = 600.0
REMEMBERED: Final = "remember"
KEPT_FOR: Final = 180 * 86_400.0
# Of one person, for each persona; the oldest gives way.
MOST: Final = 30


class Memories:
    """Linked accounts share what is remembered.

    Wired up later: `errand` takes what must wait for the database; without it nothing is kept.
    """

    def __init__(
        self,
        store: Recollections,
        viewers: Viewers,
        accounts: Callable[[str], Sequence[str]],
        clock: Clock,
    ) -> None:
        """`accounts(viewer)` are all of that person's, `viewer` among them."""
        self._store = store
        self._viewers = viewers
        self._accounts = accounts
        self._clock = clock
        # Nothing is kept after a consent ended, however long it was on its way.
        self._changing = asyncio.Lock()
        self._asked = Asked(clock, ASKED_FOR)
        self.errand: Callable[[Errand], object] = lambda _: None

    async def on(self, viewer: str) -> bool:
        """Whether `viewer` consented."""
        return (await self._viewers.choice(viewer)).remembers

    def ask(self, viewer: str) -> None:
        """`viewer` was told what is kept, and asked for the age."""
        self._asked.ask(viewer, REMEMBERED)

    def asked(self, viewer: str) -> bool:
        """Whether `viewer` was asked just before; counts once."""
        return self._asked.take(viewer, REMEMBERED)

    async def switch(self, viewer: str, on: bool) -> None:
        """Consent, or end it on every account, linked longer or not, and forget what was kept."""
        async with self._changing:
            await self._viewers.decide(viewer, "remembers", on)
            if not on:
                accounts = self._accounts(viewer)
                for other in accounts:
                    await self._viewers.decide(other, "remembers", False)
                await self._store.forget(accounts)

    async def parted(self, accounts: Sequence[str]) -> None:
        """These were one person: of those that did not consent themselves nothing is kept."""
        async with self._changing:
            await self._store.forget([one for one in accounts if not await self.on(one)])

    def keep(self, told: Recollection) -> None:
        """Remember what was told, by consent; never waits."""
        self.errand(lambda: self._keep(told))

    async def _keep(self, told: Recollection) -> None:
        async with self._changing:
            if await self.on(told.viewer):
                await self._store.add(told, self._accounts(told.viewer), MOST)

    async def all(self, viewer: str) -> list[Recollection]:
        """Everything that is remembered of a person, newest first."""
        return await self._store.of(self._accounts(viewer), self._clock() - KEPT_FOR)

    async def told(self, viewer: str, persona: str, before: float, most: int) -> list[Recollection]:
        """What this persona alone was told before a time (Unix seconds), newest first."""
        if not await self.on(viewer):
            return []
        known = [one for one in await self.all(viewer) if one.persona == persona]
        return [one for one in known if one.at < before][:most]

    async def drop(self, viewer: str, persona: str, turn: str) -> bool:
        """Forget one; False when that person has no such."""
        return await self._store.drop(self._accounts(viewer), persona, turn)

    async def clear(self, viewer: str) -> None:
        """Forget all; the consent stays."""
        await self.forget(self._accounts(viewer))

    async def forget(self, viewers: Collection[str]) -> None:
        """Keep nothing of these accounts."""
        async with self._changing:
            await self._store.forget(viewers)
