"""chzzkpy's REST session, pointed where we want and honest about what was refused."""

import inspect
import warnings
from typing import Any

import aiohttp
import msgspec
from ahttp_client.request import RequestCore  # type: ignore[import-untyped]
from ahttp_client.session import Session  # type: ignore[import-untyped]
from msgspec import Struct
from pydantic import PydanticDeprecatedSince20
from yarl import URL

with warnings.catch_warnings():
    # chzzkpy names pydantic's retired Extra; nobody who runs LoveLM can act on that.
    warnings.simplefilter("ignore", PydanticDeprecatedSince20)
    from chzzkpy.authorization import AccessToken  # type: ignore[import-untyped]
    from chzzkpy.http import ChzzkOpenAPISession  # type: ignore[import-untyped]

UNREADABLE = 0
# Shorter than what a request may take in all: then it is certain that nothing was said.
CONNECT_WITHIN = 3.0
LONGEST_PAUSE = 60.0


class Refused(Exception):
    """Chzzk answered, but not with what was asked. `status` UNREADABLE is no usable answer.

    `retry_after` is in seconds, None when Chzzk did not say.
    """

    def __init__(self, status: int, message: str, retry_after: float | None) -> None:
        super().__init__(f"{status} {message}".strip())
        self.status = status
        self.retry_after = retry_after


class Envelope(Struct):
    code: int | str | None = None
    message: str | None = None
    content: Any = None

    __repr__ = object.__repr__  # the content may be tokens


class Rest(ChzzkOpenAPISession):  # type: ignore[misc]
    """The library fixes the address, forgets Retry-After, dies of an error that is not JSON,
    and binds its requests to whichever session was made last; made inside a running loop."""

    def __init__(self, client_id: str, client_secret: str, api_url: str) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self._path = URL(api_url).path.rstrip("/")
        # Without it a network that swallows everything holds each request for half a minute.
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN)
        Session.__init__(self, base_url=URL(api_url).origin(), timeout=timeout)
        for name, shared in inspect.getmembers(self):
            if isinstance(shared, RequestCore):
                own = shared.copy()
                own.session = self
                setattr(self, name, own)

    async def before_request(self, request: RequestCore, path: str) -> tuple[RequestCore, str]:
        """The request below the address's own path, which aiohttp would leave out."""
        made: tuple[RequestCore, str] = await super().before_request(request, self._path + path)
        return made

    async def after_request(self, response: aiohttp.ClientResponse) -> dict[str, Any]:
        """The envelope, when both it and the status say so, whole: the library's models want
        every field. Raises Refused."""
        body = await response.read()
        try:
            envelope = _decode(body) if body else Envelope()
        except msgspec.DecodeError:
            envelope = Envelope(UNREADABLE, response.reason)
        code = response.status if envelope.code is None else envelope.code
        status = response.status if response.status >= 400 else _number(code)
        if status // 100 == 2:
            return {"code": 200, "message": envelope.message, "content": envelope.content}
        raise Refused(
            status,
            (envelope.message or "")[:80],
            _seconds(response.headers.get("Retry-After", "")),
        )


def bearer(access: str) -> AccessToken:
    """An access token as chzzkpy takes it."""
    return AccessToken(accessToken=access, refreshToken="", expiresIn=0)


def _number(code: int | str) -> int:
    try:
        return int(code)
    except ValueError:
        return UNREADABLE


def _seconds(text: str) -> float | None:
    try:
        return min(max(0.0, float(text)), LONGEST_PAUSE)
    except ValueError:
        return None


_decode = msgspec.json.Decoder(Envelope).decode
