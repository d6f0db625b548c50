"""Three platforms, a process that listens to them, and what happens there."""

import asyncio
import contextlib
import random
import signal
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
from adapters.simulated.twitch_events import bits_event, cheer_event, cheer_message
from bots.secret_file import kept_secret
from core.channels.keys import ChannelKeys
from core.labels import Platform
from tests.conftest import until
from tests.faults.ledger import Database, Findings, Line, compare, lines
from tests.faults.process import GRACE, End, started

SENDS = {
    Platform.TWITCH: "/chat/messages",
    Platform.CHZZK: "/chats/send",
    Platform.DISCORD: "/messages",
}
STARTED_WITHIN = 30.0
# Too many, and not stored yet.
AGAIN = (429, 503)
LATE = 1.0
# Seconds until a platform is asked in the short form; what is late there is so for LATE.
SHORT_GRACE = 3


@dataclass
class Death:
    """How the next process dies: at the next line sent to `platform`, see HOW."""

    platform: Platform
    how: str


# received: killed before the platform says it, which it does not; late: it is said after the
# death; said: killed before the answer; lost: no answer, and killed by somebody later.
HOW = ("received", "late", "said", "lost")


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
            if death is None or death.platform != platform or not sends:
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
    # What the hook's tokens are made from; by default it is in the data folder.
    hook: bytes = b""
    donors: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return Database(self.folder / "data" / "lovelm.db")

    @asynccontextmanager
    async def alive(self, end: End | None = None) -> AsyncIterator[ForkServerProcess]:
        """`lovelm run`, listening everywhere or dead already; killed at the end."""
        out = self.folder / "out.txt"
        out.unlink(missing_ok=True)
        process = started(self.env, out, self.folder / "log.txt", end)
        self.fate.process = process
        try:
            listening = asyncio.create_task(self._listening(out))
            # What is taken up again may bring it to its end before it listens.
            await until(lambda: listening.done() or not process.is_alive(), STARTED_WITHIN)
            if process.is_alive():
                listening.result()
            listening.cancel()
            await asyncio.wait({listening})
            killed = process.exitcode in (None, -signal.SIGKILL)
            assert killed, (self.folder / "log.txt").read_text("utf-8")[-2_000:]
            yield process
        finally:
            process.kill()
            process.join()

    async def _listening(self, out: Path) -> None:
        def announced() -> list[str]:
            return out.read_text("utf-8").splitlines() if out.exists() else []

        await until(lambda: bool(announced()), STARTED_WITHIN)
        self.url = announced()[0].split()[-1].rstrip("/")
        for server in (self.twitch, self.chzzk, self.discord):
            await server.listening(STARTED_WITHIN)

    async def live(self, round: int) -> None:
        """What happens in one round on all platforms, on Twitch in one of the channels."""
        worry = f"남친이 {round + 2}일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
        donor = f"큰손{round}"
        channels = tuple(self.twitch.users.values())
        there = channels[round % len(channels)]
        await asyncio.gather(
            self.twitch.chat(
                "!상담 온유 썸남이 연락이 줄었어요", f"{round}1", f"시청{round}1", channel=there
            ),
            self.chzzk.chat("!상담 도건 고백할까 말까 고민이에요", f"{round:032}"),
            self.discord.chat("온유야 짝사랑이 너무 오래 됐어", f"4{round:017}"),
            self.cheer(there, 100 + round, f"{round}2", f"{donor}T"),
            self.chzzk.donate(1000 + round, "", f"d{round:031}", f"{donor}C"),
            self.twitch.chat(worry, f"{round}3", channel=there),
            self.chzzk.chat(worry, f"w{round:031}"),
            self.discord.chat(worry, f"5{round:017}"),
        )

    async def cheer(self, channel: str, bits: int, user: str, name: str) -> None:
        """Somebody cheers there, told as Twitch tells it: three times."""
        message = cheer_message("", bits)
        words = message["text"]
        about = {"cheer": {"bits": bits}, "message": message, "channel": channel}
        await self.twitch.chat(words, user, name, **about)
        cheer = cheer_event(channel, words, user, name, bits)
        await self.twitch.notify("channel.cheer", cheer)
        await self.twitch.notify("channel.bits.use", bits_event(channel, "", user, name, bits))

    def channel(self, platform: Platform) -> str:
        """The first channel there."""
        return {
            Platform.TWITCH: next(iter(self.twitch.users.values())),
            Platform.CHZZK: self.chzzk.channel,
            Platform.DISCORD: next(iter(self.discord.channels)),
        }[platform]

    async def donate(self, platform: Platform, donor: str) -> None:
        """Another service tells of a donation until it is told that it is stored."""
        secret = self.hook or kept_secret(self.folder / "data" / "hook.key")
        keys = ChannelKeys(secret, lambda *_: 0)
        headers = {
            "Authorization": f"Bearer {keys.token(platform, self.channel(platform))}",
            "Idempotency-Key": donor.encode().hex(),
        }
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
                            self.donors.append(donor)
                            return
                        assert answer.status in AGAIN, await answer.text()
                await asyncio.sleep(0.05)

    def said(self) -> list[Line]:
        """Everything the platforms ever showed of ours."""
        return lines(self.twitch, self.chzzk, self.discord)

    def findings(self) -> Findings:
        """What came of all that was accepted."""
        log = (self.folder / "log.txt").read_text("utf-8")
        key = kept_secret(self.folder / "data" / "log.key")
        return compare(self.database, self.said(), self.donors, log, [key])


@asynccontextmanager
async def world(folder: Path, seed: int, grace: float, channels: int = 1) -> AsyncIterator[World]:
    """`grace` is how long a platform is not asked whether something was said, `channels` how many
    there are on Twitch; the bot is moderator there."""
    fate = Fate()
    chzzk = OurChzzk()
    chzzk.middleware = fate.on(Platform.CHZZK)
    users = {f"streamer{number}": str(1337 + number) for number in range(channels)}
    async with AsyncExitStack() as stack:
        twitch = SimulatedTwitch(users=users, middlewares=[fate.on(Platform.TWITCH)])
        twitch.ledger.moderated |= {*users.values()}
        discord = SimulatedDiscord(middlewares=[fate.on(Platform.DISCORD)])
        for server in (twitch, chzzk, discord):
            await stack.enter_async_context(server.serve())  # type: ignore[attr-defined]
        env = {"PORT": "0", "LOVELM_DATA_DIR": str(folder / "data"), GRACE: str(grace)}
        for server in (twitch, chzzk, discord):
            env |= server.settings()  # type: ignore[attr-defined]
        yield World(twitch, chzzk, discord, fate, folder, random.Random(seed), env)
