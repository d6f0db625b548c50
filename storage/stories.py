"""Stories and who likes them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.labels import Platform
from core.ports import Clock
from core.stories.story import AIRED, OPEN, WEB, Consents, Liked, Story, StoryState
from core.whole import whole
from storage.dialect import insert, one_by_one
from storage.tables import STORY, STORY_LIKE

_ROW = STORY.c


class SqlStories:
    """One row a story; each change is a compare-and-set."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, story: Story, code: str = "") -> None:
        """Store a new one; `code` is the hash of what its teller comes back with."""
        row = {
            "id": story.id,
            "platform": story.platform,
            "channel": story.channel,
            "viewer": story.viewer,
            "pseudonym": story.pseudonym,
            "text": story.text,
            "of_age": story.consents.of_age,
            "follow_up": story.consents.follow_up,
            "shorts": story.consents.shorts,
            "state": story.state,
            "at": story.at,
            "moved_at": story.moved_at,
            "airs": story.airs,
            "reader": story.reader,
            "read_at": story.read_at,
            "asked_at": story.asked_at,
            "why": story.why,
            "sequel": story.sequel,
            "code": code,
        }

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(insert(connection, STORY).on_conflict_do_nothing(), [row])

        await whole(commit())

    async def get(self, id: str) -> Story | None:
        """The story of that id."""
        return await self._one(_ROW.id == id)

    async def coded(self, code: str) -> Story | None:
        """The story that was stored with this hash."""
        return await self._one(_ROW.code == code) if code else None

    async def of(self, viewers: Collection[str]) -> list[Story]:
        """All of these accounts, newest first."""
        mine = select(STORY).where(_ROW.viewer.in_(list(viewers)))
        return await self._read(mine.order_by(_ROW.at.desc(), _ROW.id))

    async def listed(
        self, platform: Platform, channel: str, states: Collection[StoryState], most: int
    ) -> list[Story]:
        """A channel's stories in these states, in the order in which they came there."""
        return await self._read(
            select(STORY)
            .where(*_in(platform, channel), _ROW.state.in_(list(states)))
            .order_by(_ROW.moved_at, _ROW.id)
            .limit(most)
        )

    async def on_air(self) -> list[Story]:
        """Stories everywhere that are being read or reacted to."""
        going = (StoryState.QUEUED, StoryState.READ)
        return await self._read(select(STORY).where(_ROW.state.in_(going)).order_by(_ROW.moved_at))

    async def last_read(
        self, platform: Platform, channel: str, since: float, viewers: Collection[str] = ()
    ) -> Story | None:
        """The story that was read last there, from `since` on, of these viewers where named."""
        statement = select(STORY).where(
            *_in(platform, channel), _ROW.state.in_(AIRED), _ROW.read_at >= since
        )
        if viewers:
            statement = statement.where(_ROW.viewer.in_(list(viewers)))
        found = await self._read(statement.order_by(_ROW.read_at.desc(), _ROW.id).limit(1))
        return found[0] if found else None

    async def to_ask(self, before: float, most: int) -> list[Story]:
        """Stories read before a time whose tellers want to be asked and were not yet."""
        return await self._read(
            select(STORY)
            .where(
                _ROW.follow_up.is_(True),
                _ROW.asked_at == 0.0,
                _ROW.state.in_(AIRED),
                _ROW.read_at < before,
            )
            .order_by(_ROW.read_at)
            .limit(most)
        )

    async def move(
        self,
        id: str,
        before: Collection[StoryState],
        state: StoryState,
        as_of: float | None = None,
        **values: object,
    ) -> Story | None:
        """Move to `state` with other values of columns; None, and nothing changed, when the story
        is in none of the states `before`, or moved at another time than `as_of`: somebody was
        faster."""
        moved = {"state": state, "moved_at": self._clock()}
        if state is StoryState.QUEUED:
            moved["airs"] = _ROW.airs + 1
        where = [_ROW.id == id, _ROW.state.in_(list(before))]
        where += [] if as_of is None else [_ROW.moved_at == as_of]
        return await self._change(where, moved | values)

    async def asked(self, id: str, at: float, before: float = 0.0) -> Story | None:
        """Note when its teller was asked; None when somebody else noted another time."""
        return await self._change((_ROW.id == id, _ROW.asked_at == before), {"asked_at": at})

    async def followed(self, id: str, turn: str) -> None:
        """Its teller told on in this turn."""
        await self._change((_ROW.id == id,), {"sequel": turn})

    async def revoke(self, id: str, what: str) -> None:
        """Its teller allows `what`, "follow_up" or "shorts", no more."""
        await self._change((_ROW.id == id,), {what: False})

    async def _change(
        self, where: Sequence[ColumnElement[bool]], values: dict[str, Any]
    ) -> Story | None:
        statement = update(STORY).where(*where).values(values).returning(STORY)

        async def commit() -> Row[Any] | None:
            async with self._engine.begin() as connection:
                found: Row[Any] | None = (await connection.execute(statement)).one_or_none()
                return found

        row = await whole(commit())
        return None if row is None else story_of(row)

    async def like(self, id: str, viewer: str, accounts: Collection[str]) -> bool:
        """Count a like once a person, whichever of the `accounts` it comes from."""
        theirs = select(STORY_LIKE.c.story).where(
            STORY_LIKE.c.story == id, STORY_LIKE.c.viewer.in_(list(accounts))
        )
        row = {"story": id, "viewer": viewer, "at": self._clock()}

        async def commit() -> bool:
            async with self._engine.begin() as connection:
                await one_by_one(connection, f"like {id}")
                if (await connection.execute(theirs.limit(1))).first() is not None:
                    return False
                await connection.execute(STORY_LIKE.insert().values(row))
                return True

        return await whole(commit())

    async def liked(self, stories: Sequence[Story]) -> list[Liked]:
        """These stories with their likes."""
        ids = [story.id for story in stories]
        statement = (
            select(STORY_LIKE.c.story, func.count())
            .where(STORY_LIKE.c.story.in_(ids))
            .group_by(STORY_LIKE.c.story)
        )
        async with self._engine.connect() as connection:
            counts = {row[0]: int(row[1]) for row in await connection.execute(statement)}
        return [Liked(story, counts.get(story.id, 0)) for story in stories]

    async def best(self, platform: Platform, channel: str, most: int) -> list[Liked]:
        """What was read there, most liked first; only what anybody liked."""
        likes = func.count(STORY_LIKE.c.viewer).label("likes")
        counted = select(STORY_LIKE.c.story, likes).group_by(STORY_LIKE.c.story).subquery()
        statement = (
            select(STORY, counted.c.likes)
            .join(counted, counted.c.story == _ROW.id)
            .where(*_in(platform, channel), _ROW.state.in_(AIRED))
            .order_by(counted.c.likes.desc(), _ROW.read_at)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [Liked(story_of(row), row.likes) for row in rows]

    async def open(self, platform: Platform, channel: str, viewers: Collection[str] = ()) -> int:
        """How many wait there to be approved or read, of these viewers where named."""
        theirs = [_ROW.viewer.in_(list(viewers))] if viewers else []
        return await self._open(*_in(platform, channel), *theirs)

    async def open_of_web(self, platform: Platform, channel: str) -> int:
        """How many of tellers without an account wait there."""
        return await self._open(*_in(platform, channel), _ROW.viewer.startswith(WEB))

    async def _open(self, *where: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(STORY).where(*where, _ROW.state.in_(OPEN))
        async with self._engine.connect() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete their stories with all likes of those, and their own likes."""
        theirs = select(_ROW.id).where(_ROW.viewer.in_(list(viewers)))
        about = STORY_LIKE.c.viewer.in_(list(viewers)) | STORY_LIKE.c.story.in_(theirs)

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await one_by_one(connection, "forget stories")
                await connection.execute(delete(STORY_LIKE).where(about))
                await connection.execute(delete(STORY).where(_ROW.viewer.in_(list(viewers))))

        await whole(commit())

    async def _one(self, where: ColumnElement[bool]) -> Story | None:
        found = await self._read(select(STORY).where(where).limit(1))
        return found[0] if found else None

    async def _read(self, statement: Select[Any]) -> list[Story]:
        async with self._engine.connect() as connection:
            return [story_of(row) for row in (await connection.execute(statement)).all()]


def _in(platform: Platform, channel: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _ROW.platform == platform, _ROW.channel == channel


def story_of(row: Row[Any]) -> Story:
    """The story in a whole row of the table."""
    return Story(
        id=row.id,
        platform=Platform(row.platform),
        channel=row.channel,
        viewer=row.viewer,
        pseudonym=row.pseudonym,
        text=row.text,
        consents=Consents(row.of_age, row.follow_up, row.shorts),
        at=row.at,
        moved_at=row.moved_at,
        state=StoryState(row.state),
        airs=row.airs,
        reader=row.reader,
        read_at=row.read_at,
        asked_at=row.asked_at,
        why=row.why,
        sequel=row.sequel,
    )
