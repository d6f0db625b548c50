"""A valid access token, whenever one is needed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256

from adapters.chzzk.tokens import Token, TokenStore
from core.errors import AuthExpired
from core.ports import Clock

log = logging.getLogger(__name__)

Exchange = Callable[[str], Awaitable[Token]]


class Credentials:
    """Renews the streamer's token: one renewal at a time, saved before it is used."""

    def __init__(self, store: TokenStore, seed: str, exchange: Exchange, clock: Clock) -> None:
        """`seed` is a refresh token from the settings: it counts when the store holds none or
        one that began with another seed. `exchange` turns a refresh token into a new token."""
        self._store = store
        self._seed = seed
        self._fingerprint = sha256(seed.encode()).hexdigest()[:32] if seed else ""
        self._exchange = exchange
        self._clock = clock
        self._token: Token | None = None
        self._renewal: asyncio.Task[Token] | None = None
        self._dead = ""

    async def token(self) -> Token:
        """A token that is still good for a while. Raises AuthExpired or Disconnected."""
        token = self._token
        return token if token is not None and self._lasts(token) else await self.renew(token)

    async def renew(self, stale: Token | None) -> Token:
        """Another token than `stale`, which Chzzk refused or which is too old."""
        token = self._token
        if token is not None and token != stale and self._lasts(token):
            return token
        if self._renewal is None or self._renewal.done():
            # A task of its own: a caller who gives up between Chzzk's answer and the save would
            # lose the only valid refresh token there is.
            self._renewal = asyncio.create_task(self._renew(stale), name="chzzk token")
            self._renewal.add_done_callback(_seen)
        return await asyncio.shield(self._renewal)

    async def accept(self, token: Token) -> None:
        """Begin anew with the token of a fresh consent."""
        async with self._store.alone():
            await self._keep(token)

    async def close(self) -> None:
        """Wait for a renewal that is under way."""
        if self._renewal is not None:
            await asyncio.wait({self._renewal})

    async def _renew(self, stale: Token | None) -> Token:
        async with self._store.alone():
            kept = await self._kept()
            if (stale is None or kept.access != stale.access) and self._lasts(kept):
                self._token = kept  # another process was faster
                return kept
            if kept.refresh == self._dead:
                raise AuthExpired("the refresh token is spent; connect Chzzk again")
            try:
                token = await self._exchange(kept.refresh)
            except AuthExpired:
                self._dead = kept.refresh
                raise
            await self._keep(token)
            log.info("chzzk token renewed")
            assert self._token is not None
            return self._token

    async def _kept(self) -> Token:
        kept = await self._store.load()
        if self._seed and (kept is None or kept.seed != self._fingerprint):
            return Token(refresh=self._seed, seed=self._fingerprint)
        if kept is None:
            raise AuthExpired("Chzzk is not connected yet")
        return kept

    async def _keep(self, token: Token) -> None:
        token = Token(
            refresh=token.refresh,
            access=token.access,
            good_until=token.good_until,
            seed=self._fingerprint,
        )
        await self._store.save(token)
        self._token = token

    def _lasts(self, token: Token) -> bool:
        return bool(token.access) and self._clock() < token.good_until


def _seen(task: asyncio.Task[Token]) -> None:
    """Callers hear of a failure themselves; when all gave up, nobody has to."""
    if not task.cancelled():
        task.exception()
