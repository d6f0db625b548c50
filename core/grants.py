"""What an account allowed LoveLM to do, and where that is kept."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from msgspec import Struct

from core.labels import Platform


class Kind(StrEnum):
    """As whom an account consented: the one that speaks, or the one whose channel it is."""

    BOT = "bot"
    BROADCASTER = "broadcaster"


class Grant(Struct, frozen=True, kw_only=True):
    """An account's consent: an access token and the refresh token for the next one.

    `account` is the platform's id, empty until the platform was asked; `refresh` is empty when
    what is kept cannot be decrypted; `good_until` is Unix time, safely before the access token
    runs out; `seed` the fingerprint of the setting that this chain of tokens began with.
    """

    platform: Platform
    kind: Kind
    account: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()
    refresh: str = ""
    access: str = ""
    good_until: float = 0.0
    seed: str = ""

    def __repr__(self) -> str:
        """Nothing secret: grants end up in tracebacks."""
        return f"Grant({self.platform}, {self.kind}, {self.account!r})"


class GrantStore(Protocol):
    """Keeps one account's grant. Refresh tokens may be single-use, so nothing saved is lost."""

    async def load(self) -> Grant | None: ...

    async def save(self, grant: Grant) -> None:
        """Replace what is kept, at once and for good when this returns. A grant that names
        another account takes that one's place, and this store follows it."""

    def alone(self) -> AbstractAsyncContextManager[None]:
        """While held, nobody else holds it, in this process or another."""


class Grants(Protocol):
    """Every account's grant."""

    async def list(self, platform: Platform | None = None) -> Sequence[Grant]:
        """The grants of `platform`, or of all, by platform, kind and account."""

    def open(self, platform: Platform, kind: Kind, account: str) -> GrantStore: ...

    async def remove(self, platform: Platform, kind: Kind, account: str) -> None: ...


class OAuth(Protocol):
    """One application's consent pages and tokens. Its errors are PlatformErrors that hold no
    token; AuthExpired when the platform refused what was given."""

    def consent_url(self, kind: Kind, redirect_url: str, state: str) -> str:
        """The page where an account consents; it sends its visitor on to `redirect_url`."""

    async def grant(self, kind: Kind, code: str, state: str, redirect_url: str) -> Grant:
        """The grant for a code that came back, with whose it is."""

    async def renew(self, grant: Grant) -> Grant:
        """The same grant with new tokens."""

    async def revoke(self, grant: Grant) -> None:
        """Give the consent back."""


def fingerprint(seed: str) -> str:
    """Tells one seed from another without being one."""
    return sha256(seed.encode()).hexdigest()[:32]
