"""Which guild controls which stream."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.guilds import Link, Place
from core.labels import Platform
from storage.dialect import insert
from storage.tables import LINK


class SqlLinks:
    """One row a stream: it has one guild at most."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> list[Link]:
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(LINK).order_by(LINK.c.at))).all()
        return [
            Link(
                guild=row.guild,
                place=Place(Platform(row.platform), row.channel, row.name),
                at=row.at,
            )
            for row in rows
        ]

    async def put(self, link: Link) -> None:
        """Store `link`; one that its stream had to another guild ends."""
        values = {"guild": link.guild, "name": link.place.name, "at": link.at}
        statement = insert(self._engine, LINK).values(
            platform=link.place.platform, channel=link.place.channel, **values
        )
        async with self._engine.begin() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["platform", "channel"], set_=values)
            )

    async def drop(self, place: Place) -> None:
        """The stream belongs to no guild any more."""
        where = (LINK.c.platform == place.platform) & (LINK.c.channel == place.channel)
        async with self._engine.begin() as connection:
            await connection.execute(delete(LINK).where(where))
