"""Builds each platform's adapter for `compose` and `doctor`.

Every library is imported where it is used: half a second each that other set-ups need not pay.
"""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bots.settings import Settings
from core.ports import Adapter, Clock, Personas

if TYPE_CHECKING:
    from adapters.chzzk.api import OpenApi
    from adapters.twitch.helix import Helix


def twitch_helix(settings: Settings) -> "Helix":
    """Twitch's REST interface; a context manager."""
    from adapters.twitch.helix import Helix

    return Helix(
        settings.twitch_client_id,
        settings.twitch_client_secret.get_secret_value(),
        settings.twitch_bot_id,
        settings.twitch_api_url,
        settings.twitch_id_url,
    )


async def twitch(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Adapter:
    """Twitch, closed with `stack`."""
    from adapters.twitch.adapter import TwitchAdapter

    helix = await stack.enter_async_context(twitch_helix(settings))
    return TwitchAdapter(helix, settings.twitch_eventsub_url, settings.twitch_channels, clock)


async def chzzk_api(
    settings: Settings, folder: Path, stack: AsyncExitStack, clock: Clock
) -> "OpenApi":
    """Chzzk's REST interface, closed with `stack`; its token is kept in `folder`."""
    from adapters.chzzk.api import OpenApi
    from adapters.chzzk.token_file import TokenFile

    return await stack.enter_async_context(
        OpenApi(
            settings.chzzk_client_id,
            settings.chzzk_client_secret.get_secret_value(),
            settings.chzzk_refresh_token.get_secret_value(),
            TokenFile(folder / "chzzk.token"),
            settings.chzzk_api_url,
            settings.chzzk_auth_url,
            clock,
        )
    )


async def chzzk(settings: Settings, folder: Path, stack: AsyncExitStack, clock: Clock) -> Adapter:
    """Chzzk, closed with `stack`."""
    from adapters.chzzk.adapter import ChzzkAdapter

    api = await chzzk_api(settings, folder, stack, clock)
    return ChzzkAdapter(api, settings.bot_name, clock)


def discord(settings: Settings, personas: Personas, clock: Clock) -> Adapter:
    """Discord."""
    from adapters.discord.adapter import DiscordAdapter

    return DiscordAdapter(
        settings.discord_token.get_secret_value(),
        settings.bot_name,
        personas,
        channels=settings.discord_channels,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        clock=clock,
    )
