"""What Twitch's REST interface is asked: mostly through twitchio."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, cast

import aiohttp
import twitchio
from twitchio.eventsub import SubscriptionType
from twitchio.http import Route

from adapters.twitch.app_token import AppToken
from adapters.twitch.chat import Chat
from adapters.twitch.names import is_id, is_login, name_of
from core.errors import Disconnected, PlatformError, RateLimited, SendRejected

if TYPE_CHECKING:
    from twitchio.types_.conduits import Condition

T = TypeVar("T")

DEADLINE = 10.0
PAUSE = 5.0
# Twitch takes so many users in one request.
AT_ONCE = 100
# How twitchio fails on an answer of another shape.
UNUSABLE = (ValueError, LookupError, TypeError, AttributeError)


class Subscribed(NamedTuple):
    """A subscription as Twitch holds it; `condition` without empty values."""

    id: str
    kind: str
    condition: dict[str, str]
    enabled: bool


class Helix:
    """One application with its bot account; all calls use the application's own token."""

    def __init__(
        self, client_id: str, client_secret: str, bot_id: str, api_url: str, id_url: str
    ) -> None:
        # twitchio keeps its address on the class: one Twitch a process.
        Route.BASE = api_url.rstrip("/") + "/"
        self._api_url = api_url.rstrip("/")
        self._id_url = id_url.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self.bot_id = bot_id
        # Without the secret: twitchio would renew a refused token for ever, as fast as it can.
        self._new_client = partial(
            twitchio.Client,
            client_id=client_id,
            client_secret="",
            bot_id=bot_id,
            fetch_client_user=False,
        )
        self._client = self._new_client()
        self._refused = ""

    async def __aenter__(self) -> Self:
        # A kept connection that Twitch closes meanwhile would leave open whether a line was said.
        fresh = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(
            connector=fresh, headers={"Client-Id": self._client_id}
        )
        self._token = AppToken(self._session, self._id_url, self._client_id, self._client_secret)
        self._chat = Chat(self._session, self._api_url, self.bot_id, self._token)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close(save_tokens=False)
        await self._session.close()

    async def login(self) -> None:
        """Get an application token. Raises AuthExpired when the credentials are refused."""
        token = await self._token.get()
        if token == self._refused:
            token = await self._token.renewed(token)
        async with _errors():
            # A client logs in once; a new connection begins with a new client.
            await self._client.close(save_tokens=False)
            self._client = self._new_client()
            await self._client.login(token=token, load_tokens=False, save_tokens=False)

    async def _ask(self, call: Callable[[twitchio.Client], Awaitable[T]]) -> T:
        """The answer to `call`. A refused token costs this call and is renewed with the next."""
        token = await self._token.get()
        if token == self._refused:
            await self.login()
            token = await self._token.get()
        try:
            async with _errors():
                return await call(self._client)
        except _TokenRefused:
            self._refused = token
            raise

    async def users(self, written: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Id and shown name by what was written: a login, an id, an address or a shown name."""
        names = {text: name_of(text) for text in written}
        ids = sorted({name for name in names.values() if is_id(name)})
        known = await self._users(ids=ids)
        logins = sorted({n for n in names.values() if is_login(n) and n not in known})
        known |= await self._users(logins=logins)
        for name in {name for name in names.values() if name and name not in known}:
            known |= await self._shown_as(name)
        return {text: known[name] for text, name in names.items() if name in known}

    async def _users(
        self, ids: Sequence[str] = (), logins: Sequence[str] = ()
    ) -> dict[str, tuple[str, str]]:
        known = {}
        for start in range(0, max(len(ids), len(logins)), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            answer = await self._ask(
                lambda client, part=part: client.http.get_users(  # type: ignore[misc]
                    ids=list(ids[part]), logins=list(logins[part])
                )
            )
            async with _errors():
                for row in answer["data"]:
                    id, login = str(row["id"]), str(row["login"]).lower()
                    known[id if ids else login] = (id, row.get("display_name") or login)
        return known

    async def _shown_as(self, name: str) -> dict[str, tuple[str, str]]:
        """The one channel that shows exactly this name."""

        async def found(client: twitchio.Client) -> Sequence[twitchio.SearchChannel]:
            return await client.search_channels(name, max_results=20)

        channels = [channel.broadcaster for channel in await self._ask(found)]
        same = [c for c in channels if (c.display_name or "").lower() == name]
        return {name: (same[0].id, same[0].display_name or name)} if len(same) == 1 else {}

    async def live(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these channels are live now."""
        found: set[str] = set()
        for start in range(0, len(ids), AT_ONCE):
            params = {"user_id": list(ids[start : start + AT_ONCE]), "first": AT_ONCE}
            answer = await self._ask(
                lambda client, params=params: client.http.request_json(  # type: ignore[misc]
                    Route("GET", "streams", params=params)
                )
            )
            async with _errors():
                found.update(str(row["user_id"]) for row in answer["data"])
        return frozenset(found)

    async def granted(self, users: Sequence[str]) -> dict[str, frozenset[str]]:
        """User id → what that account allows this application; nothing for who never did."""
        answer = await self._ask(lambda client: client.http.get_auth_by_user(list(users)))
        async with _errors():
            rows = {
                str(row["user_id"]): frozenset(row.get("scopes") or ()) for row in answer["data"]
            }
        return {user: rows.get(user, frozenset()) for user in users}

    async def conduit(self, slot: int, most: int, shards: int) -> str:
        """Id of the application's conduit number `slot`, with so many shards.

        They are numbered by their ids, so `most` are made before one is chosen: one that is
        made later would change the others' numbers. Raises Disconnected when there are too few.
        """
        conduits = await self._conduits()
        while len(conduits) < most:
            try:
                await self._ask(lambda client: client.create_conduit(1))
            except (RateLimited, SendRejected):  # another process made the last one
                conduits = await self._conduits()
                break
            conduits = await self._conduits()
        if slot >= len(conduits):
            raise Disconnected(f"Twitch has no conduit number {slot}")
        conduit = sorted(conduits)[slot]
        if conduits[conduit] != shards:  # events of shards that nobody carries reach nobody
            await self._ask(lambda client: client.http.update_conduits(conduit, shards))
        return conduit

    async def _conduits(self) -> dict[str, int]:
        """How many shards each has."""
        found = await self._ask(lambda client: client.fetch_conduits())
        return {conduit.id: conduit.shard_count for conduit in found}

    async def assign_shard(self, conduit: str, shard: str, session: str) -> None:
        """Let the socket `session` carry the events of one shard."""
        transport = {"method": "websocket", "session_id": session}
        answer = await self._ask(
            lambda client: client.http.update_conduit_shards(
                conduit, shards=cast("Any", [{"id": shard, "transport": transport}])
            )
        )
        refused = (answer or {}).get("errors")
        if refused:
            raise Disconnected(f"shard refused: {refused[0].get('code', 'unknown')}")

    async def shards(self, conduit: str) -> dict[str, str]:
        """The session that carries each shard."""

        async def listed(client: twitchio.Client) -> dict[str, str]:
            rows = client.http.get_conduit_shards(conduit)
            return {row.id: row.session_id or "" async for row in rows}

        return await self._ask(listed)

    async def subscriptions(self, conduit: str) -> list[Subscribed]:
        """Everything the conduit is subscribed to."""
        return await self._subscriptions(conduit_id=conduit)

    async def about(self, channel: str) -> list[Subscribed]:
        """Everything that any conduit is subscribed to of a channel."""
        return await self._subscriptions(user_id=channel)

    async def _subscriptions(self, **which: str) -> list[Subscribed]:
        async def listed(client: twitchio.Client) -> list[Subscribed]:
            page = await client.fetch_eventsub_subscriptions(**cast("Any", which))
            return [
                Subscribed(
                    row.id,
                    row.type,
                    {key: str(value) for key, value in row.condition.items() if value},
                    row.status == "enabled",
                )
                async for row in page.subscriptions
            ]

        return await self._ask(listed)

    async def subscribe(
        self, conduit: str, kind: SubscriptionType, version: str, condition: dict[str, str]
    ) -> None:
        """Subscribe the conduit; one that exists already is as good as new."""
        try:
            await self._ask(
                lambda client: client.http.create_eventsub_subscription(
                    type=kind,
                    version=version,
                    condition=cast("Condition", condition),
                    transport={"method": "conduit", "conduit_id": conduit},
                    token_for=None,
                )
            )
        except SendRejected as error:
            if not error.reason.startswith("409"):
                raise

    async def unsubscribe(self, id: str) -> None:
        """End a subscription."""
        await self._ask(lambda client: client.http.delete_eventsub_subscription(id))

    async def say(self, channel: str, text: str, reply_to: str | None) -> str:
        """Send a chat message; its id. Raises the errors that `Adapter.say` names, and
        AuthExpired when the application's credentials are refused."""
        return await self._chat.say(channel, text, reply_to)


class _TokenRefused(Disconnected):
    """The application's token counts no longer."""


@asynccontextmanager
async def _errors() -> AsyncIterator[None]:
    """twitchio's errors as ours, without their causes, which name addresses and tokens."""
    try:
        async with asyncio.timeout(DEADLINE):
            yield
    except twitchio.HTTPException as error:
        raise _error(error) from None
    except aiohttp.ClientConnectorError:
        raise Disconnected("Twitch cannot be reached") from None
    # Without a secret twitchio cannot renew a refused token, and looks for another in vain.
    except IndexError:
        raise _TokenRefused("Twitch refused the token") from None
    except (*UNUSABLE, aiohttp.ClientError, OSError) as error:
        raise Disconnected(f"no usable answer: {type(error).__name__}") from None


def _error(error: twitchio.HTTPException) -> PlatformError:
    why = f"{error.status} {str(error.extra.get('message', ''))[:120]}".strip()
    if error.status == 401:
        return _TokenRefused(why)
    if error.status == 429:
        return RateLimited(PAUSE)
    if error.status >= 500:
        return Disconnected(why)
    return SendRejected(why)
