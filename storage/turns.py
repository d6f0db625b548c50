"""The durable state of every turn."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.labels import Platform
from core.nameless import nobody, reply_without, without
from core.ports import Clock
from core.replies import Reply
from core.turns import BEFORE, State, Turn
from core.whole import whole
from storage.dialect import holds, insert, one_by_one
from storage.tables import TURN

FINISHED = (State.SAID, State.UNKNOWN, State.DROPPED)
# Why a turn ended whose viewer asked to be forgotten.
FORGOTTEN = "forgotten"


@dataclass(slots=True)
class _Change:
    """New values of a turn's row, where the row still is as `where` says."""

    turn_id: str
    where: ColumnElement[bool] | None
    values: dict[str, object]
    done: bool = False


class SqlTurns:
    """Turns as rows; concurrent changes share one commit, without losing durability.

    Each change is a compare-and-set: of two processes that move a turn one does, and the other
    is told that it did not.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._changes: list[_Change] = []
        self._next: asyncio.Task[None] | None = None
        self._committing = asyncio.Lock()
        self._encode = msgspec.json.Encoder().encode
        # When each turn was first tried to be stored, where an error may hide a commit.
        self._tried: dict[str, float] = {}

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store `turns` in one transaction; those whose id was known already are left out.
        Harmless when repeated: an error may have come after the commit."""
        if not turns:
            return []
        now = self._clock()
        rows: list[dict[str, Any]] = [
            {
                "id": turn.id,
                "platform": turn.platform,
                "channel": turn.channel,
                "viewer": turn.viewer.id,
                "state": State.ACCEPTED,
                "at": turn.at,
                "moved_at": self._tried.get(turn.id, now),
                "why": turn.reason,
                "turn": self._encode(turn),
            }
            for turn in sorted(turns, key=lambda turn: turn.id)
        ]
        try:
            new = await whole(self._insert(rows))
        except Exception:  # however it failed, the rows may be there: a second try must know ours
            self._tried |= {row["id"]: row["moved_at"] for row in rows}
            raise
        for turn in turns:
            self._tried.pop(turn.id, None)
        return [turn for turn in turns if turn.id in new]

    async def _insert(self, rows: list[dict[str, Any]]) -> set[str]:
        statement = insert(self._engine, TURN).on_conflict_do_nothing().returning(TURN.c.id)
        async with self._engine.begin() as connection:
            new = set((await connection.execute(statement, rows)).scalars())
            tried = {row["id"]: row for row in rows if row["id"] in self._tried}
            if tried:
                found = await connection.execute(
                    select(TURN.c.id, TURN.c.moved_at, TURN.c.turn).where(
                        TURN.c.id.in_(tried), TURN.c.state == State.ACCEPTED
                    )
                )
                new |= {
                    id
                    for id, at, turn in found
                    if (at, turn) == (tried[id]["moved_at"], tried[id]["turn"])
                }
            return new

    async def answered(self, turn_id: str, reply: Reply) -> bool:
        """The reply exists; it has not been said. False when the turn has another answer already
        or needs none any more. Harmless when repeated: an error may have come after the commit."""
        spent = reply.spent
        encoded = self._encode(reply)
        return await self._change(
            turn_id,
            or_(
                TURN.c.state == State.ACCEPTED,
                and_(TURN.c.state == State.ANSWERED, TURN.c.reply == encoded),
            ),
            moved_at=self._clock(),
            state=State.ANSWERED,
            reply=encoded,
            model=reply.model,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            microwon=spent.microwon,
        )

    async def move(self, turn_id: str, state: State, why: str = "") -> bool:
        """Move to `state`, with the reason where there is one; False when the turn is not where
        it could come from."""
        return await self._change(
            turn_id,
            TURN.c.state.in_(BEFORE[state]),
            moved_at=self._clock(),
            state=state,
            **({"why": why} if why else {}),
        )

    async def heard(self, turn_id: str, seconds: float) -> None:
        """Its first sound came so long after it was taken."""
        await whole(self._change(turn_id, None, first_audio=seconds))

    async def _change(
        self, turn_id: str, where: ColumnElement[bool] | None, **values: object
    ) -> bool:
        """Return when a commit, shared with others or not, holds the change; whether it does."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._commit())
        change = _Change(turn_id, where, values)
        self._changes.append(change)
        await asyncio.shield(self._next)
        return change.done

    async def _commit(self) -> None:
        """Write every change that came while the commit before this one ran."""
        async with self._committing:
            self._next, changes, self._changes = None, self._changes, []
            # In one order everywhere: two processes that wait for each other would be stuck.
            changes.sort(key=lambda change: change.turn_id)
            async with self._engine.begin() as connection:
                for change in changes:
                    statement = update(TURN).where(TURN.c.id == change.turn_id)
                    if change.where is not None:
                        statement = statement.where(change.where)
                    written = await connection.execute(statement.values(change.values))
                    change.done = written.rowcount == 1

    async def forget(self, viewers: Collection[str]) -> None:
        """Take these accounts, their words and their answers out of every turn. Ids and states
        stay, so that nothing is said twice; what was not said yet never is."""
        await whole(self._forget(frozenset(viewers)))

    async def _forget(self, viewers: frozenset[str]) -> None:
        # Somebody's turn may name others: who asked the same, who was thanked together.
        named = [holds(TURN.c.turn, f'"{viewer}"'.encode()) for viewer in viewers]
        columns = (TURN.c.id, TURN.c.state, TURN.c.viewer, TURN.c.turn, TURN.c.reply, TURN.c.why)
        async with self._engine.begin() as connection:
            await one_by_one(connection, "forget turns")
            theirs = select(*columns).where(or_(*named)).order_by(TURN.c.id).with_for_update()
            found = await connection.execute(theirs)
            rows = [
                {"b_id": row["id"]} | nameless_turn(dict(row), viewers) for row in found.mappings()
            ]
            if rows:
                await connection.execute(_REWRITE, rows)

    async def said_since(self, platform: Platform, at: float) -> list[tuple[str, float]]:
        """Channel and time of each line that was said, or may have been, from `at` on, oldest
        first."""
        statement = (
            select(TURN.c.channel, TURN.c.moved_at)
            .where(
                TURN.c.platform == platform,
                TURN.c.state.in_((State.SAYING, State.SAID, State.UNKNOWN)),
                TURN.c.moved_at >= at,
            )
            .order_by(TURN.c.moved_at)
        )
        async with self._engine.connect() as connection:
            return [
                (channel, moved_at) for channel, moved_at in await connection.execute(statement)
            ]

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


def nameless_turn(row: Mapping[str, Any], viewers: frozenset[str]) -> dict[str, object]:
    """What the row of a turn that is about `viewers` holds from now on."""
    turn = without(msgspec.json.decode(row["turn"], type=Turn), viewers)
    reply = row["reply"]
    if reply is not None:
        known = msgspec.json.decode(reply, type=Reply)
        reply = msgspec.json.encode(reply_without(known, turn, viewers))
    mine = row["viewer"] in viewers
    ends = mine and row["state"] not in FINISHED
    return {
        "viewer": nobody(turn.platform).id if mine else row["viewer"],
        "state": _ENDS[row["state"]] if ends else row["state"],
        "why": FORGOTTEN if ends else row["why"],
        "turn": msgspec.json.encode(turn),
        "reply": reply,
    }


# Of what was being said nobody knows any more whether it was.
_ENDS = {
    State.ACCEPTED: State.DROPPED,
    State.ANSWERED: State.DROPPED,
    State.SAYING: State.UNKNOWN,
}
_REWRITE = (
    update(TURN)
    .where(TURN.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in ("viewer", "state", "why", "turn", "reply")})
)
