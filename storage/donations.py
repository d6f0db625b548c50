"""What was given, and whether it was acknowledged."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.events import Donation, Raid, Redemption, Subscription
from core.gifts.gift import Gift, GiftState, WordState
from core.gifts.ranking import Rank
from core.gifts.words import WORDS
from core.labels import Platform
from core.ports import Clock
from core.viewers.nameless import nameless
from core.whole import whole
from storage.dialect import insert, one_by_one
from storage.tables import DONATION, TURN

_event = msgspec.json.Decoder(Donation | Subscription | Raid | Redemption).decode
# The states that each state may follow: acknowledged stays acknowledged.
BEFORE = {
    GiftState.ACKNOWLEDGED: (GiftState.RECEIVED, GiftState.CHECK),
    GiftState.CHECK: (GiftState.RECEIVED,),
}
# The states that a gift is stored in.
FIRST = (GiftState.RECEIVED, GiftState.OFF)
# Words of which it is not over what becomes of them.
ASKED = (WordState.WAITING, WordState.SHOWN)
# Nobody can tell one anonymous donor from another.
ANONYMOUS = "%:anonymous"


class SqlDonations:
    """Gifts as rows."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        # When each gift was first tried to be stored, where an error may hide a commit.
        self._tried: dict[str, float] = {}

    async def add(self, gifts: Sequence[Gift]) -> set[str]:
        """Store `gifts` in one transaction; the ids that were not known before. Harmless when
        repeated: an error may have come after the commit."""
        now = self._clock()
        rows: list[dict[str, Any]] = [
            {
                "id": gift.event.id,
                "platform": gift.event.platform,
                "channel": gift.event.channel,
                "viewer": gift.event.viewer.id,
                "amount": gift.event.amount if isinstance(gift.event, Donation) else 0,
                "at": gift.event.at,
                "state": gift.state,
                "moved_at": self._tried.get(gift.event.id, now),
                "plain": gift.plain,
                "event": msgspec.json.encode(gift.event),
                "words": gift.words,
            }
            for gift in sorted(gifts, key=lambda gift: gift.event.id)
        ]
        try:
            new = await whole(self._insert(rows))
        except Exception:  # however it failed, the rows may be there: a second try must know ours
            self._tried |= {row["id"]: row["moved_at"] for row in rows}
            raise
        for row in rows:
            self._tried.pop(row["id"], None)
        return new

    async def _insert(self, rows: list[dict[str, Any]]) -> set[str]:
        statement = insert(self._engine, DONATION).on_conflict_do_nothing().returning(DONATION.c.id)
        async with self._engine.begin() as connection:
            new = set((await connection.execute(statement, rows)).scalars())
            tried = {row["id"]: row for row in rows if row["id"] in self._tried}
            if tried:
                found = await connection.execute(
                    select(DONATION.c.id, DONATION.c.moved_at, DONATION.c.event).where(
                        DONATION.c.id.in_(tried), DONATION.c.state.in_(FIRST)
                    )
                )
                new |= {
                    id
                    for id, at, event in found
                    if (at, event) == (tried[id]["moved_at"], tried[id]["event"])
                }
            return new

    async def get(self, id: str) -> Gift | None:
        """The gift of that id."""
        found = await self._read(select(*_COLUMNS).where(DONATION.c.id == id))
        return found[0] if found else None

    async def move(self, ids: Collection[str], state: GiftState) -> list[Gift]:
        """Move gifts to `state` where they may go there; those that did."""
        return await whole(self._move(list(ids), state))

    async def _move(self, ids: list[str], state: GiftState) -> list[Gift]:
        statement = (
            update(DONATION)
            .where(DONATION.c.id.in_(ids), DONATION.c.state.in_(BEFORE[state]))
            .values(state=state, moved_at=self._clock())
            .returning(*_COLUMNS)
        )
        async with self._engine.begin() as connection:
            return [_gift(row) for row in (await connection.execute(statement)).all()]

    async def unacknowledged(self, since: float) -> list[Gift]:
        """Gifts from `since` on (Unix seconds) that are received or to be checked, oldest first.

        What was received before that is to be checked from now on.
        """
        await whole(self._give_up(since))
        states = (GiftState.RECEIVED, GiftState.CHECK)
        return await self._read(
            select(*_COLUMNS)
            .where(DONATION.c.state.in_(states), DONATION.c.at >= since)
            .order_by(DONATION.c.at)
        )

    async def _give_up(self, before: float) -> None:
        statement = (
            update(DONATION)
            .where(DONATION.c.state == GiftState.RECEIVED, DONATION.c.at < before)
            .values(state=GiftState.CHECK, moved_at=self._clock())
        )
        async with self._engine.begin() as connection:
            await connection.execute(statement)

    async def checks(self, platform: Platform, channel: str, most: int) -> list[Gift]:
        """A channel's gifts to be checked, newest first."""
        return await self._read(
            select(*_COLUMNS)
            .where(
                DONATION.c.state == GiftState.CHECK,
                DONATION.c.platform == platform,
                DONATION.c.channel == channel,
            )
            .order_by(DONATION.c.at.desc())
            .limit(most)
        )

    async def latest(self, platform: Platform, channel: str, most: int) -> list[Gift]:
        """A channel's gifts, newest first."""
        return await self._read(
            select(*_COLUMNS)
            .where(DONATION.c.platform == platform, DONATION.c.channel == channel)
            .order_by(DONATION.c.at.desc(), DONATION.c.id)
            .limit(most)
        )

    async def ranking(
        self, platform: Platform, channel: str, since: float, until: float, most: int
    ) -> list[Rank]:
        """Donors by what they gave in that time, anonymous ones apart, most first."""
        # Of each donor's rows the newest one, which has the name, and what all come to.
        donor = DONATION.c.viewer
        newest = (DONATION.c.at.desc(), DONATION.c.id)
        given = (
            select(
                DONATION.c.viewer,
                DONATION.c.event,
                func.sum(DONATION.c.amount).over(partition_by=donor).label("total"),
                func.min(DONATION.c.at).over(partition_by=donor).label("first"),
                func.row_number().over(partition_by=donor, order_by=newest).label("number"),
            )
            .where(
                DONATION.c.platform == platform,
                DONATION.c.channel == channel,
                DONATION.c.at >= since,
                DONATION.c.at < until,
                DONATION.c.viewer.not_like(ANONYMOUS),
            )
            .subquery()
            .c
        )
        statement = (
            select(given.viewer, given.event, given.total)
            .where(given.number == 1, given.total > 0)
            .order_by(given.total.desc(), given.first)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [Rank(viewer, _event(event).viewer.name, won) for viewer, event, won in rows]

    async def anonymous(self, platform: Platform, channel: str, since: float, until: float) -> int:
        """What donors without a name gave in that time, in won."""
        statement = select(func.coalesce(func.sum(DONATION.c.amount), 0)).where(
            DONATION.c.platform == platform,
            DONATION.c.channel == channel,
            DONATION.c.at >= since,
            DONATION.c.at < until,
            DONATION.c.viewer.like(ANONYMOUS),
        )
        async with self._engine.connect() as connection:
            return int((await connection.execute(statement)).scalar_one())

    async def ask(self, ids: Collection[str]) -> None:
        """The words of these gifts wait for a manager from now on, where they were free."""
        free = DONATION.c.id.in_(list(ids)) & (DONATION.c.words == WordState.FREE)
        await whole(self._tell(free, WordState.WAITING))

    async def words(self, since: float) -> list[Gift]:
        """Gifts from `since` on (Unix seconds) whose words wait for a manager, or were let pass
        and have no turn, oldest first."""
        return await self._read(
            select(*_COLUMNS)
            .where(DONATION.c.words.in_(ASKED), DONATION.c.at >= since, _UNANSWERED)
            .order_by(DONATION.c.at)
        )

    async def decide(self, id: str, before: WordState, words: WordState) -> bool:
        """What a manager decided about a gift's words, where they are as `before` and have no
        turn; whether that counts."""
        as_known = (DONATION.c.id == id) & (DONATION.c.words == before) & _UNANSWERED
        return await whole(self._tell(as_known, words)) == 1

    async def hide(self, viewers: Collection[str]) -> None:
        """Nothing of what waits or was let pass of these viewers' words is shown."""
        theirs = DONATION.c.viewer.in_(list(viewers)) & DONATION.c.words.in_(ASKED)
        await whole(self._tell(theirs, WordState.HIDDEN))

    async def _tell(self, where: ColumnElement[bool], words: WordState) -> int:
        """Set what becomes of words; of how many."""
        statement = update(DONATION).where(where).values(words=words).returning(DONATION.c.id)
        async with self._engine.begin() as connection:
            return len((await connection.execute(statement)).all())

    async def forget(self, viewers: Collection[str]) -> None:
        """Amounts and ids stay; who gave them, and their words, do not."""
        await whole(self._forget(list(viewers)))

    async def _forget(self, viewers: list[str]) -> None:
        theirs = select(DONATION.c.id, DONATION.c.event).where(DONATION.c.viewer.in_(viewers))
        async with self._engine.begin() as connection:
            await one_by_one(connection, "forget donations")
            found = (await connection.execute(theirs.with_for_update())).all()
            rows = [{"b_id": id} | nameless_gift(event) for id, event in found]
            if rows:
                await connection.execute(_REWRITE, rows)

    async def _read(self, statement: Select[tuple[str, bool, bytes, str]]) -> list[Gift]:
        async with self._engine.connect() as connection:
            return [_gift(row) for row in (await connection.execute(statement)).all()]


def _gift(row: Row[Any]) -> Gift:
    return Gift(
        event=_event(row.event),
        state=GiftState(row.state),
        plain=row.plain,
        words=WordState(row.words),
    )


def nameless_gift(event: bytes) -> dict[str, object]:
    """What the row of a gift holds of it from now on."""
    gone = nameless(_event(event))
    return {"viewer": gone.viewer.id, "event": msgspec.json.encode(gone)}


_COLUMNS = (DONATION.c.state, DONATION.c.plain, DONATION.c.event, DONATION.c.words)
# Whose words no turn answers yet.
_UNANSWERED = ~select(TURN.c.id).where(TURN.c.id == WORDS + DONATION.c.id).exists()
_REWRITE = (
    update(DONATION)
    .where(DONATION.c.id == bindparam("b_id"))
    .values(viewer=bindparam("viewer"), event=bindparam("event"), words=WordState.FREE)
)
