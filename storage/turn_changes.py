"""Changes of turns' rows that share a commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.turns import State
from storage.tables import TURN


@dataclass(slots=True)
class Change:
    """New values of a turn's row, if its state is one of `before` or it holds just this answer.

    `values` are its state, the time and what of OPTIONAL there is to change.
    """

    turn_id: str
    before: tuple[State, ...]
    values: dict[str, Any]
    done: bool = False


async def write(connection: AsyncConnection, changes: Sequence[Change]) -> list[Change]:
    """Commit what fits, and say which that was."""
    # In one order everywhere: two processes that wait for each other would be stuck.
    ordered = sorted(changes, key=lambda change: change.turn_id)
    found = await connection.execute(_CHANGE, [_row(change) for change in ordered])
    if found.rowcount == len(ordered):
        await connection.commit()
        return ordered
    # Of many at once the database tells how many fitted, not which. Seldom: somebody else was there.
    await connection.rollback()
    fitting = [
        change
        for change in ordered
        if (await connection.execute(_CHANGE, _row(change))).rowcount == 1
    ]
    await connection.commit()
    return fitting


def _row(change: Change) -> dict[str, Any]:
    before = dict(zip(_BEFORE, (*change.before, *_NONE), strict=False))
    return _UNCHANGED | before | {"b_id": change.turn_id} | change.values


# One statement whatever changes: what is NULL stays as it is. A reading first, or a statement for
# each set of columns, costs a batch of turns more than the writing.
OPTIONAL: Final = ("reply", "why", "model", "tokens_in", "tokens_out", "microwon")
_UNCHANGED: Final = dict.fromkeys(OPTIONAL)
# As many states as a turn may come from at most.
_NONE: Final = (None, None, None)
_BEFORE: Final = ("b_first", "b_second", "b_third")
_CHANGE: Final = (
    update(TURN)
    .where(
        TURN.c.id == bindparam("b_id"),
        or_(
            TURN.c.state.in_([bindparam(name, type_=TURN.c.state.type) for name in _BEFORE]),
            # The same answer once more: an error may have come after its commit.
            and_(TURN.c.state == State.ANSWERED, TURN.c.reply == bindparam("reply")),
        ),
    )
    .values(
        {
            "state": bindparam("state"),
            "moved_at": bindparam("moved_at"),
            **{name: func.coalesce(bindparam(name), TURN.c[name]) for name in OPTIONAL},
        }
    )
)
