"""`lovelm run` in a process of its own, killed while three platforms listen to it."""

import asyncio
import contextlib
import multiprocessing
import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from bots import cli
from bots.secret_file import kept_secret
from core.channel_keys import ChannelKeys
from core.labels import Platform
from tests.conftest import until

SENDS = {
    Platform.TWITCH: "/chat/messages",
    Platform.CHZZK: "/chats/send",
    Platform.DISCORD: "/messages",
}
STARTED_WITHIN = 20.0

# Importing takes two seconds of every start: each life is a fork of one that has imported.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "bots.commands.run",
        "adapters.chzzk.adapter",
        "adapters.discord.adapter",
        "adapters.twitch.adapter",
    ]
)


def run(env: dict[str, str], out: Path, log: Path) -> None:
    """`lovelm run` with `env`, its output in files."""
    os.environ.update(env)
    os.chdir(out.parent)
    for path, number in ((out, 1), (log, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    sys.exit(cli.main(["run"]))


@dataclass
class Death:
    """How the next process dies: at the next line sent to `platform` (`how` as in PLANS), or
    `after` seconds when none was sent by then."""

    platform: Platform
    how: str
    after: float


# received: killed before the platform says it, which it does not; late: it is said after the
# death; said: killed before the answer; lost: no answer, killed later; any: at any moment.
HOW = ("received", "late", "said", "lost", "any")
LATE = 1.0


@dataclass
class Fate:
    """The platforms' middleware that plays the deaths."""

    death: Death | None = None
    process: ForkServerProcess | None = None
    met: Counter[str] = field(default_factory=Counter)

    def on(self, platform: Platform) -> Any:
        @web.middleware
        async def play(request: web.Request, handler: Handler) -> web.StreamResponse:
            death = self.death
            sends = request.method == "POST" and request.path.endswith(SENDS[platform])
            if death is None or death.platform != platform or not sends or death.how == "any":
                return await handler(request)
            await request.read()  # whoever sent it may be gone when it is said
            self.death = None
            self.met[death.how] += 1
            if death.how == "received":
                self.kill()
                raise web.HTTPServiceUnavailable
            if death.how == "late":
                self.kill()
                await asyncio.sleep(LATE)
            response = await handler(request)
            if death.how == "said":
                self.kill()
            if death.how == "lost":
                assert request.transport is not None
                request.transport.abort()
            return response

        return play

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()


class OurChzzk(SimulatedChzzk):
    middleware: Any = None

    def application(self) -> web.Application:
        app = super().application()
        app.middlewares.append(self.middleware)
        return app


@dataclass
class World:
    """The platforms, the process, and what was given there."""

    twitch: SimulatedTwitch
    chzzk: OurChzzk
    discord: SimulatedDiscord
    fate: Fate
    folder: Path
    luck: random.Random
    env: dict[str, str]
    url: str = ""
    donors: list[str] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "data" / "lovelm.db"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[ForkServerProcess]:
        """`lovelm run`, listening everywhere; killed at the end."""
        out = self.folder / "out.txt"
        out.unlink(missing_ok=True)
        self.fate.process = process = FORKS.Process(target=run, args=(self.env, out, self.log))
        process.start()
        try:
            await until(lambda: out.exists() and "\n" in out.read_text("utf-8"), STARTED_WITHIN)
            self.url = out.read_text("utf-8").splitlines()[0].split()[-1].rstrip("/")
            for server in (self.twitch, self.chzzk, self.discord):
                await server.listening(STARTED_WITHIN)
            yield process
        finally:
            process.kill()
            process.join()

    async def live(self, round: int) -> None:
        """What happens in one round on all platforms."""
        worry = f"남친이 {round + 2}일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
        donor = f"큰손{round}"
        self.donors += [f"{donor}T", f"{donor}C"]
        await asyncio.gather(
            self.twitch.chat("!상담 온유 썸남이 연락이 줄었어요", f"{round}1", f"시청{round}1"),
            self.chzzk.chat("!상담 도건 고백할까 말까 고민이에요", f"{round:032}"),
            self.discord.chat("온유야 짝사랑이 너무 오래 됐어", f"4{round:017}"),
            self.twitch.cheer(100 + round, "", f"{round}2", f"{donor}T"),
            self.chzzk.donate(1000 + round, "", f"d{round:031}", f"{donor}C"),
            self.twitch.chat(worry, f"{round}3"),
            self.chzzk.chat(worry, f"w{round:031}"),
            self.discord.chat(worry, f"5{round:017}"),
        )

    async def donate(self, platform: Platform, channel: str, donor: str) -> None:
        """Another service tells of a donation until it is told that it is stored."""
        keys = ChannelKeys(kept_secret(self.folder / "data" / "hook.key"), lambda *_: 0)
        headers = {
            "Authorization": f"Bearer {keys.token(platform, channel)}",
            "Idempotency-Key": donor,
        }
        self.promised.append(donor)
        async with ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.post(
                        f"{self.url}/hooks/donation",
                        json={"donor": donor, "amount": "7,000"},
                        headers=headers,
                        timeout=aiohttp.ClientTimeout(2.0),
                    ) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def said(self) -> list[tuple[Platform, str]]:
        """Everything the platforms ever showed of ours."""
        return [
            *((Platform.TWITCH, line.text) for line in self.twitch.said),
            *((Platform.CHZZK, line) for line in self.chzzk.said),
            *((Platform.DISCORD, line.text) for line in self.discord.said),
        ]


@asynccontextmanager
async def world(folder: Path, seed: int) -> AsyncIterator[World]:
    fate = Fate()
    chzzk = OurChzzk()
    chzzk.middleware = fate.on(Platform.CHZZK)
    async with AsyncExitStack() as stack:
        twitch = SimulatedTwitch(middlewares=[fate.on(Platform.TWITCH)])
        discord = SimulatedDiscord(middlewares=[fate.on(Platform.DISCORD)])
        for server in (twitch, chzzk, discord):
            await stack.enter_async_context(server.serve())  # type: ignore[attr-defined]
        env = {"PORT": "0", "LOVELM_DATA_DIR": str(folder / "data")}
        for server in (twitch, chzzk, discord):
            env |= server.settings()  # type: ignore[attr-defined]
        yield World(twitch, chzzk, discord, fate, folder, random.Random(seed), env)
