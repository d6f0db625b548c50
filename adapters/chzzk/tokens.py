"""The streamer's consent, and where it is kept."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from msgspec import Struct


class Token(Struct, frozen=True, kw_only=True):
    """An access token and the single-use refresh token for the next one.

    `good_until` is Unix time, safely before it runs out; `seed` the fingerprint of the setting this chain began with.
    """

    refresh: str
    access: str = ""
    good_until: float = 0.0
    seed: str = ""

    def __repr__(self) -> str:
        """Nothing secret: tokens end up in tracebacks."""
        return f"Token(good_until={self.good_until})"


class TokenStore(Protocol):
    """Keeps one token. Refresh tokens are single-use, so nothing saved may be lost."""

    async def load(self) -> Token | None: ...

    async def save(self, token: Token) -> None:
        """Replace what is kept, at once and for good when this returns."""

    def alone(self) -> AbstractAsyncContextManager[None]:
        """While held, nobody else holds it, in this process or another."""
