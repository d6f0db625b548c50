"""What viewers decided about themselves."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import Clock
from core.viewers.choice import Decision, ViewerChoice
from core.viewers.people import People
from core.whole import whole
from storage.dialect import insert
from storage.tables import VIEWER_CHOICE

CACHED = 5_000
_ROW = VIEWER_CHOICE.c


class SqlViewers:
    """One row an account and decision; of a person's accounts the newest counts. The choices of
    those who were asked for last are kept in memory."""

    def __init__(self, engine: AsyncEngine, people: People, clock: Clock) -> None:
        self._engine = engine
        self._people = people
        self._clock = clock
        self._cached: OrderedDict[str, ViewerChoice] = OrderedDict()
        # What is read while a decision is stored must not be remembered after it.
        self._changing = asyncio.Lock()
        # Called with accounts whose choices were changed here.
        self.changed: Callable[[Collection[str]], object] = lambda _: None

    async def choice(self, viewer: str) -> ViewerChoice:
        """What `viewer` or another account of that person decided last."""
        person = self._people.of(viewer)
        found = self._cached.get(person)
        if found is None:
            async with self._changing:
                found = self._cached[person] = await self._read(viewer)
            if len(self._cached) > CACHED:
                self._cached.popitem(last=False)
        self._cached.move_to_end(person)
        return found

    async def _read(self, viewer: str) -> ViewerChoice:
        mine = _ROW.viewer.in_(self._people.accounts(viewer))
        statement = select(_ROW.what, _ROW.decided).where(mine).order_by(_ROW.at)
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement)
            return ViewerChoice(**{row.what: row.decided for row in rows})

    async def decide(self, viewer: str, what: Decision, on: bool) -> None:
        """Store one decision; it counts when this returns."""
        new = {"decided": on, "at": self._clock()}
        statement = (
            insert(self._engine, VIEWER_CHOICE)
            .values(viewer=viewer, what=what, **new)
            .on_conflict_do_update(index_elements=["viewer", "what"], set_=new)
        )

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(statement)

        async with self._changing:
            await whole(commit())
            self._uncache([viewer])
        self.changed([viewer])

    async def forget(self, viewers: Collection[str]) -> None:
        """These accounts decided nothing."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    delete(VIEWER_CHOICE).where(_ROW.viewer.in_(list(viewers)))
                )

        async with self._changing:
            await whole(commit())
            self._uncache(viewers)
        self.changed(viewers)

    async def reload(self, viewers: Collection[str]) -> None:
        """Another process changed what these accounts chose."""
        async with self._changing:
            self._uncache(viewers)

    async def reload_all(self) -> None:
        """Another process may have changed anything."""
        async with self._changing:
            self._cached.clear()

    def _uncache(self, viewers: Collection[str]) -> None:
        for viewer in viewers:
            # An account by itself too: it may have been asked for before it was linked.
            for key in (self._people.of(viewer), *self._people.accounts(viewer)):
                self._cached.pop(key, None)
