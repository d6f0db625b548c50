"""Changes of turns' rows that share a commit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import write_first
from storage.tables import TURN

# Whether a row with that state and that reply may be changed.
Fits = Callable[[str, bytes | None], bool]


@dataclass(slots=True)
class Change:
    """New values of a turn's row, if the row still fits."""

    turn_id: str
    fits: Fits
    values: dict[str, Any]
    done: bool = False


async def write(connection: AsyncConnection, changes: Sequence[Change]) -> list[Change]:
    """Those whose rows fitted, and are changed when this transaction is committed."""
    await write_first(connection)
    found = await connection.execute(_LOCKED, {"ids": [change.turn_id for change in changes]})
    rows: dict[str, tuple[str, bytes | None]] = {id: (state, reply) for id, state, reply in found}
    fitting = [change for change in changes if _fits(change, rows)]
    for statement, values in _statements(fitting):
        await connection.execute(statement, values)
    return fitting


def _fits(change: Change, rows: dict[str, tuple[str, bytes | None]]) -> bool:
    """Whether `change` finds its row as it should be among `rows`, id → state and reply, which
    are then as after it."""
    row = rows.get(change.turn_id)
    if row is None or not change.fits(*row):
        return False
    rows[change.turn_id] = change.values.get("state", row[0]), change.values.get("reply", row[1])
    return True


def _statements(changes: Sequence[Change]) -> Iterator[tuple[Update, list[dict[str, Any]]]]:
    """One statement for all changes of the same columns; of one row in their order."""
    shapes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    touched: set[str] = set()
    for change in changes:
        if change.turn_id in touched:
            yield from ((setting(shape), rows) for shape, rows in shapes.items())
            shapes, touched = {}, set()
        touched.add(change.turn_id)
        values = {"b_id": change.turn_id} | change.values
        shapes.setdefault(tuple(change.values), []).append(values)
    yield from ((setting(shape), rows) for shape, rows in shapes.items())


@cache
def setting(columns: tuple[str, ...]) -> Update:
    """Built once: SQLAlchemy takes longer for that than SQLite for the work."""
    new: dict[str, Any] = {column: bindparam(column) for column in columns}
    return update(TURN).where(TURN.c.id == bindparam("b_id")).values(new)


# In one order everywhere: two processes that wait for each other would be stuck.
_LOCKED = (
    select(TURN.c.id, TURN.c.state, TURN.c.reply)
    .where(TURN.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(TURN.c.id)
    .with_for_update()
)
