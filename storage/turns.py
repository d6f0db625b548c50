"""The durable state of every turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import Clock
from core.replies import Reply
from core.turns import State, Turn
from storage.tables import TURN

FINISHED = (State.SAID, State.UNKNOWN, State.DROPPED)


@dataclass(slots=True)
class _Change:
    """One state change waiting for the next commit."""

    values: dict[str, object]
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class SqlTurns:
    """Turns as rows; concurrent changes share one commit, without losing durability."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._waiting: list[_Change] = []
        self._committing = asyncio.Lock()
        self._encode = msgspec.json.Encoder().encode

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store `turns` in one transaction; those whose id was known already are left out."""
        if not turns:
            return []
        now = self._clock()
        rows = [
            {
                "id": turn.id,
                "platform": turn.platform,
                "channel": turn.channel,
                "viewer": turn.viewer.id,
                "state": State.ACCEPTED,
                "at": turn.at,
                "moved_at": now,
                "why": turn.reason,
                "turn": self._encode(turn),
            }
            for turn in turns
        ]
        statement = sqlite_insert(TURN).on_conflict_do_nothing().returning(TURN.c.id)
        async with self._engine.begin() as connection:
            new = set((await connection.execute(statement, rows)).scalars())
        return [turn for turn in turns if turn.id in new]

    async def answered(self, turn_id: str, reply: Reply) -> None:
        """The reply exists; it has not been said."""
        await self._change(turn_id, state=State.ANSWERED, reply=self._encode(reply))

    async def move(self, turn_id: str, state: State, why: str = "") -> None:
        """Move to `state`, with the reason where there is one."""
        await self._change(turn_id, state=state, **({"why": why} if why else {}))

    async def _change(self, turn_id: str, **values: object) -> None:
        """Queue the change and wait until a commit, shared or not, holds it."""
        change = _Change({"id": turn_id, "moved_at": self._clock(), **values})
        self._waiting.append(change)
        async with self._committing:
            if change.done.done():
                return change.done.result()
            batch, self._waiting = self._waiting, []
            await self._commit(batch)
        return change.done.result()

    async def _commit(self, batch: list[_Change]) -> None:
        try:
            async with self._engine.begin() as connection:
                for change in batch:
                    row = dict(change.values)
                    where = TURN.c.id == row.pop("id")
                    await connection.execute(update(TURN).where(where).values(row))
        except BaseException as error:  # every waiter must hear of it, a cancelled one too
            for change in batch:
                if not change.done.done():
                    change.done.set_exception(
                        error if isinstance(error, Exception) else OSError("cancelled")
                    )
                    change.done.exception()
            raise
        for change in batch:
            change.done.set_result(None)

    async def unfinished(self, since: float) -> list[tuple[Turn, State, Reply | None]]:
        """Turns from `since` on that are neither said, unknown nor dropped, oldest first."""
        statement = (
            select(TURN.c.turn, TURN.c.state, TURN.c.reply)
            .where(TURN.c.at >= since, TURN.c.state.not_in(FINISHED))
            .order_by(TURN.c.at)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [
            (
                msgspec.json.decode(turn, type=Turn),
                State(state),
                msgspec.json.decode(reply, type=Reply) if reply else None,
            )
            for turn, state, reply in rows
        ]
