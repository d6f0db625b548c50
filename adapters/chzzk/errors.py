"""Chzzk's errors as ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from pydantic import ValidationError

from adapters.chzzk.rest import UNREADABLE, Refused
from core.errors import (
    AuthExpired,
    Disconnected,
    PlatformError,
    RateLimited,
    SendRejected,
    SendUnknown,
)

PAUSE = 1.0


@asynccontextmanager
async def errors(sending: bool, within: float) -> AsyncIterator[None]:
    """Chzzk's errors as ours. While sending, an answer that never came or was a server's
    failure may hide a message that was said. None names its cause: it may hold a token."""
    try:
        async with asyncio.timeout(within):
            yield
    except Refused as error:
        raise _error(error, sending) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise Disconnected("Chzzk cannot be reached") from None
    except ValidationError as error:
        # The envelope said 200: a line is in chat though its id is not to be read.
        if not sending:
            raise Disconnected(f"no usable answer: {type(error).__name__}") from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError) as error:
        kind = SendUnknown if sending else Disconnected
        raise kind(f"no usable answer: {type(error).__name__}") from None


def content(answer: Any) -> Any:
    """What the envelope holds. Raises Disconnected when that is nothing."""
    if answer is None or answer.content is None:
        raise Disconnected("an answer without content")
    return answer.content


def _error(error: Refused, sending: bool) -> PlatformError:
    why = str(error)
    if error.status == 401:
        return AuthExpired(f"Chzzk refused the credentials ({why})")
    if error.status == 429:
        return RateLimited(PAUSE if error.retry_after is None else error.retry_after)
    if error.status >= 500 or error.status == UNREADABLE:
        return SendUnknown(why) if sending else Disconnected(why)
    return SendRejected(why)
