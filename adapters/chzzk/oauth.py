"""Consent at Chzzk: the page, the code that comes back, and tokens.

https://chzzk.gitbook.io/chzzk/chzzk-api/authorization
"""

from typing import Any

from msgspec.structs import replace
from yarl import URL

from adapters.chzzk.errors import content, errors
from adapters.chzzk.rest import Rest, bearer
from core.errors import AuthExpired, Disconnected, SendRejected
from core.grants import Grant, Kind
from core.labels import Platform
from core.ports import Clock

DEADLINE = 5.0
# An answer given up on takes the only valid refresh token with it.
TOKEN_DEADLINE = 30.0
# The part of a token's life in which it is used.
USED = 0.95
# What a token request is refused with when a person must act, besides 401.
WRONG = ("400", "403")


class ChzzkOAuth:
    """Implements OAuth. Refresh tokens are good for one use."""

    def __init__(self, rest: Rest, auth_url: str, clock: Clock) -> None:
        """`auth_url` is where the streamer consents."""
        self._rest: Any = rest
        self._auth_url = auth_url
        self._clock = clock

    def consent_url(self, kind: Kind, redirect_url: str, state: str) -> str:
        query = {"clientId": self._rest.client_id, "redirectUri": redirect_url, "state": state}
        return str((URL(self._auth_url) / "account-interlock").with_query(query))

    async def grant(self, kind: Kind, code: str, state: str, redirect_url: str) -> Grant:
        nobodys = Grant(platform=Platform.CHZZK, kind=kind)
        grant = await self._token(nobodys, grant_type="authorization_code", code=code, state=state)
        account, name = await self._owner(grant)
        return replace(grant, account=account, name=name)

    async def renew(self, grant: Grant) -> Grant:
        return await self._token(grant, grant_type="refresh_token", refresh_token=grant.refresh)

    async def revoke(self, grant: Grant) -> None:
        async with errors(False, DEADLINE):
            await self._rest.revoke_access_token(
                client_id=self._rest.client_id,
                client_secret=self._rest.client_secret,
                token=grant.refresh,
                token_type_hint="refresh_token",  # noqa: S106 - names the kind of token
            )

    async def _owner(self, grant: Grant) -> tuple[str, str]:
        """Id and name of whoever consented; empty when that permission is missing."""
        try:
            async with errors(False, DEADLINE):
                owner = content(await self._rest.get_user_self(token=bearer(grant.access)))
        except SendRejected:
            return "", ""
        return owner.id, owner.name

    async def _token(self, grant: Grant, **given: str) -> Grant:
        try:
            async with errors(False, TOKEN_DEADLINE):
                answer = await self._rest.generate_access_token(
                    client_id=self._rest.client_id,
                    client_secret=self._rest.client_secret,
                    **given,
                )
        except SendRejected as error:
            if not error.reason.startswith(WRONG):
                raise Disconnected(error.reason) from None
            raise AuthExpired(f"Chzzk refused the credentials ({error.reason})") from None
        theirs = content(answer)
        return replace(
            grant,
            scopes=tuple(scope for scope in SCOPES if scope in (theirs.scope or "")),
            refresh=theirs.refresh_token,
            access=theirs.access_token,
            good_until=self._clock() + USED * theirs.expires_in,
        )


# What an application is registered for, and the streamer agrees to; its names hold spaces.
SCOPES = {
    "유저 정보 조회": "to know whose channel it is",
    "채팅 메시지 조회": "to hear the chat",
    "채팅 메시지 쓰기": "to answer in the chat, in the streamer's name",
    "후원 조회": "to acknowledge donations",
    "구독 조회": "to acknowledge subscriptions",
}
