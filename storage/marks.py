"""Moments that were marked."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from core.reports.mark import Mark
from core.whole import whole
from storage.dialect import insert
from storage.tables import MARK


class SqlMarks:
    """One row a mark."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, mark: Mark) -> None:
        """Store it; where it is stored already, it is from now."""
        values = {name: getattr(mark, name) for name in mark.__struct_fields__}
        statement = insert(self._engine, MARK).values(**values)
        moved = {name: statement.excluded[name] for name in ("platform", "channel", "at")}

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    statement.on_conflict_do_update(index_elements=["id"], set_=moved)
                )

        await whole(commit())

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete what these accounts marked."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(delete(MARK).where(MARK.c.viewer.in_(list(viewers))))

        await whole(commit())
