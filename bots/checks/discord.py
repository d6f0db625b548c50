"""Discord: the application, its intents and commands, and what it may do where."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from bots.checks.finding import NETWORK, About, Finding, broken, off, ok, warning
from bots.settings import persona_folder
from core.errors import AuthExpired, Disconnected, SendRejected
from personas.loader import load_all
from storage.settings import SqlSettings

PORTAL = "https://discord.com/developers/applications"
WITHIN = 5.0
# https://discord.com/developers/docs/resources/application#application-object-application-flags
PENDING, CONTENT, CONTENT_LIMITED = 1 << 16, 1 << 18, 1 << 19
VERIFIED_FROM = 100
ADMINISTRATOR = 1 << 3

Object = dict[str, Any]


class Discord:
    """The REST interface, as the bot."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")

    async def get(self, path: str) -> Any:
        """Raises AuthExpired, SendRejected (with the status) or Disconnected."""
        try:
            async with self._session.get(f"{self._api_url}{path}") as answer:
                if answer.status == HTTPStatus.UNAUTHORIZED:
                    raise AuthExpired("Discord refused the token (401)")
                if answer.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
                    raise SendRejected(str(answer.status))
                if answer.status != HTTPStatus.OK:
                    raise Disconnected(f"Discord answered {answer.status}")
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Disconnected(f"Discord cannot be reached ({type(error).__name__})") from None


async def discord(about: About) -> Sequence[Finding]:
    token = about.settings.discord_token.get_secret_value()
    if not token:
        return [off("discord", "LOVELM_DISCORD_TOKEN is not set")]
    header = {"Authorization": f"Bot {token}"}
    timeout = aiohttp.ClientTimeout(total=WITHIN)
    async with aiohttp.ClientSession(headers=header, timeout=timeout) as session:
        rest = Discord(session, about.settings.discord_api_url)
        try:
            return await _examined(about, rest)
        except AuthExpired as error:
            fix = f"reset the token at {PORTAL} (Bot page) and set LOVELM_DISCORD_TOKEN"
            return [broken("discord", str(error), fix)]
        except SendRejected as error:
            return [broken("discord", f"Discord refused a question ({error.reason})", NETWORK)]
        except Disconnected as error:
            return [broken("discord", str(error), NETWORK)]


async def _examined(about: About, rest: Discord) -> list[Finding]:
    application = await rest.get("/applications/@me")
    me = await rest.get("/users/@me")
    guilds = {guild["id"]: guild for guild in await rest.get("/users/@me/guilds")}
    findings = [
        ok("discord", f"token accepted: {me.get('global_name') or me['username']}"),
        _intents(application, len(guilds)),
        _guilds(application["id"], guilds),
        await _commands(rest, application["id"], persona_folder(about.settings)),
    ]
    findings += [
        await _channel(rest, "discord channel", channel, guilds, me["id"], OPEN)
        for channel in dict.fromkeys([*about.settings.discord_channels, *about.wanted.discord])
    ]
    return findings + await _alerts(about, rest, guilds, me["id"])


def _intents(application: Object, count: int) -> Finding:
    flags = int(application.get("flags") or 0)
    where = f"{PORTAL}, Bot page"
    if not flags & (CONTENT | CONTENT_LIMITED):
        what = "Message Content Intent is off: Discord refuses the connection"
        return broken("discord intent", what, f"switch Message Content Intent on at {where}")
    if flags & CONTENT:
        return ok("discord intent", "message content granted")
    count = max(count, int(application.get("approximate_guild_count") or 0))
    if flags & PENDING or count >= VERIFIED_FROM:
        what = f"message content is granted only below {VERIFIED_FROM} servers; it is in {count}"
        return warning("discord intent", what, f"apply for verification and the intent at {where}")
    return ok("discord intent", f"message content on (in fewer than {VERIFIED_FROM} servers)")


def _guilds(application: str, guilds: dict[str, Object]) -> Finding:
    if not guilds:
        asked = sum(OPEN.values())
        invite = f"https://discord.com/oauth2/authorize?client_id={application}&scope=bot%20applications.commands&permissions={asked}"
        return warning("discord servers", "the bot is in no server", f"invite it: {invite}")
    names = ", ".join(guild["name"] for guild in list(guilds.values())[:10])
    return ok("discord servers", f"{len(guilds)}: {names}")


async def _commands(rest: Discord, application: str, guests: Path) -> Finding:
    from adapters.discord.commands import changed, payloads

    wanted = payloads(await asyncio.to_thread(load_all, own=guests))
    registered = await rest.get(f"/applications/{application}/commands?with_localizations=true")
    known = {row["name"] for row in registered}
    missing = [f"/{command['name']}" for command in wanted if command["name"] not in known]
    fix = "start lovelm run: it registers them"
    if missing:
        return warning("discord commands", f"not registered: {', '.join(missing)}", fix)
    if changed(wanted, registered):
        return warning("discord commands", "those registered are of another version", fix)
    return ok("discord commands", f"{len(wanted)} registered")


async def _alerts(about: About, rest: Discord, guilds: dict[str, Object], me: str) -> list[Finding]:
    """The channels that managers are told of a crisis in."""
    if about.grants is None:
        return []
    chosen = await SqlSettings(about.grants.engine).guilds()
    findings = []
    for id, guild in guilds.items():
        channel = chosen[id].alert_channel if id in chosen else ""
        part = "discord alerts"
        if channel:
            findings.append(await _channel(rest, part, channel, guilds, me, ALERT))
        else:
            what = f"{guild['name']} has no alert channel: nobody is told of a crisis"
            findings.append(warning(part, what, "choose one in that server with /설정"))
    return findings


async def _channel(
    rest: Discord,
    part: str,
    written: str,
    guilds: dict[str, Object],
    me: str,
    needed: dict[str, int],
) -> Finding:
    """Whether the bot may do in a channel what it is there for."""
    id = written.rstrip("/").rpartition("/")[2]
    if not id.isdecimal():
        fix = "write the channel's id (switch developer mode on, right-click the channel, 채널 ID 복사하기) or its URL"
        return broken(part, f"{written} is no Discord channel's id", fix)
    try:
        channel = await rest.get(f"/channels/{id}")
        guild = guilds.get(str(channel.get("guild_id")))
        if guild is None:
            return broken(part, f"{written} is in no server of the bot's", "invite the bot there")
        member = await rest.get(f"/guilds/{guild['id']}/members/{me}")
    except SendRejected as error:
        what = f"{written} cannot be seen by the bot ({error.reason})"
        fix = "correct the id, or give the bot's role 채널 보기 there"
        return broken(part, what, fix)
    name = f"#{channel.get('name')} in {guild['name']}"
    allowed = permissions(int(guild["permissions"]), channel, {*member["roles"]}, me)
    missing = [label for label, bit in needed.items() if not allowed & bit]
    if missing:
        fix = f"give the bot's role in that channel: {', '.join(missing)}"
        return broken(part, f"{name}: the bot may not do all it must", fix)
    if written != id and part == "discord channel":
        return ok(part, f"{name}: all permissions (its id is {id})")
    return ok(part, f"{name}: all permissions")


def permissions(base: int, channel: Object, roles: set[str], me: str) -> int:
    """https://discord.com/developers/docs/topics/permissions#permission-overwrites"""
    if base & ADMINISTRATOR:
        return sum(OPEN.values())
    overwrites = {row["id"]: row for row in channel.get("permission_overwrites") or ()}
    for ids in ({str(channel["guild_id"])}, roles, {me}):
        rows = [overwrites[id] for id in ids if id in overwrites]
        denied = allowed = 0
        for row in rows:
            denied |= int(row["deny"])
            allowed |= int(row["allow"])
        base = base & ~denied | allowed
    return base


OPEN = {
    "채널 보기": 1 << 10,
    "메시지 보내기": 1 << 11,
    "링크 첨부": 1 << 14,
    "메시지 기록 보기": 1 << 16,
}
ALERT = {name: OPEN[name] for name in ("채널 보기", "메시지 보내기")}
