"""Tries what a consent allows, in a session of its own that is closed at once."""

import asyncio
import contextlib
from typing import Any

import aiohttp

from adapters.chzzk.api import OpenApi
from adapters.chzzk.frames import System
from adapters.chzzk.socket import SessionSocket
from core.errors import AuthExpired, PlatformError


async def probe(api: OpenApi) -> dict[str, str]:
    """Chat, donation and subscription → why they cannot be heard, "" where they can.

    Raises PlatformError when no session can be had.
    """
    url = await api.session_url()
    key: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def tell(system: System) -> None:
        if system.data is not None and system.data.session_key and not key.done():
            key.set_result(system.data.session_key)

    async with aiohttp.ClientSession() as client:
        socket = SessionSocket(client, url, lambda _: None, tell)
        listening = asyncio.create_task(socket.run(), name="chzzk probe")
        try:
            either: set[asyncio.Future[Any]] = {listening, key}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not key.done():
                await listening  # raises what ended it
            return {kind: await _refusal(api, kind, key.result()) for kind in KINDS}
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, PlatformError):
                await listening


async def _refusal(api: OpenApi, kind: str, key: str) -> str:
    try:
        await api.subscribe(kind, key)
    except AuthExpired:
        raise
    except PlatformError as error:
        return str(error)
    return ""


KINDS = ("chat", "donation", "subscription")
