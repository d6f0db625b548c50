"""What Chzzk's Open API is asked, through chzzkpy, as the streamer who consented.

https://chzzk.gitbook.io/chzzk
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Self

from adapters.chzzk.errors import content, errors
from adapters.chzzk.oauth import DEADLINE, ChzzkOAuth
from adapters.chzzk.rest import Rest, bearer
from core.credentials import Credentials
from core.errors import AuthExpired, SendRejected
from core.grants import Grant, GrantStore, Kind, fingerprint
from core.labels import Platform
from core.ports import Clock


class OpenApi:
    """One application, speaking for one streamer."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        store: GrantStore,
        api_url: str,
        auth_url: str,
        clock: Clock = time.time,
        unit: str = "",
    ) -> None:
        """`refresh_token` only seeds the store; `auth_url` is where the streamer consents;
        `unit` is the channel's id or, before Chzzk told that, any name that every process has
        for it."""
        self.unit = unit
        self._client_id = client_id
        self._client_secret = client_secret
        self._store = store
        self._seed = _seed(refresh_token)
        self._api_url = api_url
        self._auth_url = auth_url
        self._clock = clock

    async def __aenter__(self) -> Self:
        self._rest: Any = Rest(self._client_id, self._client_secret, self._api_url)
        oauth = ChzzkOAuth(self._rest, self._auth_url, self._clock)
        self._credentials = Credentials(self._store, oauth.renew, self._clock, self._seed)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._credentials.close()
        await self._rest.close()

    async def me(self) -> tuple[str, str] | None:
        """Id and name of the streamer's channel; None when the permission to ask is missing and
        it was not `named` before."""
        try:
            channel = await self._ask(lambda token: self._rest.get_user_self(token=token))
        except SendRejected:
            return self._credentials.owner
        found = content(channel)
        await self.named(found.id, found.name)
        return found.id, found.name

    async def named(self, channel: str, name: str) -> None:
        """Keep for every process whose account it turned out to be."""
        await self._credentials.named(channel, name)

    async def renewed(self) -> None:
        """Return when the streamer consented anew after the credentials were refused."""
        await self._credentials.renewed()

    async def session_url(self) -> str:
        """Where a new session may connect, once and soon."""
        session = await self._ask(lambda token: self._rest.generate_user_session(token=token))
        return str(content(session).url)

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

    async def _ask(self, ask: Callable[[Any], Awaitable[Any]], sending: bool = False) -> Any:
        """Chzzk's answer to a good token, or to another should it refuse that."""
        token = await self._credentials.token()
        try:
            async with errors(sending, DEADLINE):
                return await ask(bearer(token.access))
        except AuthExpired:
            token = await self._credentials.renew(token)
        else:  # said, though its id is not to be read
            return None
        async with errors(sending, DEADLINE):
            return await ask(bearer(token.access))


def _seed(refresh_token: str) -> Grant | None:
    if not refresh_token:
        return None
    return Grant(
        platform=Platform.CHZZK,
        kind=Kind.BROADCASTER,
        refresh=refresh_token,
        seed=fingerprint(refresh_token),
    )
