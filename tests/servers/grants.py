"""A grant kept in memory, for those who test what is done with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.grants import Grant, GrantStore


class KeptGrant(GrantStore):
    def __init__(self, grant: Grant | None = None) -> None:
        self.grant = grant
        self._lock = asyncio.Lock()

    async def load(self) -> Grant | None:
        return self.grant

    async def save(self, grant: Grant) -> None:
        self.grant = grant

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        async with self._lock:
            yield
