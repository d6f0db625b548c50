"""What Twitch's REST interface is asked, through twitchio."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import aiohttp
import twitchio
from twitchio.authentication import OAuth
from twitchio.eventsub import SubscriptionType
from twitchio.http import Route

from core.errors import (
    AuthExpired,
    Disconnected,
    PlatformError,
    RateLimited,
    SendRejected,
    SendUnknown,
)

if TYPE_CHECKING:
    from twitchio.types_.conduits import Condition

DEADLINE = 10.0


class Helix:
    """One application with its bot account; all calls use the application's own token."""

    def __init__(
        self, client_id: str, client_secret: str, bot_id: str, api_url: str, id_url: str
    ) -> None:
        # twitchio keeps both addresses on the class: one Twitch a process.
        Route.BASE = api_url.rstrip("/") + "/"
        Route.ID_BASE = id_url.rstrip("/").removesuffix("oauth2").rstrip("/") + "/"
        self._oauth = OAuth(client_id=client_id, client_secret=client_secret)
        self.bot_id = bot_id
        self._new_client = partial(
            twitchio.Client,
            client_id=client_id,
            client_secret=client_secret,
            bot_id=bot_id,
            fetch_client_user=False,
        )
        self._client = self._new_client()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close(save_tokens=False)
        await self._oauth.close()

    async def login(self) -> None:
        """Get an application token. Raises AuthExpired when the credentials are refused."""
        async with _errors():
            token = (await self._oauth.client_credentials_token()).access_token
            # A client logs in once; a new connection begins with a new client.
            await self._client.close(save_tokens=False)
            self._client = self._new_client()
            await self._client.login(token=token, load_tokens=False, save_tokens=False)

    async def channel_ids(self, channels: Sequence[str]) -> dict[str, str]:
        """Channel id → display name for logins, ids or channel URLs."""
        names = [channel.rstrip("/").rpartition("/")[2].lower() for channel in channels]
        ids = [name for name in names if name.isdigit()]
        logins = [name for name in names if not name.isdigit()]
        async with _errors():
            users = await self._client.fetch_users(ids=list(ids), logins=logins)
        return {user.id: user.display_name or user.name or user.id for user in users}

    async def conduit(self) -> str:
        """Id of the application's conduit; made when there is none."""
        async with _errors():
            conduits = await self._client.fetch_conduits()
            return (conduits[0] if conduits else await self._client.create_conduit(1)).id

    async def assign_shard(self, conduit: str, session: str) -> None:
        """Let the socket `session` carry the conduit's events."""
        async with _errors():
            answer = await self._client.http.update_conduit_shards(
                conduit,
                shards=[{"id": "0", "transport": {"method": "websocket", "session_id": session}}],
            )
        refused = (answer or {}).get("errors")
        if refused:
            raise Disconnected(f"shard refused: {refused[0].get('code', 'unknown')}")

    async def subscribe(
        self, conduit: str, kind: SubscriptionType, version: str, condition: dict[str, str]
    ) -> None:
        """Subscribe the conduit; one that exists already is as good as new."""
        try:
            async with _errors():
                await self._client.http.create_eventsub_subscription(
                    type=kind,
                    version=version,
                    condition=cast("Condition", condition),
                    transport={"method": "conduit", "conduit_id": conduit},
                    token_for=None,
                )
        except SendRejected as error:
            if not error.reason.startswith("409"):
                raise

    async def say(self, channel: str, text: str, reply_to: str | None) -> str:
        """Send a chat message; its id. Raises the errors that `Adapter.say` names."""
        async with _errors(sending=True):
            answer = await self._client.http.post_chat_message(
                broadcaster_id=channel,
                sender_id=self.bot_id,
                message=text,
                token_for=None,
                reply_to_message_id=reply_to,
            )
            sent = answer["data"][0]
        if not sent["is_sent"]:
            raise SendRejected((sent.get("drop_reason") or {}).get("code") or "dropped")
        return str(sent["message_id"])


@asynccontextmanager
async def _errors(sending: bool = False) -> AsyncIterator[None]:
    """Twitch's errors as ours. While sending, an answer that never came or was a server's
    failure may hide a message that was said."""
    try:
        async with asyncio.timeout(DEADLINE):
            yield
    except twitchio.HTTPException as error:
        raise _error(error, sending) from None  # the original names URLs with secrets in them
    except aiohttp.ClientConnectorError as error:
        raise Disconnected("Twitch cannot be reached") from error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError) as error:
        if sending:
            raise SendUnknown(f"no usable answer: {type(error).__name__}") from error
        raise Disconnected(f"no usable answer: {type(error).__name__}") from error


def _error(error: twitchio.HTTPException, sending: bool) -> PlatformError:
    why = f"{error.status} {str(error.extra.get('message', ''))[:120]}".strip()
    if error.status == 401:
        return AuthExpired(f"Twitch refused the credentials ({why})")
    if error.status == 429:
        return RateLimited(5.0)
    if error.status >= 500:
        return SendUnknown(why) if sending else Disconnected(why)
    if error.route is not None and error.route.use_id:
        return AuthExpired(f"Twitch refused the client id or secret ({why})")
    return SendRejected(why)
