"""Which turn thanks for which gift: of two that would, only the first does."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.turns import Turn
from storage.dialect import write_first
from storage.tables import DONATION


async def claim(connection: AsyncConnection, turns: Sequence[Turn]) -> list[Turn]:
    """`turns` without the gifts that another turn thanks for; one that is left without any is
    left out. Two processes may take up the same gift while a channel moves between them.

    It comes first in its transaction.
    """
    gifts = sorted({gift for turn in turns if _thanks(turn) for gift in turn.event_ids})
    if not gifts:
        return list(turns)
    await write_first(connection)
    rows = await connection.execute(_LOCKED, {"ids": gifts})
    by: dict[str, str] = {id: turn for id, turn in rows}  # noqa: C416 - rows are no pairs to mypy
    kept = [found for turn in turns if (found := _without_others(turn, by)) is not None]
    mine = [
        {"b_id": gift, "b_turn": turn.id}
        for turn in kept
        if _thanks(turn)
        for gift in turn.event_ids
        if gift in by
    ]
    if mine:
        await connection.execute(_CLAIM, mine)
    return kept


def _thanks(turn: Turn) -> bool:
    """What is spoken after a common line was thanked for in that."""
    return turn.support is not None and not turn.aloud


def _without_others(turn: Turn, by: dict[str, str]) -> Turn | None:
    """`turn` with the gifts that are free or its own, which are its own in `by` from now on."""
    if not _thanks(turn):
        return turn
    # What could not be stored has no row, and nobody else knows of it.
    ours = [id for id in turn.event_ids if by.get(id, "") in ("", turn.id)]
    by |= {id: turn.id for id in ours if id in by}
    if len(ours) == len(turn.event_ids):
        return turn
    if not ours:
        return None
    named = zip(turn.event_ids, turn.thanked, strict=False)
    thanked = tuple(one for id, one in named if id in ours)
    return replace(turn, event_ids=tuple(ours), thanked=thanked)


# In one order everywhere: two processes that wait for each other would be stuck.
_LOCKED = (
    select(DONATION.c.id, DONATION.c.turn)
    .where(DONATION.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(DONATION.c.id)
    .with_for_update()
)
_CLAIM = update(DONATION).where(DONATION.c.id == bindparam("b_id")).values(turn=bindparam("b_turn"))
