"""The durable state of every turn."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.labels import Platform
from core.ports import Clock
from core.replies import Reply
from core.turns import BEFORE, State, Turn
from core.viewers.nameless import nobody, reply_without, without
from core.whole import whole
from storage.dialect import by_bytes, holds, insert, one_by_one
from storage.tables import TURN
from storage.thanks import claim
from storage.turn_changes import Change, write

log = logging.getLogger(__name__)

Unfinished = tuple[Turn, State, Reply | None]

FINISHED = (State.SAID, State.UNKNOWN, State.DROPPED)
UNFINISHED = (State.ACCEPTED, State.ANSWERED, State.SAYING)
# Why a turn ended whose viewer asked to be forgotten.
FORGOTTEN = "forgotten"


class SqlTurns:
    """Turns as rows; concurrent changes share one commit, without losing durability.

    Each change is a compare-and-set: of two processes that move a turn one does, and the other
    is told that it did not.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._changes: list[Change] = []
        self._next: asyncio.Task[None] | None = None
        self._committing = asyncio.Lock()
        self._encode = msgspec.json.Encoder().encode
        # When each turn was first tried to be stored, where an error may hide a commit.
        self._tried: dict[str, float] = {}

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store `turns` in one transaction; those whose id was known already are left out, and
        of thanks the gifts that another turn thanks for.
        Harmless when repeated: an error may have come after the commit."""
        if not turns:
            return []
        ordered = sorted(turns, key=lambda turn: turn.id)
        tried = {turn.id: self._tried.get(turn.id, self._clock()) for turn in ordered}
        try:
            accepted = await whole(self._insert(ordered, tried))
        except Exception:  # however it failed, the rows may be there: a second try must know ours
            self._tried |= tried
            raise
        for turn in turns:
            self._tried.pop(turn.id, None)
        return [accepted[turn.id] for turn in turns if turn.id in accepted]

    async def _insert(self, turns: list[Turn], tried: Mapping[str, float]) -> dict[str, Turn]:
        """Those that are stored now, by id; `tried` is when each was first tried to be."""
        statement = insert(self._engine, TURN).on_conflict_do_nothing().returning(TURN.c.id)
        async with self._engine.begin() as connection:
            theirs = {turn.id: turn for turn in await claim(connection, turns)}
            rows = {id: self._row(turn, tried[id]) for id, turn in theirs.items()}
            if not rows:
                return {}
            new = set((await connection.execute(statement, [*rows.values()])).scalars())
            if again := rows.keys() & self._tried.keys():
                found = await connection.execute(
                    select(TURN.c.id, TURN.c.moved_at, TURN.c.turn).where(
                        TURN.c.id.in_(again), TURN.c.state == State.ACCEPTED
                    )
                )
                new |= {
                    id
                    for id, at, turn in found
                    if (at, turn) == (rows[id]["moved_at"], rows[id]["turn"])
                }
            return {id: turn for id, turn in theirs.items() if id in new}

    async def passed(self, turns: Sequence[Turn], why: str) -> None:
        """Store `turns` as dropped; those whose id was known already stay as they are."""
        now = self._clock()
        ordered = sorted(turns, key=lambda turn: turn.id)
        rows = [self._row(turn, now) | {"state": State.DROPPED, "why": why} for turn in ordered]
        await whole(self._pass(rows))

    async def _pass(self, rows: list[dict[str, Any]]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(insert(connection, TURN).on_conflict_do_nothing(), rows)

    def _row(self, turn: Turn, tried: float) -> dict[str, Any]:
        return {
            "id": turn.id,
            "platform": turn.platform,
            "channel": turn.channel,
            "viewer": turn.viewer.id,
            "state": State.ACCEPTED,
            "at": turn.at,
            "moved_at": tried,
            "why": turn.reason,
            "turn": self._encode(turn),
        }

    async def answered(self, turn_id: str, reply: Reply) -> bool:
        """The reply exists; it has not been said. False when the turn has another answer already
        or needs none any more. Harmless when repeated: an error may have come after the commit."""
        spent = reply.spent
        return await self._change(
            turn_id,
            (State.ACCEPTED,),
            state=State.ANSWERED,
            reply=self._encode(reply),
            model=reply.model,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            microwon=spent.microwon,
        )

    async def move(self, turn_id: str, state: State, why: str = "") -> bool:
        """Move to `state`, with the reason where there is one; False when the turn is not where
        it could come from."""
        return await self._change(turn_id, BEFORE[state], state=state, why=why or None)

    async def heard(self, turn_id: str, seconds: float) -> None:
        """Its first sound came so long after it was taken."""
        await whole(self._sounded(turn_id, seconds))

    async def _sounded(self, turn_id: str, seconds: float) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(_SET, {"b_id": turn_id, "first_audio": seconds})

    async def _change(self, turn_id: str, before: tuple[State, ...], **values: Any) -> bool:
        """Return when a commit, shared with others or not, holds the change; whether it does."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._commit())
        change = Change(turn_id, before, values | {"moved_at": self._clock()})
        self._changes.append(change)
        await asyncio.shield(self._next)
        return change.done

    async def _commit(self) -> None:
        """Write every change that came while the commit before this one ran."""
        async with self._committing:
            self._next, changes, self._changes = None, self._changes, []
            async with self._engine.connect() as connection:
                fitting = await write(connection, changes)
            for change in fitting:
                change.done = True

    async def forget(self, viewers: Collection[str]) -> None:
        """Take these accounts, their words and their answers out of every turn. Ids and states
        stay, so that nothing is said twice; what was not said yet never is."""
        # Somebody's turn may name others: who asked the same, who was thanked together.
        named = [holds(TURN.c.turn, f'"{viewer}"'.encode()) for viewer in viewers]
        await whole(self._forget(frozenset(viewers), or_(*named)))

    async def take_back(self, story: str, viewer: str) -> None:
        """The same for the turns of one story of theirs alone."""
        told = TURN.c.id.startswith(f"story:{story}:")
        await whole(self._forget(frozenset([viewer]), told))

    async def _forget(self, viewers: frozenset[str], where: ColumnElement[bool]) -> None:
        columns = (TURN.c.id, TURN.c.state, TURN.c.viewer, TURN.c.turn, TURN.c.reply, TURN.c.why)
        async with self._engine.begin() as connection:
            await one_by_one(connection, "forget turns")
            theirs = (
                select(*columns)
                .where(where)
                .order_by(by_bytes(self._engine, TURN.c.id))
                .with_for_update()
            )
            found = await connection.execute(theirs)
            rows = [
                {"b_id": row["id"]} | nameless_turn(dict(row), viewers) for row in found.mappings()
            ]
            if rows:
                await connection.execute(_SET, rows)

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

    async def look(self, turn_id: str) -> tuple[State | None, Reply | None]:
        """Where a turn is, and its reply; None where there is none."""
        statement = select(TURN.c.state, TURN.c.reply).where(TURN.c.id == turn_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            return None, None
        reply = msgspec.json.decode(row.reply, type=Reply) if row.reply else None
        return State(row.state), reply

    async def unfinished(self, since: float) -> list[Unfinished]:
        """Turns from `since` on that are neither said, unknown nor dropped, oldest first."""
        statement = (
            select(TURN.c.turn, TURN.c.state, TURN.c.reply)
            .where(TURN.c.state.in_(UNFINISHED), TURN.c.at >= since)
            .order_by(TURN.c.at)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [found for row in rows if (found := _unfinished(*row)) is not None]


def _unfinished(turn: bytes, state: str, reply: bytes | None) -> Unfinished | None:
    """A row as it is; None for one that another version wrote and this one cannot read."""
    try:
        return (
            msgspec.json.decode(turn, type=Turn),
            State(state),
            msgspec.json.decode(reply, type=Reply) if reply else None,
        )
    except (msgspec.DecodeError, ValueError) as error:
        log.error("turn not readable", extra={"error": type(error).__name__})
        return None


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
# It sets the columns that it is given values of.
_SET = update(TURN).where(TURN.c.id == bindparam("b_id"))
