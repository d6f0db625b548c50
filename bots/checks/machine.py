"""What LoveLM needs of the machine it runs on."""

import asyncio
import socket
import sys
import time
from collections.abc import Sequence

import aiohttp

from adapters.oauth_callback import redirect_url
from bots.checks.finding import About, Finding, broken, off, ok, warning, wrong
from bots.database import shown
from bots.secret_keys import KEYS, NAME
from bots.settings import persona_folder
from core.errors import ConfigError
from core.safety.triage import Triager
from core.understanding.linear import LinearClassifier
from personas.loader import load_all

READY_WITHIN = 2.0
BUSY = "stop the program that uses it, or set {}"


async def folder(about: About) -> Sequence[Finding]:
    if about.folder is None:
        assert about.trouble is not None
        return [wrong("data folder", about.trouble)]
    return [ok("data folder", str(about.folder))]


async def port(about: About) -> Sequence[Finding]:
    bind, number = about.settings.bind, about.settings.port
    why = _bound(bind, number)
    if why and await _ours(bind, number):
        return [ok("port", f"{bind}:{number}: LoveLM is running there")]
    if why:
        return [broken("port", f"PORT: {number}: {why}", BUSY.format("PORT"))]
    return [ok("port", f"{bind}:{number} is free")]


async def consent_port(about: About) -> Sequence[Finding]:
    number = about.settings.oauth_port
    why = _bound("127.0.0.1", number)
    if why:
        return [
            warning(
                "consent port",
                f"LOVELM_OAUTH_PORT: {number}: {why}; nobody can connect meanwhile",
                BUSY.format("LOVELM_OAUTH_PORT and register the new address"),
            )
        ]
    return [ok("consent port", f"free; to be registered: {redirect_url(number)}")]


async def database(about: About) -> Sequence[Finding]:
    if about.folder is None:
        return [off("database", "not examined without the data folder")]
    if about.trouble is not None:
        part = "keys" if about.trouble.key in (KEYS, str(about.folder / NAME)) else "database"
        return [wrong(part, about.trouble)]
    where = shown(about.settings, about.folder)
    return [ok("database", f"{where} is sound and migrated")]


async def keys(about: About) -> Sequence[Finding]:
    """The keys that tokens are sealed with, and whether they open them."""
    if about.grants is None or about.folder is None:
        return [off("keys", "not examined without the database")]
    lost = [grant for grant in await about.grants.list() if not grant.refresh]
    if lost:
        named = ", ".join(f"{grant.platform} {grant.name or grant.account}" for grant in lost)
        fix = f"restore {NAME} or LOVELM_SECRET_KEYS, or run lovelm connect again for each"
        return [broken("keys", f"tokens that no key opens: {named}", fix)]
    if about.settings.secret_keys:
        return [ok("keys", f"{len(about.settings.secret_keys)} in LOVELM_SECRET_KEYS")]
    path = about.folder / NAME
    mode = await asyncio.to_thread(lambda: path.stat().st_mode & 0o777)
    shown = "" if sys.platform == "win32" else f", mode {mode:04o}"
    return [ok("keys", f"in {path}{shown}; keep it out of backups of the database")]


async def personas(about: About) -> Sequence[Finding]:
    found = await asyncio.to_thread(load_all, own=persona_folder(about.settings))
    return [ok("personas", ", ".join(f"{p.name} ({slug})" for slug, p in found.items()))]


async def models(_: About) -> Sequence[Finding]:
    """Whether the shipped weights load; they read every line."""
    began = time.monotonic()
    try:
        await asyncio.to_thread(lambda: (LinearClassifier.load(), Triager.load()))
    except ConfigError as error:
        return [wrong("models", error)]
    took = time.monotonic() - began
    return [ok("models", f"embedded: understanding and crisis triage, loaded in {took:.1f} s")]


async def _ours(bind: str, number: int) -> bool:
    """Whether a LoveLM answers at the port."""
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - compared only
    host = f"[{host}]" if ":" in host else host
    timeout = aiohttp.ClientTimeout(total=READY_WITHIN)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{host}:{number}/readyz") as answer,
        ):
            return "parts" in await answer.json()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False


def _bound(bind: str, number: int) -> str:
    """Why a port cannot be had; empty when it can."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, number))
        except OSError as error:
            return error.strerror or type(error).__name__
    return ""
