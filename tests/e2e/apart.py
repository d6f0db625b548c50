"""An installation in several processes, as those meet it who sit around it: the platforms'
people, the overlay's page, other services, and its database."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import ClientSession

from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from adapters.simulated.twitch_chat import Said
from bots.page_keys import page_keys
from bots.settings import Settings
from core.channels.keys import ChannelKeys
from core.labels import Platform
from tests.conftest import until
from tests.fleet import Fleet, Member, fleet
from tests.ports import free_port
from tests.servers.openai import FaultyOpenAi

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
SAID = ("3일이면 많이 기다렸네요.", "아직은 이유를 모르는 거예요.", "오늘은 푹 쉬어 봐요.")
GOOD = f"{' '.join(SAID)}\n---\n3일이면 많이 기다렸네요. 오늘은 푹 쉬어 봐요."
BROADCASTER = [{"set_id": "broadcaster", "id": "1", "info": ""}]


@dataclass
class Screen:
    """An overlay's page that plays everything at once; `seen` with the time of each event."""

    seen: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def spoken(self, since: int = 0) -> list[str]:
        """What was said aloud, from the event `since` on."""
        return [event["text"] for _, event in self.seen[since:] if event["type"] == "speak"]

    def kinds(self, kind: str) -> list[dict[str, Any]]:
        return [event for _, event in self.seen if event["type"] == kind]


@asynccontextmanager
async def screen(address: str) -> AsyncIterator[Screen]:
    """The page at an overlay's secret address."""
    url, _, token = address.partition("#")
    page, hello = Screen(), asyncio.Event()
    async with ClientSession() as session, session.ws_connect(f"{url}/ws") as socket:
        await socket.send_json({"type": "auth", "token": token})

        async def listen() -> None:
            async for message in socket:
                for event in msgspec.json.decode(message.data):
                    page.seen.append((time.monotonic(), event))
                    report = REPORTS.get(event["type"])
                    if report:
                        await socket.send_json({"type": report, "id": event["id"]})
                hello.set()

        listening = asyncio.create_task(listen())
        try:
            async with asyncio.timeout(5.0):
                await hello.wait()
            yield page
        finally:
            listening.cancel()
            await asyncio.wait({listening})


REPORTS = {"speak": "played", "donation": "donation_shown"}


@dataclass
class Hall:
    """The processes and the places where they speak. Every engine has a model of its own."""

    fleet: Fleet
    twitch: SimulatedTwitch
    discord: SimulatedDiscord
    port: str
    models: dict[str, FaultyOpenAi] = field(default_factory=dict)

    def start(self, name: str, roles: str, *places: Any, **more: str) -> Member:
        """A process that is connected to these."""
        env = {key: value for place in places for key, value in place.settings().items()}
        return self.fleet.start(name, roles, **env | more)

    def web(self, name: str, roles: str = "web") -> Member:
        """The process whose pages are at the public address."""
        return self.start(name, roles, PORT=self.port)

    async def engine(self, name: str, stack: AsyncExitStack) -> FaultyOpenAi:
        """An engine with its model."""
        model = FaultyOpenAi(write=lambda _: GOOD)
        self.models[name] = await stack.enter_async_context(model.serve())
        self.start(name, "engine", model)
        return model

    async def heard(self, chat: str = "1337") -> None:
        """Return when somebody hears a Twitch channel."""
        await until(lambda: bool(self.listeners(chat)), 30.0)

    def listeners(self, chat: str) -> list[str]:
        """The sessions that are told what is written in a channel."""
        about = {"broadcaster_user_id": chat}
        told = self.twitch.conduits.tells("channel.chat.message", about)
        return [session for session in told if session in self.twitch.sockets.open]

    def said(self, to: str) -> list[Said]:
        """What was said to the line with that id."""
        return [line for line in self.twitch.said if line.reply_to == to]

    async def answered(
        self, text: str, user: str = "4242", name: str = "시청자", within: float = 10.0, **more: Any
    ) -> str:
        """What a line in Twitch's chat was answered."""
        id = await self.twitch.chat(text, user, name, **more)
        await until(lambda: bool(self.said(id)), within)
        return self.said(id)[0].text

    async def until_said(self, holds: Callable[[Said], bool], within: float) -> Said:
        await until(lambda: any(map(holds, self.twitch.said)), within)
        return next(filter(holds, self.twitch.said))

    async def asked(self, name: str) -> dict[str, str]:
        """How the parts of a process are, by itself."""
        url = f"{self.fleet.members[name].url}/readyz"
        async with ClientSession() as session, session.get(url) as answer:
            parts: dict[str, str] = (await answer.json())["parts"]
            return parts

    async def counted(self, name: str, state: str) -> float:
        """How many of Twitch's turns came to that state in a process."""
        url = f"{self.fleet.members[name].url}/metrics"
        async with (
            ClientSession(headers={"Authorization": f"Bearer {METRICS}"}) as session,
            session.get(url) as answer,
        ):
            text = await answer.text()
        wanted = f'lovelm_turns_total{{platform="twitch",state="{state}"}} '
        lines = [line for line in text.splitlines() if line.startswith(wanted)]
        return sum(float(line.removeprefix(wanted)) for line in lines)

    def overlay(self, chat: str) -> str:
        """The secret address of a Twitch channel's overlay."""
        env = self.fleet.env
        made = page_keys(Settings(page_key=env["LOVELM_PAGE_KEY"]), self.fleet.folder).overlay
        token = ChannelKeys(made, lambda *_: 0).token(Platform.TWITCH, chat)
        return f"{env['LOVELM_PUBLIC_URL']}/overlay#{token}"

    def stored(self) -> str:
        """Everything that the database holds, as text."""
        execute = self.fleet.postgres.execute
        tables = execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [row for (name,) in tables for row in execute(f'SELECT t::text FROM "{name}" t')]
        return "\n".join(str(row) for (row,) in rows)

    def carried(self) -> str:
        """Everything that Redis holds, as text."""
        with self.fleet.redis.control() as control:
            held = [(key, READ[control.type(key)](control, key)) for key in control.scan_iter()]
        return "\n".join(bytes_of(part) for part in held)


READ: dict[bytes, Callable[[Any, bytes], Any]] = {
    b"string": lambda control, key: control.get(key),
    b"hash": lambda control, key: control.hgetall(key),
    b"list": lambda control, key: control.lrange(key, 0, -1),
    b"set": lambda control, key: control.smembers(key),
    b"zset": lambda control, key: control.zrange(key, 0, -1, withscores=True),
    b"stream": lambda control, key: control.xrange(key),
}


def bytes_of(found: Any) -> str:
    """Whatever Redis gave, readable."""
    if isinstance(found, bytes):
        return found.decode("utf-8", "replace")
    if isinstance(found, dict):
        found = [part for pair in found.items() for part in pair]
    if isinstance(found, list | tuple | set):
        return " ".join(map(bytes_of, found))
    return str(found)


@asynccontextmanager
async def hall(folder: Path, *channels: str) -> AsyncIterator[Hall]:
    """The platforms, with the simulated servers of Redis and PostgreSQL; no process yet. The bot
    moderates the Twitch channels."""
    users = {f"streamer{id}": id for id in channels or ("1337",)}
    port = str(free_port())
    common = {
        "LOVELM_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOVELM_METRICS_TOKEN": METRICS,
    }
    channels_there = {"300000000000000001": "고민", ALERTS: "알림"}
    async with (
        SimulatedTwitch(users=users).serve() as twitch,
        SimulatedDiscord(channels=channels_there).serve() as discord,
        fleet(folder, common) as processes,
    ):
        twitch.ledger.moderated |= {*users.values()}
        yield Hall(processes, twitch, discord, port)


ALERTS = "300000000000000007"
METRICS = "a token of these tests"
