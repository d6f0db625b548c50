"""A valid access token, whenever one is needed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from core.errors import AuthExpired
from core.grants import Grant, GrantStore
from core.ports import Clock

log = logging.getLogger(__name__)

LOOK_AGAIN = 20.0

Exchange = Callable[[Grant], Awaitable[Grant]]


class Credentials:
    """Renews one account's token: one renewal at a time, saved before it is used."""

    def __init__(
        self, store: GrantStore, exchange: Exchange, clock: Clock, seed: Grant | None = None
    ) -> None:
        """`exchange` turns a grant into one with new tokens. `seed` comes from the settings: it
        counts when the store holds no grant or one that began with another seed."""
        self._store = store
        self._exchange = exchange
        self._clock = clock
        self._seed = seed
        self._grant: Grant | None = None
        self._renewal: asyncio.Task[Grant] | None = None
        self._dead = ""

    async def token(self) -> Grant:
        """A grant whose access token is still good for a while.

        Raises AuthExpired or Disconnected.
        """
        grant = self._grant
        return grant if grant is not None and self._lasts(grant) else await self.renew(grant)

    async def renew(self, stale: Grant | None) -> Grant:
        """Another grant than `stale`, which was refused or is too old."""
        grant = self._grant
        if grant is not None and grant != stale and self._lasts(grant):
            return grant
        if self._renewal is None or self._renewal.done():
            # A task of its own: a caller who gives up between the platform's answer and the
            # save would lose the only valid refresh token there is.
            self._renewal = asyncio.create_task(self._renew(stale), name="token renewal")
            self._renewal.add_done_callback(_seen)
        return await asyncio.shield(self._renewal)

    async def accept(self, grant: Grant) -> None:
        """Begin anew with the grant of a fresh consent."""
        async with self._store.alone():
            kept = await self._store.load()
            await self._keep(replace(grant, seed=kept.seed if kept else ""))

    async def named(self, account: str, name: str) -> None:
        """Note whose account it turned out to be."""
        if self._grant is None or (self._grant.account, self._grant.name) == (account, name):
            return
        async with self._store.alone():
            kept = await self._store.load()
            if kept is not None and kept.refresh:
                await self._keep(replace(kept, account=account, name=name))

    @property
    def owner(self) -> tuple[str, str] | None:
        """Account and name of the last grant; None when that did not tell."""
        grant = self._grant
        return (grant.account, grant.name) if grant is not None and grant.account else None

    async def renewed(self) -> None:
        """Return when the store holds another grant than the one that was refused."""
        while True:
            kept = await self._store.load()
            if kept is not None and kept.refresh not in ("", self._dead):
                return
            await asyncio.sleep(LOOK_AGAIN)

    async def close(self) -> None:
        """Wait for a renewal that is under way."""
        if self._renewal is not None:
            await asyncio.wait({self._renewal})

    async def _renew(self, stale: Grant | None) -> Grant:
        async with self._store.alone():
            kept = await self._kept()
            if (stale is None or kept.access != stale.access) and self._lasts(kept):
                self._grant = kept  # another process was faster
                return kept
            if kept.refresh == self._dead:
                raise AuthExpired(f"the refresh token is spent; run lovelm connect {kept.platform}")
            try:
                grant = await self._exchange(kept)
            except AuthExpired:
                self._dead = kept.refresh
                raise
            await self._keep(grant)
            log.info("token renewed", extra={"platform": kept.platform})
            return grant

    async def _kept(self) -> Grant:
        kept = await self._store.load()
        if self._seed is not None and (kept is None or kept.seed != self._seed.seed):
            return self._seed
        if kept is None:
            raise AuthExpired("not connected yet; run lovelm connect")
        if not kept.refresh:
            raise AuthExpired(
                f"its token cannot be decrypted: the key is another one or gone; run lovelm connect {kept.platform}"
            )
        return kept

    async def _keep(self, grant: Grant) -> None:
        await self._store.save(grant)
        self._grant = grant

    def _lasts(self, grant: Grant) -> bool:
        return bool(grant.access) and self._clock() < grant.good_until


def _seen(task: asyncio.Task[Grant]) -> None:
    """Callers hear of a failure themselves; when all gave up, nobody has to."""
    if not task.cancelled():
        task.exception()
