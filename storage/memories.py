"""What personas were told, by kind and without words."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.labels import Emotion, Situation
from core.viewers.recollection import Recollection
from core.whole import whole
from storage.dialect import insert, one_by_one
from storage.tables import MEMORY, VIEWER_CHOICE

_ROW, _CHOICE = MEMORY.c, VIEWER_CHOICE.c


class SqlMemories:
    """One row a turn and persona."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, viewers: Collection[str], since: float) -> list[Recollection]:
        """All of these accounts from `since` on (Unix seconds), newest first."""
        mine = select(MEMORY).where(_ROW.viewer.in_(list(viewers)), _ROW.at >= since)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(mine.order_by(_ROW.at.desc()))).mappings().all()
        return [
            Recollection(
                turn=row["turn"],
                viewer=row["viewer"],
                persona=row["persona"],
                situation=Situation(row["situation"]) if row["situation"] else None,
                emotion=Emotion(row["emotion"]),
                at=row["at"],
                partner=row["partner"],
                duration=row["duration"],
            )
            for row in rows
        ]

    async def add(self, told: Recollection, accounts: Collection[str], most: int) -> None:
        """Store one, once a turn, where one of `accounts` consents as the database knows it now:
        another process may be ending that. Of all of them and that persona the newest `most` are
        kept."""
        row = {name: getattr(told, name) for name in told.__struct_fields__}
        theirs = (_ROW.viewer.in_(list(accounts)), _ROW.persona == told.persona)
        consent = (_CHOICE.viewer.in_(list(accounts)), _CHOICE.what == "remembers")
        decided = select(_CHOICE.decided).where(*consent).order_by(_CHOICE.at.desc()).limit(1)
        newest = select(_ROW.turn).where(*theirs).order_by(_ROW.at.desc(), _ROW.turn).limit(most)

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await one_by_one(connection, _name(accounts))
                if not (await connection.execute(decided)).scalar():
                    return
                await connection.execute(insert(connection, MEMORY).on_conflict_do_nothing(), [row])
                await connection.execute(
                    delete(MEMORY).where(*theirs, _ROW.turn.not_in(newest.scalar_subquery()))
                )

        await whole(commit())

    async def drop(self, viewers: Collection[str], persona: str, turn: str) -> bool:
        """Delete one; False when these accounts have no such."""
        which = (_ROW.viewer.in_(list(viewers)), _ROW.persona == persona, _ROW.turn == turn)

        async def commit() -> int:
            async with self._engine.begin() as connection:
                return (await connection.execute(delete(MEMORY).where(*which))).rowcount

        return bool(await whole(commit()))

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete all of these accounts, with what is being stored."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                if viewers:
                    await one_by_one(connection, _name(viewers))
                await connection.execute(delete(MEMORY).where(_ROW.viewer.in_(list(viewers))))

        await whole(commit())


def _name(accounts: Collection[str]) -> str:
    """What whoever changes a person's memories holds meanwhile."""
    return f"memory {min(accounts)}"
