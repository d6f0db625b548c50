"""Who did what in which channel. Rows are only added, and swept when they are old."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.audit import Entry
from core.labels import Platform
from core.whole import whole
from storage.dialect import insert
from storage.invites import links_of
from storage.tables import AUDIT

_ROW = AUDIT.c


class SqlAudit:
    """One row a deed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, entry: Entry) -> None:
        values = {name: getattr(entry, name) for name in entry.__struct_fields__}
        statement = insert(self._engine, AUDIT).values(**values).on_conflict_do_nothing()

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(statement)

        await whole(commit())

    async def page(self, platform: Platform, channel: str, before: float, most: int) -> list[Entry]:
        """A channel's entries from before that (Unix seconds), newest first."""
        statement = (
            select(AUDIT)
            .where(_ROW.platform == platform, _ROW.channel == channel, _ROW.at < before)
            .order_by(_ROW.at.desc(), _ROW.id)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        return [Entry(**{**row, "platform": Platform(row["platform"])}) for row in rows]

    async def forget(self, viewers: Collection[str]) -> None:
        """What was done stays; to whom, and by whom of these, does not. Before their links are
        forgotten, by which they did some."""
        theirs = list(viewers)
        by = _ROW.who.in_(theirs) | _ROW.who.in_(links_of(theirs))

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(AUDIT).where(_ROW.viewer.in_(theirs)).values(NOBODY)
                )
                await connection.execute(update(AUDIT).where(by).values(NO_NAME))

        await whole(commit())


# What a row holds of somebody who was forgotten.
NOBODY = {"viewer": "", "about": ""}
NO_NAME = {"who": "", "name": ""}
