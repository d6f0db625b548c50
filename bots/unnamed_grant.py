"""The grant of an account that did not tell yet whose it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.grants import Grant, Grants


class UnnamedGrant:
    """Implements GrantStore. Once any process learnt whose account it is, the grant is kept under
    that name; here it is then found by its seed, which would otherwise be spent twice."""

    def __init__(self, grants: Grants, grant: Grant) -> None:
        """`grant` has a seed, or is the only one without an account."""
        self._grants = grants
        self._first = grant
        self._store = grants.open(grant.platform, grant.kind, grant.account)

    async def load(self) -> Grant | None:
        kept = await self._store.load()
        if self._first.seed and (kept is None or kept.seed != self._first.seed):
            for grant in await self._grants.list(self._first.platform):
                if grant.kind is self._first.kind and grant.seed == self._first.seed:
                    self._store = self._grants.open(grant.platform, grant.kind, grant.account)
                    return grant
        return kept

    async def save(self, grant: Grant) -> None:
        await self._store.save(grant)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        await self.load()  # the lock of the name that it is kept under now
        async with self._store.alone():
            yield
