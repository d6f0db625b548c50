"""What is kept of a channel's best moments: marks, stories read, votes, and who is left out."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from core.labels import Platform
from core.poll import OPEN_FOR, Poll
from core.reports.kept import KeptTurn
from core.reports.mark import Mark, MarkKind
from core.stories.story import AIRED, Story
from core.turns import State
from storage.stories import story_of
from storage.tables import CHAT, DONATION, IDENTITY, MARK, STORY, TURN


async def marks(
    connection: AsyncConnection, there: ColumnElement[bool], since: float, until: float
) -> list[Mark]:
    """What was marked `there` in that time, oldest first."""
    within = select(MARK).where(there, MARK.c.at.between(since, until))
    rows = (await connection.execute(within.order_by(MARK.c.at, MARK.c.id))).mappings()
    return [
        Mark(**{**row, "platform": Platform(row["platform"]), "kind": MarkKind(row["kind"])})
        for row in rows
    ]


async def stories(
    connection: AsyncConnection, there: ColumnElement[bool], since: float, until: float
) -> list[Story]:
    """Stories that were read `there` in that time, oldest first."""
    read = STORY.c.state.in_(AIRED) & STORY.c.read_at.between(since, until)
    rows = await connection.execute(select(STORY).where(there, read).order_by(STORY.c.read_at))
    return [story_of(row) for row in rows.all()]


async def votes(
    connection: AsyncConnection, there: ColumnElement[bool], turns: Iterable[KeptTurn]
) -> Mapping[str, tuple[int, ...]]:
    """Of each turn in which several answered, by its id, how many accounts voted for whom."""
    counts: dict[str, tuple[int, ...]] = {}
    for one in turns:
        reply, begun = one.reply, one.moved_at
        if reply is None or len(reply.parts) < 2 or one.state is not State.SAID:
            continue
        poll = Poll(one.turn.id, reply.viewer, reply.parts, begun + OPEN_FOR)
        lines = select(CHAT.c.viewer, CHAT.c.text, CHAT.c.at).where(
            there, CHAT.c.at.between(begun, poll.closes_at), func.length(CHAT.c.text) <= SHORT
        )
        for viewer, text, at in await connection.execute(lines.order_by(CHAT.c.at)):
            poll.take(viewer, viewer, text, at)
        counts[poll.id] = tuple(poll.counts)
    return counts


async def left_out(connection: AsyncConnection) -> frozenset[str]:
    """Ids of all accounts of everybody who is known to have disclosed a crisis, anywhere."""
    known = union(
        select(MARK.c.viewer).where(MARK.c.kind == MarkKind.LEFT_OUT),
        select(TURN.c.viewer).where(TURN.c.state == State.DROPPED, TURN.c.why == "crisis"),
        select(DONATION.c.viewer).where(DONATION.c.plain),
    ).subquery()
    people = select(IDENTITY.c.person).where(IDENTITY.c.viewer.in_(select(known.c.viewer)))
    linked = select(IDENTITY.c.viewer).where(IDENTITY.c.person.in_(people))
    found = await connection.execute(union(select(known.c.viewer), linked))
    return frozenset(found.scalars())


# Characters of the longest line that can be a vote.
SHORT = 8
