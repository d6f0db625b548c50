"""Consent at Twitch: the page, the code that comes back, tokens and whether they still count.

https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/. Not through twitchio, which
writes the client's secret and the tokens into addresses, where logs and proxies keep them.
"""

import time
from typing import Self, TypeVar

import aiohttp
import msgspec
from msgspec import Struct
from msgspec.structs import replace
from yarl import URL

from adapters.twitch.answers import asked, refusal
from core.errors import AuthExpired, Disconnected
from core.grants import Grant, Kind
from core.labels import Platform
from core.ports import Clock

T = TypeVar("T")

# The part of a token's life in which it is used.
USED = 0.95


class Token(Struct):
    access_token: str
    refresh_token: str
    expires_in: float
    scope: list[str] = []

    __repr__ = object.__repr__  # tokens end up in tracebacks


class Validity(Struct):
    """Whose a token is, and what it allows."""

    user_id: str = ""
    login: str = ""
    scopes: list[str] | None = None


class TwitchOAuth:
    """Implements OAuth."""

    def __init__(
        self, client_id: str, client_secret: str, id_url: str, clock: Clock = time.time
    ) -> None:
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._id_url = URL(id_url.rstrip("/"))
        self._clock = clock

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    def consent_url(self, kind: Kind, redirect_url: str, state: str) -> str:
        # Whoever is signed in at Twitch may not be the account that is meant: it is shown.
        query = {
            "client_id": self._client["client_id"], "redirect_uri": redirect_url,
            "response_type": "code", "scope": " ".join(SCOPES[kind]), "state": state,
            "force_verify": "true",
        }  # fmt: skip
        return str((self._id_url / "authorize").with_query(query))

    async def grant(self, kind: Kind, code: str, state: str, redirect_url: str) -> Grant:
        grant = await self._token(
            Grant(platform=Platform.TWITCH, kind=kind),
            grant_type="authorization_code", code=code, redirect_uri=redirect_url,
        )  # fmt: skip
        return await self.validate(grant)

    async def renew(self, grant: Grant) -> Grant:
        return await self._token(grant, grant_type="refresh_token", refresh_token=grant.refresh)

    async def validate(self, grant: Grant) -> Grant:
        """The grant as Twitch knows it. Raises AuthExpired when the access token is dead."""
        header = {"Authorization": f"OAuth {grant.access}"}
        found = _read(await self._ask("GET", "validate", headers=header), Validity)
        if not found.user_id:
            raise Disconnected("Twitch did not say whose token it is")
        scopes = tuple(sorted(found.scopes or ()))
        return replace(grant, account=found.user_id, name=found.login, scopes=scopes)

    async def revoke(self, grant: Grant) -> None:
        data = {"client_id": self._client["client_id"], "token": grant.access}
        await self._ask("POST", "revoke", data=data)

    async def _token(self, grant: Grant, **given: str) -> Grant:
        token = _read(await self._ask("POST", "token", data=self._client | given), Token)
        return replace(
            grant,
            scopes=tuple(sorted(token.scope)),
            refresh=token.refresh_token,
            access=token.access_token,
            good_until=self._clock() + USED * token.expires_in,
        )

    async def _ask(
        self,
        method: str,
        path: str,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Twitch's answer. No error names its cause: it may hold a token."""
        url = str(self._id_url / path)
        answer = await asked(self._session, method, url, data=data, headers=headers)
        if answer.good:
            return answer.body
        if 400 <= answer.status < 500 and answer.status != 429:
            raise AuthExpired(f"Twitch refused it ({answer.why})")
        raise refusal(answer)


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError:
        raise Disconnected("no usable answer from Twitch") from None


# What is asked for, and why.
SCOPES: dict[Kind, dict[str, str]] = {
    Kind.BOT: {
        "user:read:chat": "to hear the chat as this account",
        "user:write:chat": "to answer in the chat as this account",
        "user:bot": "to be in the chat as a bot",
    },
    Kind.BROADCASTER: {
        "channel:bot": "to let the bot into the channel's chat",
        "bits:read": "to acknowledge bits",
        "channel:read:subscriptions": "to acknowledge subscriptions and gifts",
        "channel:read:redemptions": "to hear channel point redemptions",
    },
}
