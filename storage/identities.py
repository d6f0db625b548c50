"""Accounts that are one person: ids only."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.dialect import insert
from storage.tables import IDENTITY


class SqlIdentities:
    """One row an account."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> dict[str, str]:
        """Viewer id → person id."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(IDENTITY.c.viewer, IDENTITY.c.person))
            return {row.viewer: row.person for row in rows}

    async def link(self, person: str, viewers: Sequence[str], at: float) -> None:
        """Make `viewers` accounts of `person`, whoever's they were."""
        rows = [{"viewer": viewer, "person": person, "at": at} for viewer in viewers]
        statement = insert(self._engine, IDENTITY)
        new = {"person": statement.excluded.person, "at": statement.excluded.at}
        async with self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["viewer"], set_=new), rows
            )

    async def unlink(self, viewers: Sequence[str]) -> None:
        """Forget that `viewers` belong to anybody."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(IDENTITY).where(IDENTITY.c.viewer.in_(viewers)))
