"""Chzzk: each streamer's consent, and what it allows."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bots import platforms
from bots.checks.finding import About, Finding, broken, off, ok, unreached, warning
from core.errors import AuthExpired, Disconnected, PlatformError, SendRejected
from core.grants import Grant

if TYPE_CHECKING:
    from adapters.chzzk.api import OpenApi

CONSOLE = "https://developers.chzzk.naver.com/application"
CONNECT = "run: lovelm connect chzzk"


async def chzzk(about: About) -> Sequence[Finding]:
    if not about.settings.chzzk_on:
        return [off("chzzk", "LOVELM_CHZZK_CLIENT_ID is not set")]
    if about.grants is None or about.folder is None:
        return [off("chzzk", "not examined without the database")]
    apis = await platforms.chzzk_apis(about.settings, about.folder, about.grants, about.clock)
    if not apis:
        return [broken("chzzk", "no streamer consented", CONNECT)]
    found = await asyncio.gather(*(_account(grant, api) for grant, api in apis))
    kept = await about.grants.list()
    return [
        *(finding for findings in found for finding in findings),
        *(_wanted(written, kept) for written in about.wanted.chzzk),
    ]


async def _account(grant: Grant, api: "OpenApi") -> list[Finding]:
    async with api:
        part = "chzzk channel"
        try:
            me = await api.me()
        except AuthExpired as error:
            whose = f"{grant.name} ({grant.account}): " if grant.account else ""
            return [broken(part, f"{whose}{error}", f"{CONNECT}, signed in as that streamer")]
        except PlatformError as error:
            return [unreached(part, error)]
        name = f"{me[1]} ({me[0]})" if me else "a channel it may not name"
        findings = [] if me else [_lacking(name, "유저 정보 조회", "403")]
        findings += await _heard(name, api)
        if grant.scopes and SPEECH not in grant.scopes:
            findings.append(_lacking(name, SPEECH, "not among what was granted"))
        return findings or [
            ok(part, f"{name}: consent accepted; chat, donations and subscriptions heard")
        ]


async def _heard(name: str, api: "OpenApi") -> list[Finding]:
    """What of the channel cannot be heard: tried, since Chzzk does not tell otherwise."""
    from adapters.chzzk.probe import probe

    try:
        refusals = await probe(api)
    except SendRejected as error:
        if error.reason.startswith("400"):
            fix = "stop other programs that listen to this channel: three sessions are the most"
            return [warning("chzzk channel", f"{name}: no session ({error.reason})", fix)]
        return [_lacking(name, CHAT, error.reason)]
    except Disconnected as error:
        if str(error).startswith("500"):
            # What Chzzk answers while the application's review is not done.
            return [_lacking(name, CHAT, str(error))]
        return [unreached("chzzk channel", error)]
    except PlatformError as error:
        return [unreached("chzzk channel", error)]
    return [_lacking(name, SCOPES[kind], why) for kind, why in refusals.items() if why]


def _lacking(name: str, scope: str, why: str) -> Finding:
    """Chzzk answers the same for a permission that was not granted and one under review."""
    what = f"{name}: {scope} refused ({why}): not granted, or the application's review is pending"
    fix = f"add {scope} to the application at {CONSOLE}, wait for its review, then {CONNECT}"
    return (broken if scope in NEEDED else warning)("chzzk channel", what, fix)


def _wanted(written: str, kept: Sequence[Grant]) -> Finding:
    name = written.rstrip("/").rpartition("/")[2]
    found = next((g for g in kept if g.account and name in (g.account, g.name)), None)
    if found is None:
        return broken(
            "chzzk channel", f"{written} is not connected", f"{CONNECT}, as that streamer"
        )
    return ok("chzzk channel", f"{written} is {found.name} ({found.account}), connected")


CHAT, SPEECH = "채팅 메시지 조회", "채팅 메시지 쓰기"
SCOPES = {"chat": CHAT, "donation": "후원 조회", "subscription": "구독 조회"}
NEEDED = (CHAT, SPEECH)
