"""Requests to TMDB: never too fast, patient with what passes, clear about what does not.

After https://developer.themoviedb.org/docs (rate limiting, errors).
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import aiohttp
import msgspec

from adapters.ratelimit import Limiter
from core.errors import ConfigError, LoveError

T = TypeVar("T")

REQUESTS, PER_SECONDS = 40, 1.0
CONNECTIONS = 16
DEADLINE, CONNECT_WITHIN = 15.0, 5.0
TRIES = 5
# Seconds: after the first failure, doubled after each; after a 429 that says nothing; at most.
PAUSE, LIMITED_PAUSE, LONGEST_PAUSE = 0.5, 2.0, 120.0
LARGEST = 4 * 1024 * 1024


class Unreachable(LoveError):
    """TMDB is down, or not there; what was fetched before is untouched."""


class Unusable(LoveError):
    """TMDB answered one request, again and again, with nothing that can be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status out of 200, 304 and 404, the body and its ETag."""

    status: int
    body: bytes = b""
    etag: str = ""

    def read(self, kind: type[T]) -> T:
        """The body as `kind`. Raises Unusable."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, RecursionError) as error:
            why = f"TMDB answered what is not understood ({type(error).__name__})"
            raise Unusable(why) from None


class Tmdb:
    """A client for one key, of either kind that TMDB gives out. No error names the key."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self._session = session
        self._url = url.rstrip("/")
        # The API key travels as a parameter, the read access token as a header.
        short = bool(_API_KEY.fullmatch(key))
        self._params = {"api_key": key} if short else {}
        self._headers = {} if short else {"Authorization": f"Bearer {key}"}
        self._limiter = Limiter(REQUESTS, PER_SECONDS, 0, time.monotonic)
        self._quiet_until = 0.0

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, key: str) -> AsyncIterator[Self]:
        """A client with connections of its own. Raises ConfigError for a missing key."""
        if not key:
            raise ConfigError("LOVELM_TMDB_KEY", "is missing", NO_KEY)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN)
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            yield cls(session, url, key)

    async def get(self, path: str, params: dict[str, str], etag: str = "") -> Answer:
        """TMDB's answer, asked again while trying again may help; 304 only with an `etag`.

        Raises ConfigError for a refused key, Unreachable, and Unusable for an answer of
        another status or size.
        """
        headers = self._headers | ({"If-None-Match": etag} if etag else {})
        failure: LoveError = Unreachable("TMDB was not asked")
        for failures in range(TRIES):
            await self._turn()
            try:
                async with asyncio.timeout(DEADLINE):
                    return await self._once(path, params, headers)
            except _Limited as limited:
                self._quiet_until = asyncio.get_running_loop().time() + limited.pause(failures)
                failure = Unreachable("TMDB keeps answering 429, too many requests")
                continue
            except _Passing as passing:
                failure = Unusable(str(passing))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                # The cause may hold the key, as a part of an address.
                failure = Unreachable(f"TMDB cannot be reached ({type(error).__name__})")
            if failures < TRIES - 1:
                await asyncio.sleep(PAUSE * 2.0**failures)
        raise failure

    async def _turn(self) -> None:
        """Wait until TMDB takes requests again, and for the pace."""
        loop = asyncio.get_running_loop()
        while (pause := self._quiet_until - loop.time()) > 0:  # noqa: ASYNC110 - waits for time
            await asyncio.sleep(pause)
        await self._limiter.wait()

    async def _once(self, path: str, params: dict[str, str], headers: dict[str, str]) -> Answer:
        async with self._session.get(
            f"{self._url}{path}",
            params=params | self._params,
            headers=headers,
            allow_redirects=False,
        ) as response:
            if response.status in (401, 403):
                raise ConfigError("LOVELM_TMDB_KEY", f"TMDB refused it ({response.status})", NO_KEY)
            if response.status == 429:
                raise _Limited(response.headers.get("Retry-After", ""))
            if response.status not in (200, 304, 404):
                raise _Passing(f"TMDB answered {response.status}")
            body = await _body(response) if response.status == 200 else b""
            return Answer(response.status, body, response.headers.get("ETag", ""))


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST:
            raise _Passing(f"TMDB answered more than {LARGEST} bytes")
    return bytes(body)


class _Passing(Exception):
    """An answer that another try may better."""


class _Limited(Exception):
    """429; `after` as TMDB wrote it, seconds or nothing."""

    def __init__(self, after: str) -> None:
        super().__init__()
        self._after = after

    def pause(self, failures: int) -> float:
        try:
            return min(max(float(self._after), 0.0), LONGEST_PAUSE)
        except ValueError:
            return min(LIMITED_PAUSE * 2.0**failures, LONGEST_PAUSE)


NO_KEY: Final = (
    "set LOVELM_TMDB_KEY to your API key or read access token from"
    " https://www.themoviedb.org/settings/api"
)
_API_KEY: Final = re.compile(r"[0-9a-f]{32}")
