"""The application's own token, which every call to Twitch's REST interface uses.

https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#client-credentials-grant-flow
"""

import asyncio

import aiohttp
import msgspec
from msgspec import Struct

from adapters.twitch.answers import asked, refusal
from core.errors import AuthExpired, Disconnected

# Twitch's answers to a wrong id or secret; any other may be a proxy's.
REFUSED = (400, 401, 403)


class Token(Struct):
    access_token: str

    __repr__ = object.__repr__  # tokens end up in tracebacks


class AppToken:
    """One token for all callers."""

    def __init__(
        self, session: aiohttp.ClientSession, id_url: str, client_id: str, client_secret: str
    ) -> None:
        self._session = session
        self._url = f"{id_url}/token"
        self._client = {
            "client_id": client_id,
            "client_secret": client_secret,
            "grant_type": "client_credentials",
        }
        self._token = ""
        self._renewing = asyncio.Lock()

    async def get(self) -> str:
        """The token. Raises as `renewed` does."""
        return self._token or await self.renewed("")

    async def renewed(self, refused: str) -> str:
        """Another token than `refused`; one request, however many ask for it at once.

        Raises AuthExpired when the client's id or secret is refused, RateLimited or Disconnected.
        """
        async with self._renewing:
            if self._token == refused:
                self._token = await self._new()
            return self._token

    async def _new(self) -> str:
        # In the body: what stands in an address is kept by logs and proxies.
        answer = await asked(self._session, "POST", self._url, data=self._client)
        if answer.good:
            try:
                return msgspec.json.decode(answer.body, type=Token).access_token
            except msgspec.DecodeError:
                raise Disconnected("no usable token from Twitch") from None
        if answer.status in REFUSED:
            raise AuthExpired(f"Twitch refused the client id or secret ({answer.why})")
        raise refusal(answer)
