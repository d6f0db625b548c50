"""Everything that is kept of one viewer, as it is asked for by whoever it is about."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.channels.settings import ChannelSettings
from core.events import Donation, Raid, Redemption, Subscription
from core.replies import Reply
from core.spending.budget import Scope
from core.turns import State, Turn
from core.viewers.veiled import hashed
from storage.care import CARE
from storage.credentials import CREDENTIAL
from storage.dialect import holds, snapshot
from storage.invites import links_of
from storage.tables import (
    AUDIT,
    CHANNEL_SETTING,
    CHAT,
    DONATION,
    FILM_FEEDBACK,
    FORGOTTEN,
    IDENTITY,
    MARK,
    MEMORY,
    SPENDING,
    STORY,
    STORY_LIKE,
    TURN,
    VIEWER_CHOICE,
)

Row = dict[str, Any]


class HeldTurn(Struct, frozen=True):
    """A turn that is theirs, or that names them among others."""

    turn: Turn
    state: State
    reply: Reply | None


class Held(Struct, frozen=True, kw_only=True):
    """Rows by their columns, the oldest first; nothing that opens an account. `ignored` are
    channels that answer them no more, with the name they had then; `forgotten` when they asked
    for that before (Unix seconds)."""

    accounts: Sequence[str]
    linked: Sequence[Row]
    chat: Sequence[Row]
    turns: Sequence[HeldTurn]
    gifts: Sequence[tuple[Row, Donation | Subscription | Raid | Redemption]]
    films: Sequence[Row]
    memories: Sequence[Row]
    choices: Sequence[Row]
    spending: Sequence[Row]
    grants: Sequence[Row]
    ignored: Sequence[Row]
    noted: Sequence[Row]
    stories: Sequence[Row]
    likes: Sequence[Row]
    marks: Sequence[Row]
    care: Sequence[Row]
    forgotten: Sequence[float]

    @property
    def empty(self) -> bool:
        """Whether nothing is kept but what a manager decided, and that they were forgotten."""
        kept = (
            self.linked, self.chat, self.turns, self.gifts, self.films, self.memories,
            self.choices, self.spending, self.grants, self.noted, self.stories, self.likes,
            self.marks, self.care,
        )  # fmt: skip
        return not any(kept)


async def held(engine: AsyncEngine, viewer: str) -> Held:
    """What is kept of the person who has the account `viewer`, on all accounts that are linked."""
    async with snapshot(engine) as connection:
        mine = select(IDENTITY.c.person).where(IDENTITY.c.viewer == viewer)
        person = (await connection.execute(mine)).scalar_one_or_none() or viewer
        linked = await _rows(connection, IDENTITY, IDENTITY.c.person == person, "at")
        accounts = sorted({viewer, *(row["viewer"] for row in linked)})

        async def of(table: Table, order: str) -> list[Row]:
            return await _rows(connection, table, table.c.viewer.in_(accounts), order)

        gifts = await of(DONATION, "at")
        hashes = [hashed(account) for account in accounts]
        asked = await _rows(connection, FORGOTTEN, FORGOTTEN.c.account.in_(hashes), "at")
        by = AUDIT.c.who.in_(accounts) | AUDIT.c.who.in_(links_of(accounts))
        keys = [hashed(person), *hashes]
        spent = (SPENDING.c.scope == Scope.VIEWER) & SPENDING.c.key.in_(keys)
        return Held(
            accounts=accounts,
            linked=linked,
            chat=await of(CHAT, "at"),
            turns=await _turns(connection, accounts),
            gifts=[(row, _event(row["event"])) for row in gifts],
            films=await of(FILM_FEEDBACK, "at"),
            memories=await of(MEMORY, "at"),
            choices=await of(VIEWER_CHOICE, "at"),
            spending=await _rows(connection, SPENDING, spent, "day"),
            grants=await _grants(connection, accounts),
            ignored=await _ignored(connection, accounts),
            noted=await _rows(connection, AUDIT, AUDIT.c.viewer.in_(accounts) | by, "at"),
            stories=await of(STORY, "at"),
            likes=await of(STORY_LIKE, "at"),
            marks=await of(MARK, "at"),
            care=await _rows(connection, CARE, CARE.c.person.in_([person, *accounts]), "at"),
            forgotten=[row["at"] for row in asked],
        )


async def _rows(
    connection: AsyncConnection, table: Table, where: ColumnElement[bool], order: str
) -> list[Row]:
    found = await connection.execute(select(table).where(where).order_by(table.c[order]))
    return [dict(row) for row in found.mappings()]


async def _turns(connection: AsyncConnection, accounts: Collection[str]) -> list[HeldTurn]:
    # As forgetting finds them: somebody's turn may name others.
    named = or_(*(holds(TURN.c.turn, f'"{account}"'.encode()) for account in accounts))
    rows = await _rows(connection, TURN, named, "at")
    turns = [
        HeldTurn(
            _turn(row["turn"]), State(row["state"]), _reply(row["reply"]) if row["reply"] else None
        )
        for row in rows
    ]
    return [one for one in turns if not one.turn.people.isdisjoint(accounts)]


async def _grants(connection: AsyncConnection, accounts: Collection[str]) -> list[Row]:
    """Consents of a broadcaster's or bot's account; what is sealed stays where it is."""
    columns = (CREDENTIAL.c.platform, CREDENTIAL.c.kind, CREDENTIAL.c.account, CREDENTIAL.c.name)
    found = await connection.execute(select(*columns).order_by(*columns))
    return [dict(row) for row in found.mappings() if f"{row.platform}:{row.account}" in accounts]


async def _ignored(connection: AsyncConnection, accounts: Collection[str]) -> list[Row]:
    found = await connection.execute(select(CHANNEL_SETTING))
    return [
        {"platform": row.platform, "channel": row.channel, "name": ignored[account]}
        for row in found
        for ignored in (_settings(row.value).ignored,)
        for account in (key for one in accounts for key in (one, hashed(one)))
        if account in ignored
    ]


_event: Final = msgspec.json.Decoder(Donation | Subscription | Raid | Redemption).decode
_turn: Final = msgspec.json.Decoder(Turn).decode
_reply: Final = msgspec.json.Decoder(Reply).decode
_settings: Final = msgspec.json.Decoder(ChannelSettings).decode
