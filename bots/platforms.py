"""Builds each platform's adapter for `compose`, `connect` and `doctor`.

Every library is imported where it is used: half a second each that other set-ups need not pay.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.supervise import supervise
from bots.settings import Settings
from bots.shard import numbers
from bots.unnamed_grant import UnnamedGrant
from core.channels.console import Console
from core.channels.linking import Linking
from core.errors import ConfigError
from core.grants import Grant, Grants, GrantStore, Kind, fingerprint
from core.labels import Platform
from core.ports import Adapter, Clock, Personas
from core.viewers.privacy import Privacy

if TYPE_CHECKING:
    from adapters.chzzk.api import OpenApi
    from adapters.chzzk.oauth import ChzzkOAuth
    from adapters.discord.adapter import DiscordAdapter
    from adapters.twitch.consents import Consents
    from adapters.twitch.helix import Helix
    from adapters.twitch.oauth import TwitchOAuth

log = logging.getLogger(__name__)

# The longest span, in seconds, in which a platform counts what is said.
PACE = 30.0


async def twitch_bot(settings: Settings, grants: Grants) -> str:
    """Id of the account that speaks, empty when there is none: the setting's, or the one that
    consented. Raises ConfigError when several did."""
    if settings.twitch_bot_id:
        return settings.twitch_bot_id
    found = await _accounts(grants, Platform.TWITCH, Kind.BOT)
    if len(found) > 1:
        named = ", ".join(f"{grant.account} ({grant.name})" for grant in found)
        raise ConfigError(
            "LOVELM_TWITCH_BOT_ID",
            "several bot accounts are connected",
            f"set it to one of {named}",
        )
    return found[0].account if found else ""


async def twitch_channels(settings: Settings, grants: Grants) -> tuple[str, ...]:
    """The setting's channels, and those of broadcasters who consented."""
    stored = await _accounts(grants, Platform.TWITCH, Kind.BROADCASTER)
    return tuple(dict.fromkeys([*settings.twitch_channels, *(grant.account for grant in stored)]))


def twitch_helix(settings: Settings, bot_id: str) -> "Helix":
    """Twitch's REST interface; a context manager."""
    from adapters.twitch.helix import Helix

    return Helix(
        settings.twitch_client_id,
        settings.twitch_client_secret.get_secret_value(),
        bot_id,
        settings.twitch_api_url,
        settings.twitch_id_url,
    )


def twitch_oauth(settings: Settings, clock: Clock) -> "TwitchOAuth":
    """Twitch's consents; a context manager."""
    from adapters.twitch.oauth import TwitchOAuth

    return TwitchOAuth(
        settings.twitch_client_id,
        settings.twitch_client_secret.get_secret_value(),
        settings.twitch_id_url,
        clock,
    )


async def twitch(
    settings: Settings,
    grants: Grants,
    stack: AsyncExitStack,
    clock: Clock,
    said: Sequence[tuple[str, float]] = (),
) -> Adapter:
    """Twitch, closed with `stack`; `said` are its last lines before a restart, with channel and
    time. Raises ConfigError when no account can speak or be heard."""
    from adapters.twitch.adapter import TwitchAdapter
    from adapters.twitch.consents import Consents

    bot = await twitch_bot(settings, grants)
    if not bot:
        raise _unconnected("LOVELM_TWITCH_BOT_ID", "no account speaks", Kind.BOT)
    channels = await twitch_channels(settings, grants)
    if not channels:
        raise _unconnected("LOVELM_TWITCH_CHANNELS", "no channel is heard", Kind.BROADCASTER)
    helix = await stack.enter_async_context(twitch_helix(settings, bot))
    oauth = await stack.enter_async_context(twitch_oauth(settings, clock))
    await stack.enter_async_context(_running(Consents(oauth, grants, clock)))
    shards = settings.twitch_shards
    return TwitchAdapter(helix, settings.twitch_eventsub_url, channels, clock, said, shards)


def chzzk_api(
    settings: Settings, store: GrantStore, seed: str, clock: Clock, unit: str = ""
) -> "OpenApi":
    """Chzzk's REST interface for one account, of which `unit` is the name among processes; a
    context manager."""
    from adapters.chzzk.api import OpenApi

    return OpenApi(
        settings.chzzk_client_id,
        settings.chzzk_client_secret.get_secret_value(),
        seed,
        store,
        settings.chzzk_api_url,
        settings.chzzk_auth_url,
        clock,
        unit,
    )


@asynccontextmanager
async def chzzk_oauth(settings: Settings, clock: Clock) -> AsyncIterator["ChzzkOAuth"]:
    """Chzzk's consents."""
    from adapters.chzzk.oauth import ChzzkOAuth
    from adapters.chzzk.rest import Rest

    async with Rest(
        settings.chzzk_client_id,
        settings.chzzk_client_secret.get_secret_value(),
        settings.chzzk_api_url,
    ) as rest:
        yield ChzzkOAuth(rest, settings.chzzk_auth_url, clock)


async def chzzk_apis(
    settings: Settings, folder: Path, grants: Grants, clock: Clock
) -> list[tuple[Grant, "OpenApi"]]:
    """One interface for each account that consented, and one for a new seed in the settings."""
    from adapters.chzzk.token_file import take_over

    await take_over(folder / "chzzk.token", grants)
    kept = list(await grants.list(Platform.CHZZK))
    seed = settings.chzzk_refresh_token.get_secret_value()
    new = bool(seed) and all(grant.seed != fingerprint(seed) for grant in kept)
    if not new:
        return [(grant, _chzzk_api(settings, grants, grant, "", clock)) for grant in kept]
    nobodys = Grant(platform=Platform.CHZZK, kind=Kind.BROADCASTER, seed=fingerprint(seed))
    # One that never said whose it is makes way for the new seed.
    known = [grant for grant in kept if grant.account]
    return [
        (nobodys, _chzzk_api(settings, grants, nobodys, seed, clock)),
        *((grant, _chzzk_api(settings, grants, grant, "", clock)) for grant in known),
    ]


def _chzzk_api(
    settings: Settings, grants: Grants, grant: Grant, seed: str, clock: Clock
) -> "OpenApi":
    if grant.account:
        return chzzk_api(settings, _store(grants, grant), seed, clock, grant.account)
    # No channel's id looks like this; every process finds the same.
    unit = f"unnamed-{grant.seed}"
    return chzzk_api(settings, UnnamedGrant(grants, grant), seed, clock, unit)


async def chzzk(
    settings: Settings,
    folder: Path,
    grants: Grants,
    stack: AsyncExitStack,
    clock: Clock,
    said: Sequence[tuple[str, float]] = (),
) -> Adapter:
    """Chzzk, closed with `stack`; `said` as for Twitch."""
    from adapters.chzzk.adapter import ChzzkAdapter

    apis = [
        await stack.enter_async_context(api)
        for _, api in await chzzk_apis(settings, folder, grants, clock)
    ]
    if not apis:
        log.error("no Chzzk account consented; run lovelm connect chzzk")
    return ChzzkAdapter(apis, settings.bot_name, clock, said)


async def streams(
    settings: Settings,
    folder: Path,
    grants: Grants,
    stack: AsyncExitStack,
    clock: Clock,
    said_since: Callable[[Platform, float], Awaitable[Sequence[tuple[str, float]]]],
) -> dict[str, Adapter]:
    """The platforms of streams that are switched on, closed with `stack`. `said_since` tells
    channel and time of what was said from a time on. Raises ConfigError as each of them."""
    found: dict[str, Adapter] = {}
    if settings.twitch_on:
        said = await said_since(Platform.TWITCH, clock() - PACE)
        found[Platform.TWITCH] = await twitch(settings, grants, stack, clock, said)
    if settings.chzzk_on:
        said = await said_since(Platform.CHZZK, clock() - PACE)
        found[Platform.CHZZK] = await chzzk(settings, folder, grants, stack, clock, said)
    return found


def discord(
    settings: Settings,
    personas: Personas,
    console: Console,
    linking: Linking,
    privacy: Privacy,
    clock: Clock,
) -> "DiscordAdapter":
    """Discord. Where nobody decided, worries are answered in the setting's channels."""
    from adapters.discord.adapter import DiscordAdapter

    shard = numbers(settings.discord_shard)
    listed = frozenset(settings.discord_channels)

    def opened(channel: str) -> bool:
        decided = console.opened(Platform.DISCORD, channel)
        # A thread is named after the channel it hangs on.
        return not listed.isdisjoint(channel.split("/")) if decided is None else decided

    return DiscordAdapter(
        settings.discord_token.get_secret_value(),
        settings.bot_name,
        personas,
        console,
        linking,
        privacy,
        opened,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        clock=clock,
        shard=shard,
    )


async def _accounts(grants: Grants, platform: Platform, kind: Kind) -> list[Grant]:
    return [grant for grant in await grants.list(platform) if grant.kind is kind]


def _store(grants: Grants, grant: Grant) -> GrantStore:
    return grants.open(grant.platform, grant.kind, grant.account)


def _unconnected(key: str, why: str, kind: Kind) -> ConfigError:
    return ConfigError(
        key,
        f"{why} although LOVELM_TWITCH_CLIENT_ID is set",
        f"run: lovelm connect twitch --as {kind}, or set {key}",
    )


@asynccontextmanager
async def _running(consents: "Consents") -> AsyncIterator[None]:
    """Keep the hourly check going meanwhile."""
    task = asyncio.create_task(supervise("twitch consents", consents.run), name="twitch consents")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
