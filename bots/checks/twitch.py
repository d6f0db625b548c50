"""Twitch: the application, the account that speaks, and each channel."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bots import platforms
from bots.checks.finding import About, Finding, broken, off, ok, unreached, warning, wrong
from core.errors import AuthExpired, ConfigError, PlatformError
from core.grants import Kind

if TYPE_CHECKING:
    from adapters.twitch.helix import Helix

CONSOLE = "https://dev.twitch.tv/console/apps"
Scopes = dict[str, frozenset[str]]


async def twitch(about: About) -> Sequence[Finding]:
    if not about.settings.twitch_on:
        return [off("twitch", "LOVELM_TWITCH_CLIENT_ID is not set")]
    if about.grants is None:
        return [off("twitch", "not examined without the database")]
    try:
        bot = await platforms.twitch_bot(about.settings, about.grants)
    except ConfigError as error:
        return [wrong("twitch", error)]
    async with platforms.twitch_helix(about.settings, bot) as helix:
        try:
            await helix.login()
        except AuthExpired as error:
            fix = f"make a new secret at {CONSOLE} and set LOVELM_TWITCH_CLIENT_SECRET"
            return [broken("twitch", str(error), fix)]
        except PlatformError as error:
            return [unreached("twitch", error)]
        try:
            return [
                ok("twitch", "client id and secret accepted"),
                *await _accounts(about, helix, bot),
            ]
        except PlatformError as error:
            return [unreached("twitch", error)]


async def _accounts(about: About, helix: "Helix", bot: str) -> Sequence[Finding]:
    assert about.grants is not None
    listened = await platforms.twitch_channels(about.settings, about.grants)
    written = list(dict.fromkeys([*listened, *about.wanted.twitch]))
    found = await helix.users([*written, *([bot] if bot else [])])
    ids = {id for id, _ in found.values()}
    dead = await _dead(about)
    scopes = await _granted(helix, sorted(ids))
    findings = [_bot(bot, found, scopes, dead)]
    if not written:
        fix = "run: lovelm connect twitch --as broadcaster, or set LOVELM_TWITCH_CHANNELS"
        return [*findings, broken("twitch", "no channel is listened to", fix)]
    heard = {found[name][0] for name in listened if name in found}
    once: dict[str, str] = {}
    for name in written:  # one channel may be written in several ways
        once.setdefault(found[name][0] if name in found else name, name)
    for name in once.values():
        findings += _channel(name, found, scopes, dead, heard)
    return findings


async def _dead(about: About) -> dict[tuple[Kind, str], str]:
    """Stored consents that count no longer, and why."""
    from adapters.twitch.consents import Consents

    assert about.grants is not None
    async with platforms.twitch_oauth(about.settings, about.clock) as oauth:
        checked = await Consents(oauth, about.grants, about.clock).check()
    return {(grant.kind, grant.account): why for grant, why in checked if why}


async def _granted(helix: "Helix", ids: Sequence[str]) -> Scopes:
    return await helix.granted(ids) if ids else {}


def _bot(
    bot: str, found: dict[str, tuple[str, str]], scopes: Scopes, dead: dict[tuple[Kind, str], str]
) -> Finding:
    again = "run: lovelm connect twitch --as bot, signed in as the account that shall speak"
    if not bot:
        return broken("twitch bot", "no account speaks", again)
    if bot not in found:
        fix = f"correct LOVELM_TWITCH_BOT_ID (the id, not the login), or {again}"
        return broken("twitch bot", f"Twitch knows no account {bot}", fix)
    name = f"{found[bot][1]} ({bot})"
    if (Kind.BOT, bot) in dead:
        return broken("twitch bot", f"{name}: {dead[Kind.BOT, bot]}", again)
    missing = _missing(Kind.BOT, scopes.get(bot, frozenset()))
    if missing:
        what = f"{name} has not granted {_reasons(Kind.BOT, missing)}"
        return broken("twitch bot", what, again)
    return ok("twitch bot", f"{name} may read and write chat")


def _channel(
    written: str,
    found: dict[str, tuple[str, str]],
    scopes: Scopes,
    dead: dict[tuple[Kind, str], str],
    heard: set[str],
) -> list[Finding]:
    part = "twitch channel"
    if written not in found:
        fix = "write its login, id, URL or shown name, in LOVELM_TWITCH_CHANNELS if it stands there"
        return [broken(part, f"Twitch knows no channel {written}", fix)]
    id, shown = found[written]
    name = f"{shown} ({id})"
    again = f"run: lovelm connect twitch --as broadcaster, signed in as {shown}"
    if (Kind.BROADCASTER, id) in dead:
        return [broken(part, f"{name}: {dead[Kind.BROADCASTER, id]}", again)]
    missing = _missing(Kind.BROADCASTER, scopes.get(id, frozenset()))
    findings = []
    if id not in heard:
        findings.append(warning(part, f"{name} is not listened to", again))
    if CHAT in missing:
        what = f"{name} has not granted {CHAT}: its chat is heard only if the bot is a moderator"
        fix = f"{again}; or let the streamer type /mod and the bot's name in chat"
        findings.append(warning(part, what, fix))
    lacking = [scope for scope in missing if scope != CHAT]
    if lacking:
        what = f"{name} has not granted {_reasons(Kind.BROADCASTER, lacking)}"
        findings.append(warning(part, what, again))
    return findings or [ok(part, f"{name}: chat, bits, subscriptions and redemptions granted")]


def _missing(kind: Kind, granted: frozenset[str]) -> list[str]:
    from adapters.twitch.oauth import SCOPES

    return [scope for scope in SCOPES[kind] if scope not in granted]


def _reasons(kind: Kind, scopes: Sequence[str]) -> str:
    from adapters.twitch.oauth import SCOPES

    return ", ".join(f"{scope} ({SCOPES[kind][scope]})" for scope in scopes)


CHAT = "channel:bot"
