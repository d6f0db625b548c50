"""Everything that an evening brings, on all platforms at once, with people who come and go."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from aiohttp import ClientSession, WSMsgType

from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.openai import SimulatedOpenAi
from adapters.simulated.twitch import SimulatedTwitch
from tests.faults.crowd import Crowd, Sends, WatchedChzzk, worry
from tests.faults.watched import Watched

DISCLOSURES = ("죽고 싶어요", "사라지고 싶다 정말", "살기 싫어 이제")
COMMANDS = ("!도움말", "!순서", "!상담사", "!영화 비 오는 날 볼 만한 거")
# Lines a second on Twitch; of the others less.
TWITCH, CHZZK, DISCORD = 20.0, 6.0, 3.0
# In the warm-up so many times as many, with viewers that nobody has met yet.
WARM = 6.0
# Seconds until the room and the overlay have as many visitors as later on.
AS_MANY_AS_USUAL = 8.0


@dataclass
class Sample:
    """The process at one moment: MiB, asyncio's tasks, open files and sockets."""

    memory: float
    tasks: int
    descriptors: int


@dataclass
class Evening:
    """Three platforms, a room and an overlay, a model, and LoveLM between them."""

    folder: Path
    samples: list[Sample] = field(default_factory=list)
    sends: dict[str, Sends] = field(default_factory=dict)
    events: float = 0.0
    said: int = 0
    breaches: int = 0
    _luck: random.Random = field(default_factory=lambda: random.Random(7))
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def played(self, warm: float, seconds: float, every: float) -> None:
        """A warm-up, then so many seconds, looked at `every` so often."""
        self.sends = {
            "twitch": Sends("/chat/messages"),
            "chzzk": Sends("/chats/send"),
            "discord": Sends("/messages", lambda request: request.path.split("/")[-2]),
        }
        self.twitch = SimulatedTwitch(middlewares=[self.sends["twitch"].middleware])
        self.chzzk = WatchedChzzk(middleware=self.sends["chzzk"].middleware)
        self.discord = SimulatedDiscord(middlewares=[self.sends["discord"].middleware])
        servers = (self.twitch, self.chzzk, self.discord, SimulatedOpenAi())
        async with AsyncExitStack() as stack:
            env: dict[str, str] = {}
            for server in servers:
                await stack.enter_async_context(server.serve())
                env |= server.settings()
            self.process = await stack.enter_async_context(Watched(self.folder, env).alive())
            for platform in (self.twitch, self.chzzk, self.discord):
                await platform.listening(20.0)
            await self._chatter(WARM, warm)
            await self._chatter(1.0, seconds, every)
            metrics = await self.process.metrics()
            self.events = sum(
                value
                for (name, _), value in metrics.series.items()
                if name == "lovelm_events_total"
            )
            self.breaches = self.twitch.ledger.breaches
            self.said = len(self.twitch.said) + len(self.chzzk.said) + len(self.discord.said)

    async def _chatter(self, times: float, seconds: float, every: float = 0.0) -> None:
        pours = (
            (Crowd(self.twitch.chat), TWITCH),
            (Crowd(self.chzzk.chat, digits=32), CHZZK),
            (Crowd(self.discord.chat, digits=18), DISCORD),
        )
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(self._often(act, period / times))
                for act, period in (
                    (self._call, 2.0), (self._gift, 4.0), (self._trouble, 11.0),
                    (self._visit, 0.5), (self._watch, 8.0),
                )
            ]  # fmt: skip
            if every:
                others.append(tasks.create_task(self._often(self._drop, max(10.0, seconds / 20))))
                others.append(tasks.create_task(self._often(self._look, every, AS_MANY_AS_USUAL)))
            await asyncio.gather(*(crowd.pour(rate * times, seconds) for crowd, rate in pours))
            for other in others:
                other.cancel()

    async def _often(
        self, act: Callable[[], Awaitable[None]], every: float, after: float = 0.0
    ) -> None:
        await asyncio.sleep(after)
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(act())  # type: ignore[arg-type]
                await asyncio.sleep(every)

    async def _look(self) -> None:
        process = self.process
        self.samples.append(Sample(process.memory(), await process.tasks(), process.descriptors()))

    async def _call(self) -> None:
        """Somebody new calls a persona, or types a command."""
        number = next(self._numbers)
        text = f"온유야 {worry(number)}" if number % 2 else COMMANDS[number // 2 % len(COMMANDS)]
        await self.twitch.chat(text, f"8{number:06}", f"부른{number}")
        await self.chzzk.chat(text, f"8{number:031}", f"부른{number}")
        await self.discord.chat(text, f"8{number:017}", f"부른{number}")

    async def _gift(self) -> None:
        number = next(self._numbers)
        await self.twitch.cheer(100 + number % 900, worry(number), f"6{number:06}", f"큰{number}")
        await self.chzzk.donate(1_000 + number % 900, "", f"d{number:031}", f"큰손{number}")

    async def _trouble(self) -> None:
        number = next(self._numbers)
        text = DISCLOSURES[number % len(DISCLOSURES)]
        await self._luck.choice((self.twitch, self.chzzk, self.discord)).chat(
            text, f"5{number:06}", f"힘든{number}"
        )

    async def _visit(self) -> None:
        """A viewer comes into the room, asks, reads for a while and leaves."""
        async with ClientSession() as session:
            where = f"{self.process.url}/room/ws"
            async with session.ws_connect(
                where, params={"name": f"손님{next(self._numbers)}"}
            ) as it:
                await it.send_json({"type": "chat", "text": worry(next(self._numbers))})
                await self._read(it.receive, 4.0)

    async def _watch(self) -> None:
        """The overlay's page is opened, plays what it is given, and is closed."""
        url, _, token = self.process.overlay.partition("#")
        async with ClientSession() as session, session.ws_connect(f"{url}/ws") as page:
            await page.send_json({"type": "auth", "token": token})

            async def receive() -> object:
                message = await page.receive()
                if message.type is WSMsgType.TEXT:
                    for event in msgspec.json.decode(message.data):
                        done = {"speak": "played", "donation": "donation_shown"}.get(event["type"])
                        if done:
                            await page.send_json({"type": done, "id": event["id"]})
                return message

            await self._read(receive, 6.0)

    async def _read(self, receive: Callable[[], Awaitable[object]], seconds: float) -> None:
        ends = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(ends):
                while True:
                    await receive()
        except TimeoutError:
            return

    async def _drop(self) -> None:
        """A platform closes its connections, and they are made again."""
        which = next(self._numbers) % 3
        if which == 0:
            await self.twitch.close()
        elif which == 1:
            await self.chzzk.close()
        else:
            self.discord.gateway.abort()
