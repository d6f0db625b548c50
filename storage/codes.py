"""Single-use codes, by hash."""

from collections.abc import Collection

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.dialect import holds, insert, one_by_one
from storage.tables import CODE


class SqlCodes:
    """One row a code; taking it deletes it, so that it counts once in however many processes."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def issue(self, key: str, data: bytes, expires_at: float, now: float) -> bool:
        """Store a code and drop others for the same `data`; False when `key` is taken."""
        async with self._engine.begin() as connection:
            await one_by_one(connection, f"code {data!r}")
            gone = (CODE.c.expires_at <= now) | (CODE.c.data == data)
            await connection.execute(delete(CODE).where(gone))
            stored = await connection.execute(
                insert(connection, CODE)
                .values(key=key, data=data, expires_at=expires_at)
                .on_conflict_do_nothing()
                .returning(CODE.c.key)
            )
            return stored.scalar_one_or_none() is not None

    async def put(self, key: str, data: bytes, expires_at: float) -> None:
        """Store `data` under `key`, whatever was there."""
        values = {"data": data, "expires_at": expires_at}
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(connection, CODE)
                .values(key=key, **values)
                .on_conflict_do_update(index_elements=["key"], set_=values)
            )

    async def take(self, key: str, now: float) -> bytes | None:
        """What `key` stands for, removed; None when there is none or it expired."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(CODE).where(CODE.c.expires_at <= now))
            taken = await connection.execute(
                delete(CODE).where(CODE.c.key == key).returning(CODE.c.data)
            )
            return taken.scalar_one_or_none()

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete the codes of these accounts, and what waits for their word or names them."""
        theirs = [
            (CODE.c.data == viewer.encode())
            | CODE.c.key.endswith(f":{viewer}", autoescape=True)
            | holds(CODE.c.data, f'"{viewer}"'.encode())
            for viewer in viewers
        ]
        async with self._engine.begin() as connection:
            await connection.execute(delete(CODE).where(or_(*theirs)))
