"""What Chzzk's Open API is asked, through chzzkpy, as the streamer who consented.

https://chzzk.gitbook.io/chzzk
"""

import asyncio
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp
from pydantic import PydanticDeprecatedSince20, ValidationError
from yarl import URL

from adapters.chzzk.credentials import Credentials
from adapters.chzzk.rest import UNREADABLE, Refused, Rest
from adapters.chzzk.tokens import Token, TokenStore
from core.errors import (
    AuthExpired,
    Disconnected,
    PlatformError,
    RateLimited,
    SendRejected,
    SendUnknown,
)
from core.ports import Clock

with warnings.catch_warnings():
    warnings.simplefilter("ignore", PydanticDeprecatedSince20)
    from chzzkpy.authorization import AccessToken  # type: ignore[import-untyped]

DEADLINE = 5.0
# An answer given up on takes the only valid refresh token with it.
TOKEN_DEADLINE = 30.0
PAUSE = 1.0
# The part of a token's life in which it is used.
USED = 0.95
# What a token request is refused with when a person must act, besides 401.
WRONG = ("400", "403")


class OpenApi:
    """One application, speaking for one streamer."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        store: TokenStore,
        api_url: str,
        auth_url: str,
        clock: Clock = time.time,
    ) -> None:
        """`refresh_token` only seeds the store; `auth_url` is where the streamer consents."""
        self._client_id = client_id
        self._client_secret = client_secret
        self._api_url = api_url
        self._auth_url = auth_url
        self._clock = clock
        self._credentials = Credentials(store, refresh_token, self._refresh, clock)
        self._rest: Any = None

    async def __aenter__(self) -> Self:
        self._rest = Rest(self._client_id, self._client_secret, self._api_url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._credentials.close()
        await self._rest.close()

    def consent_url(self, redirect_url: str, state: str) -> str:
        """The page where the streamer consents; it sends them on to `redirect_url`."""
        query = {"clientId": self._client_id, "redirectUri": redirect_url, "state": state}
        return str((URL(self._auth_url) / "account-interlock").with_query(query))

    async def connect(self, code: str, state: str) -> None:
        """Take the code that came back from the consent page. Raises AuthExpired."""
        token = await self._token(grant_type="authorization_code", code=code, state=state)
        await self._credentials.accept(token)

    async def me(self) -> tuple[str, str] | None:
        """Id and name of the streamer's channel; None when that permission is missing."""
        try:
            channel = await self._ask(lambda token: self._rest.get_user_self(token=token))
        except SendRejected:
            return None
        return _content(channel).id, _content(channel).name

    async def session_url(self) -> str:
        """Where a new session may connect, once and soon."""
        session = await self._ask(lambda token: self._rest.generate_user_session(token=token))
        return str(_content(session).url)

    async def subscribe(self, kind: str, session_key: str) -> None:
        """Let the session hear `kind` (chat, donation, subscription) of the channel."""
        await self._ask(
            lambda token: self._rest.subcribe_event(
                event=kind, session_key=session_key, token=token
            )
        )

    async def say(self, text: str) -> None:
        """Send a chat message. Raises the errors that `Adapter.say` names."""
        await self._ask(
            lambda token: self._rest.create_message(token=token, message=text), sending=True
        )

    async def _ask(
        self, ask: Callable[[AccessToken], Awaitable[Any]], sending: bool = False
    ) -> Any:
        """Chzzk's answer to a good token, or to another should it refuse that."""
        token = await self._credentials.token()
        try:
            async with _errors(sending, DEADLINE):
                return await ask(_theirs(token))
        except AuthExpired:
            token = await self._credentials.renew(token)
        async with _errors(sending, DEADLINE):
            return await ask(_theirs(token))

    async def _refresh(self, refresh_token: str) -> Token:
        return await self._token(grant_type="refresh_token", refresh_token=refresh_token)

    async def _token(self, **given: str) -> Token:
        try:
            async with _errors(False, TOKEN_DEADLINE):
                answer = await self._rest.generate_access_token(
                    client_id=self._client_id, client_secret=self._client_secret, **given
                )
        except SendRejected as error:
            if not error.reason.startswith(WRONG):
                raise Disconnected(error.reason) from None
            raise AuthExpired(f"Chzzk refused the credentials ({error.reason})") from None
        theirs = _content(answer)
        return Token(
            refresh=theirs.refresh_token,
            access=theirs.access_token,
            good_until=self._clock() + USED * theirs.expires_in,
        )


def _content(answer: Any) -> Any:
    if answer is None or answer.content is None:
        raise Disconnected("an answer without content")
    return answer.content


def _theirs(token: Token) -> AccessToken:
    return AccessToken(accessToken=token.access, refreshToken="", expiresIn=0)


@asynccontextmanager
async def _errors(sending: bool, within: float) -> AsyncIterator[None]:
    """Chzzk's errors as ours. While sending, an answer that never came or was a server's
    failure may hide a message that was said. None names its cause: it may hold a token."""
    try:
        async with asyncio.timeout(within):
            yield
    except Refused as error:
        raise _error(error, sending) from None
    except aiohttp.ClientConnectorError:
        raise Disconnected("Chzzk cannot be reached") from None
    except ValidationError as error:
        # The envelope said 200: a line is in chat though its id is not to be read.
        if not sending:
            raise Disconnected(f"no usable answer: {type(error).__name__}") from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError) as error:
        kind = SendUnknown if sending else Disconnected
        raise kind(f"no usable answer: {type(error).__name__}") from None


def _error(error: Refused, sending: bool) -> PlatformError:
    why = str(error)
    if error.status == 401:
        return AuthExpired(f"Chzzk refused the credentials ({why})")
    if error.status == 429:
        return RateLimited(PAUSE if error.retry_after is None else error.retry_after)
    if error.status >= 500 or error.status == UNREADABLE:
        return SendUnknown(why) if sending else Disconnected(why)
    return SendRejected(why)
