"""This machine's clock against those of the platforms."""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

import aiohttp

from bots.checks.finding import About, Finding, broken, off, ok, warning
from bots.settings import Settings

TOLERATED, BROKEN = 5.0, 60.0
WITHIN = 4.0
FIX = "let the system set its time by itself (Windows: 설정 → 시간 및 언어; Linux: timedatectl set-ntp true)"


async def clock(about: About) -> Sequence[Finding]:
    """Token lifetimes, cooldowns and reports go by it."""
    addresses = _addresses(about.settings)
    if not addresses:
        return [off("clock", "no platform is set up to compare it with")]
    async with aiohttp.ClientSession() as session:
        found = await asyncio.gather(*(_ahead(session, url, about) for url in addresses))
    ahead = [seconds for seconds in found if seconds is not None]
    if not ahead:
        return [off("clock", "no platform answered with its time")]
    # The platforms agree; should one be wrong itself, the others outvote it.
    seconds = sorted(ahead)[len(ahead) // 2]
    if abs(seconds) <= TOLERATED:
        return [ok("clock", "right")]
    what = f"{abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}"
    return [(broken if abs(seconds) > BROKEN else warning)("clock", what, FIX)]


async def _ahead(session: aiohttp.ClientSession, url: str, about: About) -> float | None:
    """Seconds that we are ahead of whoever answers; any answer's date will do."""
    try:
        async with asyncio.timeout(WITHIN), session.get(url, allow_redirects=False) as answer:
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError):
        return None
    # A date is in whole seconds, cut off.
    return about.clock() - (theirs.replace(tzinfo=UTC).timestamp() + 0.5)


def _addresses(settings: Settings) -> list[str]:
    return [
        url
        for on, url in (
            (settings.twitch_on, f"{settings.twitch_id_url.rstrip('/')}/validate"),
            (settings.chzzk_on, settings.chzzk_api_url),
            (settings.discord_on, f"{settings.discord_api_url.rstrip('/')}/gateway"),
        )
        if on
    ]
