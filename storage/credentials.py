"""Grants, sealed: a row shows whose it is, and only the key shows the tokens."""

import hashlib
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    String,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from core.grants import Grant, GrantStore, Kind
from core.labels import Platform
from core.whole import whole
from storage.cipher import Cipher
from storage.dialect import alone

log = logging.getLogger(__name__)

CREDENTIAL = Table(
    "credential",
    SQLModel.metadata,
    Column("platform", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
_decode = msgspec.json.Decoder(Grant).decode


class SqlGrants:
    """Implements Grants with a table and, for renewals, a lock an account."""

    def __init__(self, engine: AsyncEngine, cipher: Cipher, locks: Path) -> None:
        """`locks` is a folder of this machine; it is made if need be."""
        locks.mkdir(mode=0o700, exist_ok=True)
        self.engine = engine
        self._cipher = cipher
        self._locks = locks

    async def list(self, platform: Platform | None = None) -> Sequence[Grant]:
        table = CREDENTIAL.c
        statement = select(table.platform, table.kind, table.account, table.name, table.sealed)
        statement = statement.order_by(table.platform, table.kind, table.account)
        if platform is not None:
            statement = statement.where(table.platform == platform)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [
            _unsealed(self._cipher, Platform(platform), Kind(kind), account, name, sealed)
            for platform, kind, account, name, sealed in rows
        ]

    def open(self, platform: Platform, kind: Kind, account: str) -> GrantStore:
        return SqlGrantStore(self.engine, self._cipher, self._locks, platform, kind, account)

    async def remove(self, platform: Platform, kind: Kind, account: str) -> None:
        async def commit() -> None:
            async with self.engine.begin() as connection:
                await connection.execute(delete(CREDENTIAL).where(_is(platform, kind, account)))

        async with self.open(platform, kind, account).alone():
            await whole(commit())

    async def reseal(self) -> int:
        """Seal with the newest key whatever an older one sealed; how many rows that were."""
        return await whole(self._reseal())

    async def _reseal(self) -> int:
        count = 0
        async with self.engine.begin() as connection:
            rows = (await connection.execute(select(CREDENTIAL.c.sealed))).scalars().all()
            for sealed in rows:
                fresh = self._cipher.resealed(sealed)
                if fresh is not None:
                    # Nothing that another process saved in between is overwritten.
                    same = CREDENTIAL.c.sealed == sealed
                    done = await connection.execute(
                        update(CREDENTIAL).where(same).values(sealed=fresh)
                    )
                    count += done.rowcount
        if count:
            log.info("credentials sealed with the newest key", extra={"count": count})
        return count


class SqlGrantStore:
    """Implements GrantStore with one row."""

    def __init__(
        self,
        engine: AsyncEngine,
        cipher: Cipher,
        locks: Path,
        platform: Platform,
        kind: Kind,
        account: str,
    ) -> None:
        self._engine = engine
        self._cipher = cipher
        self._platform = platform
        self._kind = kind
        self._account = account
        self._locks = locks

    async def load(self) -> Grant | None:
        row = _is(self._platform, self._kind, self._account)
        statement = select(CREDENTIAL.c.name, CREDENTIAL.c.sealed).where(row)
        async with self._engine.connect() as connection:
            found = (await connection.execute(statement)).one_or_none()
        if found is None:
            return None
        return _unsealed(self._cipher, self._platform, self._kind, self._account, *found)

    async def save(self, grant: Grant) -> None:
        await whole(self._save(grant))
        self._account = grant.account

    async def _save(self, grant: Grant) -> None:
        row = {
            "platform": grant.platform,
            "kind": grant.kind,
            "account": grant.account,
            "name": grant.name,
            "sealed": self._cipher.seal(msgspec.json.encode(grant)),
        }
        old = _is(self._platform, self._kind, self._account)
        new = _is(self._platform, self._kind, grant.account)
        async with self._engine.begin() as connection:
            await connection.execute(delete(CREDENTIAL).where(or_(old, new)))
            await connection.execute(insert(CREDENTIAL).values(row))

    def alone(self) -> AbstractAsyncContextManager[None]:
        # An account's id may hold anything; a file's name may not.
        digest = hashlib.sha256(self._account.encode()).hexdigest()[:16]
        return alone(self._engine, self._locks, f"{self._platform}-{self._kind}-{digest}")


def _is(platform: Platform, kind: Kind, account: str) -> ColumnElement[bool]:
    table = CREDENTIAL.c
    return and_(table.platform == platform, table.kind == kind, table.account == account)


def _unsealed(
    cipher: Cipher, platform: Platform, kind: Kind, account: str, name: str, sealed: bytes
) -> Grant:
    """The row's grant; one without tokens when no key opens it or it was sealed for another row."""
    nothing = Grant(platform=platform, kind=kind, account=account, name=name)
    plain = cipher.open(sealed)
    if plain is None:
        return nothing
    try:
        grant = _decode(plain)
    except msgspec.DecodeError:
        return nothing
    ours = (grant.platform, grant.kind, grant.account) == (platform, kind, account)
    return grant if ours else nothing
