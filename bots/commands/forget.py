"""Forgets a viewer as `!잊어줘` does: everything that is kept of the account and of those linked to
it, for good. Other processes that Redis joins forget too; where it joins none, LoveLM must not
run meanwhile."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

from bots import logs, settings
from bots.commands.export import account
from bots.roles import news
from bots.roles.ground import Ground, lay
from bots.roles.talk import keep
from bots.settings import Settings
from core.errors import BadInput, ConfigError
from core.fleet.presence import SILENT_FOR
from core.labels import Platform
from storage.held import held

# Of an error that another process is the reason for.
RUNS = "another LoveLM"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "viewer", metavar="PLATFORM:ID", type=account,
        help="twitch:1234, chzzk:…, discord:… or room:…; accounts linked to it are included",
    )  # fmt: skip


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    accounts, known = asyncio.run(_forget(settings.load(), chosen.viewer))
    print(f"forgotten: {', '.join(accounts)}" + ("" if known else " (nothing was kept)"))
    print("Backups from before may hold them still; restoring one leaves them out.")
    return 0


async def _forget(options: Settings, viewer: str) -> tuple[Sequence[str], bool]:
    """The accounts, and whether anything was kept of them. Raises BadInput where it is too
    early, ConfigError where another process runs that cannot be told."""
    wrong: BadInput | None = None
    accounts: Sequence[str] = ()
    async with AsyncExitStack() as stack:
        ground = await _ground(options, stack)
        stack.push_async_callback(ground.presence.leave)
        known = not (await held(ground.database, viewer)).empty
        async with asyncio.TaskGroup() as tasks:
            around = (ground.bus.newsroom.run, ground.presence.run)
            running = [tasks.create_task(run()) for run in around]
            try:
                accounts = await _forgotten(ground, viewer)
            except BadInput as error:
                wrong = error
            for task in running:
                task.cancel()
    if wrong is not None:
        raise BadInput(
            "an answer to them is on its way, or a process does not answer: try again in a minute"
        ) from wrong
    return accounts, known


async def _ground(options: Settings, stack: AsyncExitStack) -> Ground:
    """What every process stands on, for one without a role."""
    # No model is asked anything, and no text read.
    plain = {"model_url": "", "model_local": "", "classifier": ""}
    options = options.model_copy(update=plain | ({"roles": ()} if options.shared else {}))
    try:
        return await lay(options, stack, time.time)
    except ConfigError as error:
        if RUNS not in error.why:
            raise
        fix = "stop it and try again, or let the viewer type !잊어줘 in chat"
        raise ConfigError(error.key, error.why, fix) from error


async def _forgotten(ground: Ground, viewer: str) -> Sequence[str]:
    """The accounts; the other processes are known once all of them had time to tell that they
    are there."""
    newsroom, kept = ground.bus.newsroom, keep(ground)
    news.forget(ground, kept)
    for question in (news.FORGET, news.DROP):  # whoever asks counts on others than this
        newsroom.answer(question, list[str], _nothing)
    if not newsroom.alone:
        await asyncio.sleep(SILENT_FOR)
    accounts = ground.known.people.accounts(viewer)
    decided: list[tuple[Platform, str]] = []
    ground.channels.edited = lambda *about: decided.append(about)
    await kept.privacy.forgetting.forget(viewer)
    for about in decided:
        await newsroom.tell_at_once(news.SETTINGS, about)
    await newsroom.tell_at_once(news.PEOPLE, None)
    await newsroom.tell_at_once(news.CHOICES, accounts)
    return accounts


async def _nothing(_: list[str]) -> None:
    """Says nothing."""
