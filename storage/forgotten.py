"""Who asked to be forgotten, by hash, and what that leaves of a row."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ports import Clock
from core.turns import Turn
from core.viewers.veiled import hashed as hashed
from core.viewers.veiled import veiled
from core.whole import whole
from storage.audit import NO_NAME, NOBODY
from storage.dialect import insert
from storage.donations import nameless_gift
from storage.invites import links_of
from storage.tables import FORGOTTEN
from storage.turns import nameless_turn

Row = dict[str, Any]


class SqlForgotten:
    """One row an account."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def forget(self, viewers: Collection[str]) -> None:
        """Note it, without telling who they are; of their links, too, while they are known."""
        async with self._engine.connect() as connection:
            links = (await connection.execute(links_of(viewers))).scalars().all()
        names = sorted({*viewers, *links})
        rows = [{"account": hashed(name), "at": self._clock()} for name in names]
        await whole(self._insert(rows))

    async def _insert(self, rows: list[dict[str, object]]) -> None:
        statement = insert(self._engine, FORGOTTEN)
        latest = {"at": statement.excluded.at}
        async with self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["account"], set_=latest), rows
            )


async def forgotten_since(connection: AsyncConnection, at: float) -> frozenset[str]:
    """Hashes of the accounts that asked after that (Unix seconds)."""
    statement = select(FORGOTTEN.c.account).where(FORGOTTEN.c.at > at)
    return frozenset((await connection.execute(statement)).scalars())


def without(table: str, row: Row, gone: Collection[str]) -> Row | None:
    """What may be kept of a row when the accounts with these hashes are forgotten; None when
    nothing may."""
    rule = RULES.get(table) if gone else None
    return rule(row, gone) if rule else row


def _nothing(row: Row, gone: Collection[str]) -> Row | None:
    return None if hashed(row["viewer"]) in gone else row


def _turn(row: Row, gone: Collection[str]) -> Row:
    people = msgspec.json.decode(row["turn"], type=Turn).people
    viewers = frozenset(one for one in people if hashed(one) in gone)
    return row | nameless_turn(row, viewers) if viewers else row


def _gift(row: Row, gone: Collection[str]) -> Row:
    return row | nameless_gift(row["event"]) if hashed(row["viewer"]) in gone else row


def _decided(row: Row, gone: Collection[str]) -> Row:
    settings = msgspec.json.decode(row["value"])
    ignored = settings.get("ignored", {})
    shown = veiled(ignored, lambda viewer: hashed(viewer) in gone)
    return row | {"value": msgspec.json.encode(settings | {"ignored": shown})} if ignored else row


def _noted(row: Row, gone: Collection[str]) -> Row:
    row = row | NOBODY if hashed(row["viewer"]) in gone else row
    return row | NO_NAME if hashed(row["who"]) in gone else row


RULES: Final[Mapping[str, Callable[[Row, Collection[str]], Row | None]]] = {
    "audit": _noted,
    "channel_setting": _decided,
    "turn": _turn,
    "donation": _gift,
    "chat": _nothing,
    "film_feedback": _nothing,
    "identity": _nothing,
    "mark": _nothing,
    "memory": _nothing,
    "story": _nothing,
    "story_like": _nothing,
    "viewer_choice": _nothing,
}
