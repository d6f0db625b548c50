"""A channel under far more than it can answer: 50 lines a second, then 500, with a model that
writes one answer in three seconds; donations, crises and those who call a persona inside it."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from core.replies import Reply
from tests.faults.crowd import Crowd, Sends, SlowOpenAi, WatchedChzzk, worry
from tests.faults.story import Disclosed, Form, Given, Story, thanked
from tests.faults.watched import Watched
from tests.servers.discord_desk import OWNER, Person

QUESTIONS, ALERTS = "300000000000000001", "300000000000000007"
CALM, PEAK, FLOOD = 8.0, 50.0, 500.0
# Donations come in bunches, so many a second on the whole.
BUNCH, DONATIONS_A_SECOND = 20, 200 / 60
# The answer to one who disclosed a crisis: it names a helpline.
DISCLOSURE = "죽고 싶어요"
TROLLS = 12
SETTLED_WITHIN = 45.0
ASKED_EVERY = 5.0
# What an answer may take when nothing else goes on: the turn's own deadline, and to say it.
AT_MOST = 9.0


@dataclass
class Flood:
    """Three platforms, a slow model, and LoveLM between them."""

    form: Form
    folder: Path
    story: Story = field(default_factory=Story)
    _asked: list[str] = field(default_factory=list)
    _disclosed: list[Disclosed] = field(default_factory=list)
    # By viewer: the messages in which they disclosed it.
    _trolls: dict[str, set[str]] = field(default_factory=dict)
    _taken_back: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def played(self) -> Story:
        sends = self.story.sends = {
            "twitch": Sends("/chat/messages"),
            "chzzk": Sends("/chats/send"),
            "discord": Sends("/messages", lambda request: request.path.split("/")[-2]),
        }
        self.twitch = SimulatedTwitch(middlewares=[sends["twitch"].middleware])
        if self.form.moderator:
            self.twitch.ledger.moderated.update(self.twitch.users.values())
        self.chzzk = WatchedChzzk(middleware=sends["chzzk"].middleware)
        channels = {QUESTIONS: "고민", ALERTS: "알림"}
        self.discord = SimulatedDiscord(
            channels=channels, middlewares=[sends["discord"].middleware]
        )
        async with AsyncExitStack() as stack:
            servers = (self.twitch, self.chzzk, self.discord, SlowOpenAi())
            for server in servers:
                await stack.enter_async_context(server.serve())
            env: dict[str, str] = {}
            for server in servers:
                env |= server.settings()
            env["LOVELM_DISCORD_CHANNELS"] = QUESTIONS
            self.process = await stack.enter_async_context(Watched(self.folder, env).alive())
            for platform in (self.twitch, self.chzzk, self.discord):
                await platform.listening(20.0)
            await self._alerts_on()
            sampling = asyncio.create_task(self._sample())
            await self._parts()
            await self._settled()
            sampling.cancel()
            await asyncio.wait({sampling})
            await self._tell()
        return self.story

    async def _alerts_on(self) -> None:
        owner = Person(self.discord, OWNER)
        await owner.use("설정")
        await owner.press("서버 설정")
        await owner.choose("위기 알림 채널", ALERTS)

    async def _parts(self) -> None:
        form = self.form
        crowd = Crowd(self.twitch.chat)
        asking = asyncio.create_task(self._answered_in())
        await self._part("calm", crowd, CALM, form.calm)
        self.story.calm = await asking
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._part("peak", crowd, PEAK, form.peak))
            tasks.create_task(Crowd(self.chzzk.chat, digits=32).pour(CALM, form.peak))
            tasks.create_task(self._ask(form.peak))
            tasks.create_task(self._give("twitch", self._cheer))
            tasks.create_task(self._give("chzzk", self._donate))
            tasks.create_task(self._trouble("peak"))
            tasks.create_task(self._bait())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._part("flood", crowd, FLOOD, form.flood))
            tasks.create_task(self._ask(form.flood))
            tasks.create_task(self._trouble("flood"))
        await self._recover()

    async def _part(self, name: str, crowd: Crowd, rate: float, seconds: float) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        self.story.rates[name] = await crowd.pour(rate, seconds)
        said = [line for line in self.twitch.said if line.at >= began]
        self.story.lasted[name] = clock() - began
        self.story.goodput[name] = len(said) / self.story.lasted[name]

    async def _ask(self, seconds: float) -> None:
        """Somebody new calls a persona, every few seconds."""
        clock = asyncio.get_running_loop().time
        ends = clock() + seconds
        while clock() + ASKED_EVERY <= ends:
            await self._called()
            await asyncio.sleep(ASKED_EVERY)

    async def _called(self) -> str:
        number = next(self._numbers)
        text = f"온유야 {worry(1_000 + 7 * number)}"
        id = await self.twitch.chat(text, f"8{number:06}", f"부른{number}")
        self._asked.append(id)
        return id

    async def _answered_in(self) -> float:
        """Seconds until somebody who calls a persona now is answered. Raises TimeoutError."""
        clock = asyncio.get_running_loop().time
        began = clock()
        id = await self._called()
        async with asyncio.timeout(SETTLED_WITHIN):
            while not self._said_to(id):
                await asyncio.sleep(0.05)
        return clock() - began

    def _said_to(self, id: str) -> bool:
        found = self.process.rows(
            f"SELECT 1 FROM turn WHERE id LIKE '%{id}' AND state IN ('said', 'unknown', 'dropped')"
        )
        return bool(found)

    async def _recover(self) -> None:
        """Ask again and again until an answer comes as soon as it does on a quiet evening."""
        clock = asyncio.get_running_loop().time
        ended = clock()
        while self.story.recovered is None and clock() - ended < SETTLED_WITHIN:
            if await self._answered_in() <= AT_MOST:
                self.story.recovered = clock() - ended

    async def _cheer(self, donor: str, number: int) -> str:
        await self.twitch.cheer(100 + number, "", f"6{number:06}", donor)
        return f"{100 + number}비트"

    async def _donate(self, donor: str, number: int) -> str:
        await self.chzzk.donate(1_000 + number, "", f"d{number:031}", donor)
        return f"{1_000 + number:,}치즈"

    async def _give(self, platform: str, give: Callable[[str, int], Awaitable[str]]) -> None:
        clock = asyncio.get_running_loop().time
        given = self.story.given[platform] = []
        for number in range(self.form.donations):
            donor, at = f"후원{number}", clock()
            given.append(Given(donor, await give(donor, number), at))
            if number % BUNCH == BUNCH - 1 and number + 1 < self.form.donations:
                await asyncio.sleep(BUNCH / DONATIONS_A_SECOND)

    async def _trouble(self, while_: str) -> None:
        """Two disclose a crisis, one after the other."""
        clock = asyncio.get_running_loop().time
        for _ in range(2):
            await asyncio.sleep(3.0)
            viewer = f"5{len(self._disclosed):06}"
            at, name = clock(), f"힘든{viewer}"
            id = await self.twitch.chat(DISCLOSURE, viewer, name)
            self._disclosed.append(Disclosed(id, name, at, while_))

    async def _bait(self) -> None:
        """One says it again and again, in a channel whose managers are told; then many do."""
        baiter = "400000000000000777"
        self._taken_back = await self.discord.chat(f"온유야 {worry(5)}", baiter, "장난")
        for viewer in [baiter] * TROLLS + [f"4000000000000018{n:02}" for n in range(TROLLS)]:
            id = await self.discord.chat(DISCLOSURE, viewer, "장난")
            self._trolls.setdefault(viewer, set()).add(id)
            await asyncio.sleep(0.25)

    async def _sample(self) -> None:
        while True:
            self.story.memory.append(self.process.memory())
            await asyncio.sleep(0.5)

    async def _settled(self) -> None:
        """Until everything promised was said and every gift thanked for, or for a while."""
        owed = "SELECT id FROM donation WHERE state = 'received'"
        ends = asyncio.get_running_loop().time() + SETTLED_WITHIN
        while asyncio.get_running_loop().time() < ends:
            if all(map(self._said_to, self._asked)) and not self.process.rows(owed):
                return
            await asyncio.sleep(0.2)

    async def _tell(self) -> None:
        story = self.story
        story.breaches, story.moderator = self.twitch.ledger.breaches, self.form.moderator
        story.end = await self.process.metrics()
        story.stale = story.end("drops_total", reason="stale")
        for id, reason, state, at, moved, reply in self.process.rows(
            "SELECT id, json_extract(turn, '$.reason'), state, at, moved_at, reply FROM turn"
        ):
            about = msgspec.json.decode(reply, type=Reply) if reply else None
            if reason in ("worry", "follow_up") and about is not None:
                story.ages.append(about.begun - at)
            message = id.rpartition(":")[2]
            if message in self._asked:
                story.promised[message] = moved - at if state == "said" else None
        for id in self._asked:
            story.promised.setdefault(id, None)
        said = [(line.at, line.text) for line in self.twitch.said]
        thanked(story.given["twitch"], said)
        thanked(story.given["chzzk"], list(zip(self.chzzk.told, self.chzzk.said, strict=True)))
        states = self.process.rows("SELECT state, count(*) FROM donation GROUP BY state")
        story.gifts = dict(states)
        for one in self._disclosed:
            # In their thread, or by name where the same line was said shortly before.
            answers = [
                line.at
                for line in self.twitch.said
                if line.reply_to == one.id or line.text.startswith(f"@{one.name} ")
            ]
            story.disclosed.setdefault(one.while_, []).append(
                answers[0] - one.at if answers else None
            )
        story.trolled = [
            sum(line.reply_to in ids for line in self.discord.said) for ids in self._trolls.values()
        ]
        story.silenced = all(line.reply_to != self._taken_back for line in self.discord.said)
        alarms = [line.text for line in self.discord.said if line.channel == ALERTS]
        story.alarms = [1 + sum(map(int, re.findall(r"(\d+)명이 더", text))) for text in alarms]
