"""What is kept of a channel's time, for its report."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Table,
    case,
    func,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.events import ChatMessage, Donation, Raid, Redemption, Subscription
from core.gifts.gift import Gift, GiftState
from core.labels import Platform
from core.movies.opinion import Verdict
from core.replies import Reply
from core.reports.kept import GAP, Kept, KeptTurn
from core.spending.spent import Spent
from core.turns import State, Turn
from storage import moments
from storage.dialect import snapshot
from storage.tables import CHAT, DONATION, FILM_FEEDBACK, LINK, MARK, STORY, TURN

ACTIVE: Final = (TURN, CHAT, DONATION)

Place = tuple[Platform, str]


class SqlReport:
    """Reads only. A channel's threads are parts of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def places(self) -> list[Place]:
        """Channels that anything is kept of, the one that was active last before the others."""
        each = union_all(
            *(
                select(table.c.platform, table.c.channel, func.max(table.c.at).label("at"))
                .group_by(table.c.platform, table.c.channel)
                .select_from(table)
                for table in ACTIVE
            )
        ).subquery()
        statement = select(each.c.platform, each.c.channel).order_by(each.c.at.desc())
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return list(dict.fromkeys((Platform(one), key.partition("/")[0]) for one, key in rows))

    async def last_stream(self, platform: Platform, channel: str) -> tuple[float, float] | None:
        """When a channel's last activity without a GAP began and ended (Unix seconds); None
        where nothing is kept of it."""
        active = _active(platform, channel).subquery()
        pause = active.c.at - func.lag(active.c.at).over(order_by=active.c.at)
        paused = select(active.c.at, pause.label("pause")).subquery()
        begins = paused.c.pause.is_(None) | (paused.c.pause > GAP)
        statement = select(func.max(case((begins, paused.c.at))), func.max(paused.c.at))
        async with self._engine.connect() as connection:
            since, until = (await connection.execute(statement)).one()
        return None if since is None else (since, until)

    async def kept(self, platform: Platform, channel: str, since: float, until: float) -> Kept:
        """Everything from `since` to `until` (Unix seconds, both counted in), oldest first."""
        there = (platform, channel)
        async with snapshot(self._engine) as connection:

            async def rows(table: Table, *columns: Any) -> Sequence[Row[Any]]:
                within = (_in(table, *there), table.c.at.between(since, until))
                found = select(*columns).where(*within).order_by(table.c.at)
                return (await connection.execute(found)).all()

            gifts = await rows(DONATION, *_GIFT)
            turns = [_turn(row) for row in await rows(TURN, *_TURN)]
            return Kept(
                platform=platform,
                channel=channel,
                name=await _name(connection, *there),
                since=since,
                until=until,
                turns=turns,
                gifts=[_gift(row) for row in gifts],
                lines=await _lines(connection, *there, since, until),
                saved=await _saved(connection, *there, since, until),
                marks=await moments.marks(connection, _in(MARK, *there), since, until),
                stories=await moments.stories(connection, _in(STORY, *there), since, until),
                votes=await moments.votes(connection, _in(CHAT, *there), turns),
                left_out=await moments.left_out(connection),
            )


def _in(table: Table, platform: Platform, channel: str) -> ColumnElement[bool]:
    part = table.c.channel.startswith(f"{channel}/", autoescape=True)
    return (table.c.platform == platform) & ((table.c.channel == channel) | part)


def _active(platform: Platform, channel: str) -> CompoundSelect[Any]:
    """When there was anything."""
    return union_all(*(select(table.c.at).where(_in(table, platform, channel)) for table in ACTIVE))


async def _name(connection: AsyncConnection, platform: Platform, channel: str) -> str:
    """As its streamer linked it; "" where nobody did."""
    mine = (LINK.c.platform == platform, LINK.c.channel == channel)
    found = await connection.execute(select(LINK.c.name).where(*mine))
    return found.scalar_one_or_none() or ""


async def _lines(
    connection: AsyncConnection, platform: Platform, channel: str, since: float, until: float
) -> int:
    statement = select(func.count()).where(
        _in(CHAT, platform, channel),
        CHAT.c.at.between(since, until),
        CHAT.c.kind == ChatMessage.__name__,
    )
    return int((await connection.execute(statement)).scalar_one())


async def _saved(
    connection: AsyncConnection, platform: Platform, channel: str, since: float, until: float
) -> dict[str, int]:
    """Films that were saved in that time by those who were there."""
    there = union(
        *(
            select(table.c.viewer).where(
                _in(table, platform, channel), table.c.at.between(since, until)
            )
            for table in ACTIVE
        )
    )
    mine = FILM_FEEDBACK.c
    statement = (
        select(mine.film, func.count())
        .where(
            mine.verdict == Verdict.SAVED,
            mine.at.between(since, until),
            mine.viewer.in_(there),
        )
        .group_by(mine.film)
    )
    return {str(film): int(count) for film, count in await connection.execute(statement)}


def _turn(row: Row[Any]) -> KeptTurn:
    return KeptTurn(
        turn=_decode_turn(row.turn),
        state=State(row.state),
        why=row.why,
        moved_at=row.moved_at,
        reply=_decode_reply(row.reply) if row.reply else None,
        model=row.model,
        spent=Spent(row.tokens_in, row.tokens_out, row.microwon),
        first_audio=row.first_audio,
    )


def _gift(row: Row[Any]) -> Gift:
    return Gift(event=_decode_event(row.event), state=GiftState(row.state), plain=row.plain)


_decode_event = msgspec.json.Decoder(Donation | Subscription | Raid | Redemption).decode
_decode_turn = msgspec.json.Decoder(Turn).decode
_decode_reply = msgspec.json.Decoder(Reply).decode
_TURN = tuple(
    TURN.c[name]
    for name in (
        "turn", "state", "why", "moved_at", "reply", "model", "tokens_in", "tokens_out",
        "microwon", "first_audio",
    )
)  # fmt: skip
_GIFT = (DONATION.c.state, DONATION.c.plain, DONATION.c.event)
