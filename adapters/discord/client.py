"""discord.py's client, made to survive a bad frame and to notice silence."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

import aiohttp
import discord
import discord.client
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import problems
from core.errors import AuthExpired, Disconnected
from core.gate.dedupe import Dedupe

log = logging.getLogger(__name__)

RATE_LIMIT_WAIT = 30.0
CLOSE_WITHIN = 2.0
FIND_WITHIN = 1.5
THREADS = 1_000
DIRECT = 1
# Close codes after which the same credentials and intents are refused again.
FINAL = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
FIXES = {4004: problems.CREDENTIAL, 4014: problems.INTENT}
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


class Refused(AuthExpired):
    """Discord will not have this bot; `fix` is for the streamer, in Korean."""

    def __init__(self, why: str, fix: str) -> None:
        super().__init__(why)
        self.fix = fix


class Socket(DiscordWebSocket):
    """The library's gateway socket; a frame that it cannot read costs only itself."""

    async def received_message(self, msg: Any, /) -> None:
        client = cast("GatewayClient", self._connection._get_client())
        client.heard_something()
        try:
            await super().received_message(msg)
        except UNREADABLE as error:
            client.bad_frames += 1
            log.warning(
                "frame not readable",
                extra={"count": client.bad_frames, "error": type(error).__name__},
            )


def _completed(data: dict[str, Any]) -> dict[str, Any]:
    """An interaction with what the library cannot do without: it would lose one that has no
    limit for attachments, and its channel where only the id is told."""
    channel = {"id": data.get("channel_id")} | ({} if data.get("guild_id") else {"type": DIRECT})
    return {"attachment_size_limit": 0} | data | {"channel": data.get("channel") or channel}


class GatewayClient(discord.Client):
    """One connection's client; a new connection begins with a new client.

    `connected` is true from READY or RESUMED until the socket is gone.
    """

    def __init__(
        self,
        silence: float,
        on_message: Callable[[discord.Message], None],
        on_interaction: Callable[[discord.Interaction], Awaitable[None]],
        on_login: Callable[["GatewayClient"], Awaitable[None]],
        shard: tuple[int, int] = (0, 1),
    ) -> None:
        """`silence` is how many seconds without a frame make the connection dead; `shard` is
        which of how many parts of the guilds it is told of."""
        # Both say at every start that voice is missing, which is not used.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=True
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=RATE_LIMIT_WAIT,
            max_messages=None,
            shard_id=shard[0],
            shard_count=shard[1],
        )
        parse = self._connection.parsers["INTERACTION_CREATE"]
        self._connection.parsers["INTERACTION_CREATE"] = lambda data: parse(_completed(data))
        self._silence = silence
        self._hear_message = on_message
        self._hear_interaction = on_interaction
        self._logged_in = on_login
        self._finding = asyncio.Lock()
        self._sought = Dedupe(THREADS).seen
        self._watch = asyncio.timeout(silence)
        self.connected = False
        self.bad_frames = 0

    async def listen(self, token: str) -> None:
        """Listen until the connection cannot be kept. Raises Disconnected or AuthExpired."""
        try:
            async with self._watch:
                await self.start(token)
        except discord.LoginFailure:
            why = "Discord refused the bot token: reset it in the portal"
            raise Refused(why, problems.CREDENTIAL) from None
        except discord.PrivilegedIntentsRequired:
            why = "switch Message Content Intent on in the portal, Bot page"
            raise Refused(why, problems.INTENT) from None
        except discord.ConnectionClosed as error:
            if error.code in FINAL:
                fix = FIXES.get(error.code, problems.CLOSED.format(error.code))
                raise Refused(f"Discord closed the gateway with {error.code}", fix) from None
            raise Disconnected(f"the gateway closed with {error.code}") from error
        except TimeoutError as error:
            raise Disconnected(f"the gateway was silent for {self._silence:.0f} s") from error
        finally:
            self.connected = False
            await self._leave()

    async def _leave(self) -> None:
        """Close; a peer that does not answer the goodbye is cut off."""
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(CLOSE_WITHIN):
                await self.close()
        await self.http.close()

    def heard_something(self) -> None:
        """A frame came. Before READY it proves nothing, so it does not count."""
        if self.connected:
            self._watch.reschedule(asyncio.get_running_loop().time() + self._silence)

    async def setup_hook(self) -> None:
        """After the login, before the gateway."""
        await self._logged_in(self)

    async def on_connect(self) -> None:
        """READY came."""
        self.connected = True
        log.info("discord listening")

    async def on_resumed(self) -> None:
        """The session goes on and what was missed has been replayed."""
        self.connected = True

    async def on_disconnect(self) -> None:
        """The socket is gone; the library tries to resume."""
        self.connected = False

    async def on_message(self, message: discord.Message) -> None:
        if isinstance(message.channel, discord.PartialMessageable) and message.guild is not None:
            found = await self._find(message.guild, message.channel.id)
            message.channel = found or message.channel
        self._hear_message(message)

    async def _find(self, guild: discord.Guild, id: int) -> discord.Thread | None:
        """A thread that the gateway has not told of, asked for once: what hangs on which channel
        decides whether its lines are heard."""
        async with self._finding:
            known = guild.get_thread(id)
            if known is not None or self._sought(str(id)):
                return known
            try:
                async with asyncio.timeout(FIND_WITHIN):
                    thread = await self.fetch_channel(id)
            except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.info("thread not found", extra={"error": type(error).__name__})
                return None
            if not isinstance(thread, discord.Thread):
                return None
            guild._add_thread(thread)
            return thread

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._hear_interaction(interaction)


def point_at(api_url: str, gateway_url: str) -> None:
    """Let discord.py speak to these addresses: it keeps both on classes, one Discord a process."""
    Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    # Client.connect names the class itself; there is no other place to put our own.
    discord.client.DiscordWebSocket = Socket  # type: ignore[misc]
    # Its warnings about rate limits name URLs, and an interaction's URL holds its token.
    logging.getLogger("discord.http").setLevel(logging.ERROR)
