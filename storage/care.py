"""Who disclosed a crisis lately: a start must not answer them as if nothing had been."""

import msgspec
from sqlalchemy import Column, Float, LargeBinary, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from core.safety.aftercare import FOLLOW_UP_FOR, Disclosed
from core.whole import whole
from storage.dialect import insert

CARE = Table(
    "care",
    SQLModel.metadata,
    Column("person", String, primary_key=True),
    Column("at", Float, nullable=False),
    Column("told", LargeBinary, nullable=False),
)
_decode = msgspec.json.Decoder(Disclosed).decode


class SqlCare:
    """One row a person, for half an hour; `sweep` deletes what is older."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, told: Disclosed) -> None:
        """Store it in place of what that person told before."""
        statement = insert(self._engine, CARE).values(
            person=told.person, at=told.at, told=msgspec.json.encode(told)
        )
        newer = {name: statement.excluded[name] for name in ("at", "told")}

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["person"],
                        set_=newer,
                        where=CARE.c.at <= statement.excluded.at,
                    )
                )

        await whole(commit())

    async def drop(self, person: str) -> None:
        """It was no disclosure."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(delete(CARE).where(CARE.c.person == person))

        await whole(commit())

    async def sweep(self, now: float) -> None:
        """Delete what counts no more (Unix seconds)."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(delete(CARE).where(CARE.c.at < now - FOLLOW_UP_FOR))

        await whole(commit())

    async def since(self, at: float) -> list[Disclosed]:
        """Whoever disclosed something from `at` (Unix seconds) on."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(CARE.c.told).where(CARE.c.at >= at))
            return [_decode(told) for told in rows.scalars()]
