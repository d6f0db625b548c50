"""Checks what LoveLM needs and says how to mend what is missing.

Names of channels (login, id, URL or shown name) are examined too, whether listened to or not.
"""

import argparse
import asyncio
import json
import logging
import re
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict

from bots import settings
from bots.checks import clock, machine
from bots.checks.chzzk import chzzk
from bots.checks.discord import discord
from bots.checks.finding import NETWORK, About, Check, Finding, State, Wanted, broken, wrong
from bots.checks.model import model
from bots.checks.obs import obs
from bots.checks.twitch import twitch
from bots.checks.voice import voice
from bots.grants import open_grants
from bots.settings import Settings
from core.errors import ConfigError, LoveError
from core.grants import Grant
from core.labels import Platform

WITHIN = 6.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("channels", nargs="*", metavar="CHANNEL", help="examine this channel too")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def main(chosen: argparse.Namespace) -> int:
    # What goes wrong is told as a finding; logs would tell it twice.
    logging.disable()
    return asyncio.run(_run(settings.load(), chosen))


async def _run(options: Settings, chosen: argparse.Namespace) -> int:
    states = set()
    async with _about(options, chosen.channels) as about:
        async for finding in examine(about, progress=not chosen.json and sys.stdout.isatty()):
            states.add(finding.state)
            _print_json(finding) if chosen.json else _print(finding)
    return 1 if State.BROKEN in states else 0


@asynccontextmanager
async def _about(options: Settings, channels: Sequence[str]) -> AsyncIterator[About]:
    """What the checks are given; what cannot be had is named in `trouble`."""
    folder = grants = trouble = None
    kept: Sequence[Grant] = ()
    async with AsyncExitStack() as stack:
        try:
            folder = settings.data_folder(options)
            grants = await stack.enter_async_context(open_grants(options, folder))
            kept = await grants.list(Platform.CHZZK)
        except ConfigError as error:
            trouble = error
        yield About(options, time.time, folder, grants, trouble, _wanted(channels, kept))


async def examine(about: About, progress: bool = False) -> AsyncIterator[Finding]:
    """Every check's findings, in order; all run at once, and none keeps the others waiting."""
    deadline = asyncio.get_running_loop().time() + WITHIN
    tasks = {
        part: asyncio.create_task(_checked(part, check, about)) for part, check in CHECKS.items()
    }
    try:
        for part, task in tasks.items():
            if progress and not task.done():
                print(f"… {part}", end="", flush=True)
            left = deadline - asyncio.get_running_loop().time()
            await asyncio.wait({task}, timeout=max(0.0, left))
            if progress:
                print("\r\x1b[K", end="")
            if not task.done():
                # Once only: whoever has a single-use token on its way ends after its answer.
                task.cancel()
                yield broken(part, f"no answer within {WITHIN:.0f} s", NETWORK)
                continue
            for finding in task.result():
                yield finding
    finally:
        waiting = [task for task in tasks.values() if not task.done()]
        if waiting and progress:
            print("waiting for an answer that may hold the next token", flush=True)
        for task in waiting:
            if not task.cancelling():
                task.cancel()
        await asyncio.wait(tasks.values())


async def _checked(part: str, check: Check, about: About) -> Sequence[Finding]:
    try:
        return await check(about)
    except ConfigError as error:
        return [wrong(part, error)]
    except (LoveError, OSError) as error:
        return [broken(part, str(error), "see the message")]
    except Exception as error:  # one check that fails must not hide what the others found
        return [broken(part, f"could not be examined: {type(error).__name__}", FAULT)]


def _wanted(channels: Sequence[str], kept: Sequence[Grant]) -> Wanted:
    """Where each of `channels` must be looked for: by its address, its id, or its name."""
    found: dict[str, list[str]] = {"twitch": [], "chzzk": [], "discord": []}
    for channel in channels:
        names = {name for grant in kept for name in (grant.account, grant.name)}
        if "discord.com/" in channel or DISCORD_ID.fullmatch(channel):
            found["discord"].append(channel)
        elif "chzzk.naver.com/" in channel or CHZZK_ID.fullmatch(channel) or channel in names:
            found["chzzk"].append(channel)
        else:
            found["twitch"].append(channel)
    return Wanted(**{platform: tuple(names) for platform, names in found.items()})


def _print(finding: Finding) -> None:
    print(f"{MARKS[finding.state]} {finding.part:16} {finding.what}", flush=True)
    if finding.fix:
        print(f"  {'':16} fix: {finding.fix}", flush=True)


def _print_json(finding: Finding) -> None:
    print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)


FAULT = "this is a fault of LoveLM's: please report it, with this line"
DISCORD_ID = re.compile(r"\d{17,20}")
CHZZK_ID = re.compile(r"[0-9a-f]{32}")
MARKS = {State.OK: "✓", State.OFF: "·", State.WARNING: "!", State.BROKEN: "✗"}
CHECKS: dict[str, Check] = {
    "data folder": machine.folder,
    "port": machine.port,
    "consent port": machine.consent_port,
    "database": machine.database,
    "keys": machine.keys,
    "clock": clock.clock,
    "personas": machine.personas,
    "voice": voice,
    "obs": obs,
    "models": machine.models,
    "chat model": model,
    "twitch": twitch,
    "chzzk": chzzk,
    "discord": discord,
}
