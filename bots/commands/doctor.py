"""Checks what LoveLM needs and says how to mend what is missing."""

import argparse
import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from http import HTTPStatus

import aiohttp

from adapters.speech.espeak import EspeakSpeech
from bots import settings
from bots.platforms import chzzk_api, twitch_helix
from bots.settings import Settings
from core.errors import ConfigError, LoveError, SpeechError
from core.persona import Voice
from personas.loader import load_all
from storage.database import open_database


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is ok, off (not configured) or broken; `fix` is empty unless broken."""

    part: str
    state: str
    what: str
    fix: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def main(chosen: argparse.Namespace) -> int:
    findings = asyncio.run(examine(settings.load()))
    for finding in findings:
        if chosen.json:
            print(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print(f"{MARKS[finding.state]} {finding.part:12} {finding.what}")
            if finding.fix:
                print(f"  {'':12} fix: {finding.fix}")
    return 1 if any(finding.state == "broken" for finding in findings) else 0


async def examine(chosen: Settings) -> list[Finding]:
    """Every check, in order; one that fails does not keep the others from running."""
    findings = []
    for part, check in CHECKS.items():
        try:
            findings.append(Finding(part, *await check(chosen)))
        except ConfigError as error:
            findings.append(Finding(part, "broken", f"{error.key}: {error.why}", error.fix))
        except (LoveError, OSError) as error:
            findings.append(Finding(part, "broken", str(error), "see the message"))
    return findings


async def _folder(chosen: Settings) -> tuple[str, str]:
    return "ok", str(settings.data_folder(chosen))


async def _port(chosen: Settings) -> tuple[str, str]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.bind, chosen.port))
        except OSError as error:
            fix = "stop the program that uses it (perhaps LoveLM itself), or set PORT"
            raise ConfigError("PORT", f"{chosen.port}: {error.strerror}", fix) from error
    return "ok", f"{chosen.bind}:{chosen.port} is free"


async def _database(chosen: Settings) -> tuple[str, str]:
    path = settings.data_folder(chosen) / "lovelm.db"
    async with open_database(path):
        return "ok", f"{path} is sound and migrated"


async def _personas(_: Settings) -> tuple[str, str]:
    return "ok", ", ".join(f"{p.name} ({slug})" for slug, p in load_all().items())


async def _voice(_: Settings) -> tuple[str, str]:
    async with EspeakSpeech() as speech:
        try:
            sound = await speech.speak("안녕하세요.", Voice(170, 50))
        except SpeechError as error:
            fix = "reinstall with make setup; captions work without a voice"
            raise ConfigError("voice", str(error), fix) from error
    return "ok", f"espeak-ng, 임시 음성 ({sound.duration:.1f} s of sound)"


async def _twitch(chosen: Settings) -> tuple[str, str]:
    if not chosen.twitch_on:
        return "off", "LOVELM_TWITCH_CLIENT_ID is not set"
    async with twitch_helix(chosen) as helix:
        await helix.login()
        channels = await helix.channel_ids(chosen.twitch_channels)
    missing = len(chosen.twitch_channels) - len(channels)
    if missing:
        fix = "correct LOVELM_TWITCH_CHANNELS: logins, ids or URLs, separated by commas"
        raise ConfigError("LOVELM_TWITCH_CHANNELS", f"{missing} of them unknown to Twitch", fix)
    return "ok", f"credentials accepted, {len(channels)} channel(s)"


async def _chzzk(chosen: Settings) -> tuple[str, str]:
    if not chosen.chzzk_on:
        return "off", "LOVELM_CHZZK_CLIENT_ID is not set"
    async with AsyncExitStack() as stack:
        api = await chzzk_api(chosen, settings.data_folder(chosen), stack, time.time)
        me = await api.me()
    return "ok", f"consent accepted, speaking for {me[1] if me else 'a channel it may not name'}"


async def _discord(chosen: Settings) -> tuple[str, str]:
    if not chosen.discord_on:
        return "off", "LOVELM_DISCORD_TOKEN is not set"
    header = {"Authorization": f"Bot {chosen.discord_token.get_secret_value()}"}
    address = f"{chosen.discord_api_url.rstrip('/')}/users/@me"
    try:
        async with aiohttp.ClientSession(headers=header) as session, session.get(address) as answer:
            status = answer.status
    except aiohttp.ClientError as error:
        fix = "check the network, or LOVELM_DISCORD_API_URL"
        raise ConfigError("LOVELM_DISCORD_API_URL", type(error).__name__, fix) from error
    if status != HTTPStatus.OK:
        fix = "make a new token at discord.com/developers and set it"
        raise ConfigError("LOVELM_DISCORD_TOKEN", f"Discord refused it ({status})", fix)
    return "ok", "token accepted; switch on the message content intent for worries in channels"


MARKS = {"ok": "✓", "off": "·", "broken": "✗"}
CHECKS: dict[str, Callable[[Settings], Awaitable[tuple[str, str]]]] = {
    "data folder": _folder,
    "port": _port,
    "database": _database,
    "personas": _personas,
    "voice": _voice,
    "twitch": _twitch,
    "chzzk": _chzzk,
    "discord": _discord,
}
