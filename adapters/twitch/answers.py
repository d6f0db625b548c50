"""Twitch's answers to requests that are made without its library, and what they mean."""

import asyncio
from dataclasses import dataclass

import aiohttp
import msgspec
from msgspec import Struct
from multidict import CIMultiDictProxy

from core.errors import Disconnected, PlatformError, RateLimited, SendRejected

DEADLINE = 10.0
CONNECT_WITHIN = 5.0
PAUSE, LONGEST_PAUSE = 5.0, 60.0


class Refusal(Struct):
    message: str = ""


@dataclass(frozen=True, slots=True, repr=False)  # the body may be tokens
class Answer:
    """A status, and what came with it."""

    status: int
    body: bytes
    headers: CIMultiDictProxy[str]

    @property
    def good(self) -> bool:
        return self.status // 100 == 2

    @property
    def why(self) -> str:
        """The status and Twitch's reason, short enough for a log."""
        try:
            message = msgspec.json.decode(self.body, type=Refusal).message[:120]
        except msgspec.DecodeError:
            message = ""
        return f"{self.status} {message}".strip()

    @property
    def pause(self) -> float:
        """Seconds after which Twitch takes requests again."""
        try:
            return min(max(float(self.headers["Retry-After"]), 0.0), LONGEST_PAUSE)
        except (KeyError, ValueError):
            return PAUSE


class Unanswered(Disconnected):
    """The request went out and nothing usable came back: it may have been done."""


async def asked(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    data: dict[str, str] | None = None,
    json: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """The answer to one request, never repeated.

    Raises Disconnected when it certainly never went out, Unanswered when it may have. Neither
    names its cause, which may hold a token.
    """
    try:
        async with (
            asyncio.timeout(DEADLINE),
            session.request(
                method,
                url,
                data=data,
                json=json,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN),
            ) as response,
        ):
            return Answer(response.status, await response.read(), response.headers)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise Disconnected("Twitch cannot be reached") from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise Unanswered(f"no usable answer: {type(error).__name__}") from None


def refusal(answer: Answer) -> PlatformError:
    """What an answer other than success means, where nothing was sent to chat."""
    if answer.status == 429:
        return RateLimited(answer.pause)
    # A refused token is renewed; a dead secret shows when one is asked for.
    if 400 <= answer.status < 500 and answer.status != 401:
        return SendRejected(answer.why)
    return Disconnected(answer.why)
