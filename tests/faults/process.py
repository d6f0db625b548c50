"""`lovelm run` in a process of its own, which may kill itself at a point of its work."""

import asyncio
import itertools
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from adapters.chzzk.adapter import ChzzkAdapter
from adapters.discord.adapter import DiscordAdapter
from adapters.topics.memory import Delivered
from adapters.topics.redis_reader import RedisDelivery
from adapters.twitch.adapter import TwitchAdapter
from bots import cli
from bots.compose import compose
from core.delivery import mouth
from core.engine import Engine
from core.turns import State
from storage.donations import SqlDonations
from storage.turns import SqlTurns

# Importing takes two seconds of every start: each life is a fork of one that has imported.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.process", "bots.commands.run"])
# Seconds within which a line that was begun is on its way or in chat.
SENDING = 0.006
GRACE, WRONG = "FAULTS_GRACE", "FAULTS_CLOCK"


@dataclass(frozen=True, slots=True)
class End:
    """Die at the `nth` passage of `point`."""

    point: str
    nth: int = 1


def started(env: dict[str, str], out: Path, log: Path, end: End | None = None) -> ForkServerProcess:
    """The process, its output in files. Of `env` these are for here: GRACE, how long (seconds) a
    platform is not asked whether something was said, and WRONG, a file of seconds that its
    clock is wrong by."""
    process = FORKS.Process(target=_run, args=(env, out, log, end))
    process.start()
    return process


def _run(env: dict[str, str], out: Path, log: Path, end: End | None) -> None:
    os.environ.update(env)
    os.chdir(out.parent)
    for path, number in ((out, 1), (log, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    mouth.GRACE = float(env.get(GRACE, mouth.GRACE))
    if end is not None:
        arm(end)
    if WRONG in env:
        mistake(Path(env[WRONG]))
    sys.exit(cli.main(["run"]))


def arm(end: End) -> None:
    """Kill this process at `end`: what passes there is wrapped, where it is defined."""
    passages = itertools.count(1)
    for owner, name, wrap, meant in POINTS[end.point]:

        def reached(*about: Any, meant: Callable[..., bool] = meant) -> bool:
            return meant(*about) and next(passages) == end.nth

        setattr(owner, name, wrap(getattr(owner, name), reached))


def mistake(wrong: Path) -> None:
    """Let everything that is composed have a clock so many seconds wrong."""

    def clock() -> float:
        return time.time() + float(wrong.read_text("utf-8"))

    compose.__wrapped__.__defaults__ = (False, clock)  # type: ignore[attr-defined]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


Work = Callable[..., Any]
Reached = Callable[..., bool]


def before(work: Work, reached: Reached) -> Work:
    @wraps(work)
    async def dying(self: object, *about: Any) -> Any:
        if reached(*about):
            die()
        return await work(self, *about)

    return dying


def after(work: Work, reached: Reached) -> Work:
    @wraps(work)
    async def dying(self: object, *about: Any) -> Any:
        done = await work(self, *about)
        if done and reached(*about):
            die()
        return done

    return dying


def during(work: Work, reached: Reached) -> Work:
    @wraps(work)
    async def dying(self: object, *about: Any) -> Any:
        if reached(*about):
            asyncio.get_running_loop().call_later(random.uniform(0.0, SENDING), die)
        return await work(self, *about)

    return dying


def always(*_: Any) -> bool:
    return True


def moves_to(state: State) -> Callable[..., bool]:
    return lambda _, to, *__: to is state


# Each point: whose method is passed, where in it, and which passages count.
POINTS: dict[str, tuple[tuple[type, str, Callable[[Work, Reached], Work], Reached], ...]] = {
    "gift stored": ((SqlDonations, "add", after, always),),
    "turn stored": ((SqlTurns, "accept", after, always),),
    "after claim": ((Engine, "answer", before, always),),
    "answer stored": ((SqlTurns, "answered", after, always),),
    "before ack": ((Delivered, "ack", before, always), (RedisDelivery, "ack", before, always)),
    "after intent": ((SqlTurns, "move", after, moves_to(State.SAYING)),),
    "mid-send": (
        (TwitchAdapter, "say", during, always),
        (ChzzkAdapter, "say", during, always),
        (DiscordAdapter, "say", during, always),
    ),
    "before outcome": ((SqlTurns, "move", before, moves_to(State.SAID)),),
}
