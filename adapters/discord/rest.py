"""What Discord's REST interface is asked, through one logged-in client."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.ratelimit import Limiter
from core.errors import (
    AuthExpired,
    Disconnected,
    PlatformError,
    RateLimited,
    SendRejected,
    SendUnknown,
)

SEND_WITHIN = 3.0
# An interaction that is not acknowledged within three seconds is void.
ACKNOWLEDGE_WITHIN = 2.8
READ_WITHIN = 1.5
SYNC_WITHIN = 10.0
HISTORY = 100
# https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
REQUESTS, PER_SECONDS, RESERVED = 50, 1.0, 5
EPHEMERAL = 64
DEFERRED_MESSAGE, DEFERRED_UPDATE, MODAL = 5, 6, 9
# Under this key a message carries its files; it is no field of Discord's.
FILES = "files"
UNKNOWN_INTERACTION = "404/10062"

Payload = dict[str, Any]


class Rest:
    """One application. Every call has a deadline; library errors come out as ours.

    `pace` is for what counts in the bot's own limit, which answers to interactions do not.
    """

    def __init__(self, http: HTTPClient, application: int, pace: Limiter) -> None:
        self._http = http
        self._application = application
        self._pace = pace

    async def post(self, channel: str, message: Payload, nonce: str, urgent: bool = False) -> None:
        """Say `message`; Discord says it once, however often it is sent with this nonce."""
        await self._pace.wait(urgent)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        body = message | {"nonce": nonce, "enforce_nonce": True}
        async with _errors(SEND_WITHIN, sending=True):
            await self._http.request(route, json=body)

    async def nonces(self, channel: str) -> set[str]:
        """The nonces of the newest messages in `channel`, where Discord tells them."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        await self._pace.wait()
        async with _errors(READ_WITHIN):
            rows = await self._http.request(route, params={"limit": HISTORY})
        return {str(row["nonce"]) for row in rows if row.get("nonce")}

    async def since(self, channel: str, message: str) -> list[Payload]:
        """The messages of `channel` from the one with that id on: HISTORY at most, the oldest
        of them; without it where the history may not be read."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        params = {"after": str(int(message) - 1), "limit": HISTORY}
        await self._pace.wait()
        async with _errors(READ_WITHIN):
            rows: list[Payload] = await self._http.request(route, params=params)
        return rows

    async def original(self, token: str) -> Payload:
        """The message that answers an interaction, "thinking" included."""
        async with _errors(READ_WITHIN, own_token=True):
            message: Payload = await self._http.request(self._original("GET", token))
        return message

    async def typing(self, channel: str) -> None:
        """Show for ten seconds that an answer is being written."""
        await self._pace.wait()
        async with _errors(READ_WITHIN):
            await self._http.send_typing(int(channel))

    async def direct_channel(self, user: str) -> str:
        """The channel of private messages with `user`."""
        await self._pace.wait(urgent=True)
        async with _errors(SEND_WITHIN):
            channel = await self._http.start_private_message(int(user))
        return str(channel["id"])

    async def defer(self, interaction: int, token: str) -> bool:
        """Acknowledge a command: only its asker sees "thinking" and later the answer.

        False when it came too late and nothing can be said to it any more.
        """
        callback = {"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL}}
        return await self._call_back(interaction, token, callback)

    async def hold(self, interaction: int, token: str) -> bool:
        """Acknowledge a button, menu or sent modal; what it stands under is changed later."""
        return await self._call_back(interaction, token, {"type": DEFERRED_UPDATE})

    async def open_modal(self, interaction: int, token: str, modal: Payload) -> bool:
        """Acknowledge a button by asking for more in a modal."""
        return await self._call_back(interaction, token, {"type": MODAL, "data": modal})

    async def _call_back(self, interaction: int, token: str, body: Payload) -> bool:
        route = Route(
            "POST",
            "/interactions/{interaction_id}/{webhook_token}/callback",
            interaction_id=interaction,
            webhook_token=token,
        )
        try:
            async with _errors(ACKNOWLEDGE_WITHIN):
                await self._http.request(route, json=body)
        except SendRejected as error:
            return not error.reason.startswith(UNKNOWN_INTERACTION)
        return True

    async def answer(self, token: str, message: Payload) -> None:
        """Put `message` where the interaction shows "thinking"; again is harmless."""
        files = message.get(FILES)
        body: Payload = {"form": _form(message)} if files else {"json": message}
        async with _errors(SEND_WITHIN, sending=True, own_token=True):
            await self._http.request(self._original("PATCH", token), **body)

    async def follow_up(self, token: str, text: str) -> None:
        """Say one more line that only the asker sees."""
        route = Route(
            "POST",
            "/webhooks/{webhook_id}/{webhook_token}",
            webhook_id=self._application,
            webhook_token=token,
        )
        async with _errors(SEND_WITHIN, sending=True, own_token=True):
            await self._http.request(route, json={"content": text, "flags": EPHEMERAL})

    async def commands(self) -> list[Payload]:
        """The registered commands with their translations."""
        async with _errors(SYNC_WITHIN):
            rows: list[Payload] = await self._http.request(
                self._commands("GET"), params={"with_localizations": "true"}
            )
        return rows

    async def put_commands(self, commands: list[Payload]) -> None:
        """Replace the registered commands."""
        async with _errors(SYNC_WITHIN):
            await self._http.request(self._commands("PUT"), json=commands)

    def _original(self, method: str, token: str) -> Route:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        return Route(method, path, webhook_id=self._application, webhook_token=token)

    def _commands(self, method: str) -> Route:
        path = "/applications/{application_id}/commands"
        return Route(method, path, application_id=self._application)


def _form(message: Payload) -> list[Payload]:
    """`message` with its files, (name, content) each, as Discord takes them:
    https://discord.com/developers/docs/reference#uploading-files"""
    body = {key: value for key, value in message.items() if key != FILES}
    fields: list[Payload] = [{"name": "payload_json", "value": json.dumps(body)}]
    return fields + [
        {"name": f"files[{number}]", "value": content, "filename": name}
        for number, (name, content) in enumerate(message[FILES])
    ]


@asynccontextmanager
async def _errors(
    within: float, sending: bool = False, own_token: bool = False
) -> AsyncIterator[None]:
    """Discord's errors as ours. While sending, an answer that never came or was a server's
    failure may hide a message that was said."""
    try:
        async with asyncio.timeout(within):
            yield
    except discord.RateLimited as error:
        raise RateLimited(error.retry_after) from error
    except discord.HTTPException as error:
        raise _error(error, sending, own_token) from None  # the original holds URLs with tokens
    except aiohttp.ClientConnectorError as error:
        raise Disconnected("Discord cannot be reached") from error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError) as error:
        if sending:
            raise SendUnknown(f"no usable answer: {type(error).__name__}") from error
        raise Disconnected(f"no usable answer: {type(error).__name__}") from error
    except RuntimeError as error:  # the client's session was closed before the request
        raise Disconnected("not connected to Discord") from error


def _error(error: discord.HTTPException, sending: bool, own_token: bool) -> PlatformError:
    why = f"{error.status}/{error.code} {error.text[:120]}".strip()
    if error.status == 429:
        return RateLimited(_retry_after(error))
    if error.status >= 500:
        return SendUnknown(why) if sending else Disconnected(why)
    # With an interaction's own token 401 says that the fifteen minutes are over.
    if error.status == 401 and not own_token:
        return AuthExpired(f"Discord refused the bot token ({why})")
    return SendRejected(why)


def _retry_after(error: discord.HTTPException) -> float:
    headers = error.response.headers
    try:
        return float(headers.get("Retry-After") or headers["X-RateLimit-Reset-After"])
    except (LookupError, ValueError):
        return 5.0
