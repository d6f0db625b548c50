"""Invitations to studios, by the hash of their secret."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, literal, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.guilds import Place
from core.channels.invites import INVITE as INVITED
from core.channels.invites import Invite
from core.channels.settings import Level
from core.labels import Platform
from core.whole import whole
from storage.dialect import insert
from storage.tables import INVITE

_ROW = INVITE.c


class SqlInvites:
    """One row an invitation; one that was revoked stays, so that its secret never counts again."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, invite: Invite, secret: str) -> bool:
        """Store it under the hash `secret`; False, and nothing changed, where that is taken."""
        values = {
            "id": invite.id,
            "secret": secret,
            "platform": invite.place.platform,
            "channel": invite.place.channel,
            "name": invite.name,
            "level": int(invite.level),
            "by": invite.by,
            "guild": invite.guild,
            "made_at": invite.made_at,
            "until": invite.until,
            "seen_at": invite.seen_at,
            "revoked_at": invite.revoked_at,
        }
        statement = insert(self._engine, INVITE).values(**values).on_conflict_do_nothing()
        return await self._written(statement.returning(_ROW.id)) > 0

    async def find(self, secret: str) -> tuple[Invite, str] | None:
        """The one whose secret has that hash, with the hash."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(INVITE).where(_ROW.secret == secret))
            ).one_or_none()
        return None if row is None else (_invite(row), row.secret)

    async def get(self, ids: Collection[str]) -> list[Invite]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(INVITE).where(_ROW.id.in_(list(ids))))
            return [_invite(row) for row in rows]

    async def of(self, platform: Platform, channel: str) -> list[Invite]:
        """A channel's, newest first."""
        where = (_ROW.platform == platform) & (_ROW.channel == channel)
        newest = (_ROW.made_at.desc(), _ROW.id)
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(INVITE).where(where).order_by(*newest))
            return [_invite(row) for row in rows]

    async def revoke(self, ids: Collection[str], at: float) -> int:
        """How many held until now."""
        theirs = (_ROW.id.in_(list(ids))) & (_ROW.revoked_at == 0.0)
        return await self._written(
            update(INVITE).where(theirs).values(revoked_at=at).returning(_ROW.id)
        )

    async def seen(self, id: str, at: float) -> None:
        await self._written(
            update(INVITE).where(_ROW.id == id).values(seen_at=at).returning(_ROW.id)
        )

    async def forget(self, viewers: Collection[str]) -> None:
        """Links that these accounts asked for themselves hold no more, and name nobody."""
        await self._written(
            update(INVITE)
            .where(_ROW.by.in_(list(viewers)))
            .values(by="", name="", revoked_at=_ROW.made_at)
            .returning(_ROW.id)
        )

    async def _written(self, statement: Any) -> int:
        """How many rows that touched."""

        async def commit() -> int:
            async with self._engine.begin() as connection:
                return len((await connection.execute(statement)).all())

        return await whole(commit())


def links_of(viewers: Collection[str]) -> Select[str]:
    """Actors' ids of whoever came by links that these accounts asked for themselves."""
    # As `Invite.own` tells them.
    return select(literal(INVITED) + _ROW.id).where(_ROW.by.in_(list(viewers)), _ROW.until > 0)


def _invite(row: Row[Any]) -> Invite:
    return Invite(
        id=row.id,
        place=Place(Platform(row.platform), row.channel),
        name=row.name,
        level=Level(row.level),
        by=row.by,
        guild=row.guild,
        made_at=row.made_at,
        until=row.until,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )
