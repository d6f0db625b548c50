"""The streamer speaks: nothing else is heard. With the real protocol of OBS and real sockets."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from adapters.simulated.obs import SILENT, SimulatedObs
from adapters.simulated.twitch import SimulatedTwitch
from bots.app import App
from tests.conftest import until
from tests.e2e.apart import BROADCASTER
from tests.e2e.conftest import overlay_socket, running, visiting

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
MICROPHONE, LOUD = "마이크/AUX", 0.3


@dataclass
class Page:
    """An overlay's page; a sound of it ends `lasts` seconds after it began."""

    socket: ClientWebSocketResponse
    lasts: float = 0.0
    spoken: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    async def run(self) -> None:
        async for message in self.socket:
            for event in msgspec.json.decode(message.data):
                if event["type"] == "speak":
                    self.spoken.append((time.monotonic(), event))
                    await asyncio.sleep(self.lasts)
                    await self.socket.send_json({"type": "played", "id": event["id"]})


@asynccontextmanager
async def page(app: App) -> AsyncIterator[Page]:
    async with ClientSession() as session:
        made = Page(await overlay_socket(session, app))
        task = asyncio.create_task(made.run())
        yield made
        task.cancel()


@pytest.fixture
async def obs() -> AsyncIterator[SimulatedObs]:
    async with SimulatedObs(password="secret", levels={MICROPHONE: LOUD}).serve() as obs:
        yield obs


def at(obs: SimulatedObs) -> dict[str, Any]:
    return {"obs_url": obs.url, "obs_password": obs.password}


async def test_answers_wait_until_the_streamer_is_silent(obs: SimulatedObs) -> None:
    async with running(demo=False, **at(obs)) as app, visiting(app) as viewer, page(app) as overlay:
        await until(lambda: obs.sessions == 1)
        await viewer.say(WORRY)
        await viewer.until("reply")
        await asyncio.sleep(0.5)
        assert overlay.spoken == [], "chat has had it"
        obs.levels[MICROPHONE] = SILENT
        fell_silent = time.monotonic()
        await until(lambda: bool(overlay.spoken))
        waited = overlay.spoken[0][0] - fell_silent
        print(f"first sound {waited:.2f} s after silence")
        assert waited > 1.4


async def test_who_cuts_in_is_heard_after_the_sentence(obs: SimulatedObs) -> None:
    obs.levels[MICROPHONE] = SILENT
    async with running(demo=False, **at(obs)) as app, visiting(app) as viewer, page(app) as overlay:
        overlay.lasts = 1.0
        await viewer.say(WORRY)
        await until(lambda: bool(overlay.spoken))
        obs.levels[MICROPHONE] = LOUD
        await asyncio.sleep(2.5)
        assert len(overlay.spoken) == 1
        assert len(overlay.spoken[0][1]["captions"]) == 1, "a sentence, no more"
        obs.levels[MICROPHONE] = SILENT
        await until(lambda: len(overlay.spoken) > 1)


async def test_an_obs_that_is_away_stops_no_room(obs: SimulatedObs) -> None:
    about = {"obs_url": "ws://127.0.0.1:9", "obs_password": ""}
    async with running(demo=False, **about) as app, visiting(app) as viewer, page(app) as overlay:
        await viewer.say(WORRY)
        await until(lambda: bool(overlay.spoken))


async def test_on_a_stream_there_is_a_corner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before one is opened, answers are in chat only; afterwards they are spoken; a restart knows."""
    async with SimulatedTwitch().serve() as twitch:
        for name, value in twitch.settings().items():
            monkeypatch.setenv(name, value)

        async def said(text: str, user: str, **more: Any) -> str:
            id = await twitch.chat(text, user, **more)
            await until(lambda: any(line.reply_to == id for line in twitch.said))
            return next(line.text for line in twitch.said if line.reply_to == id)

        async with running(demo=False) as app:
            await until(lambda: len(twitch.subscriptions) == 8)
            async with page(app) as overlay:
                assert (await said(WORRY, "1")).startswith("[")
                await asyncio.sleep(0.5)
                assert overlay.spoken == []
                assert "닫혀" in await said("!코너", "1337", badges=BROADCASTER)
                told = await said("!코너 열기 사연", "1337", badges=BROADCASTER)
                assert told == "코너를 열었어요. 이제 소리 내어 답해요."
                assert "이미" in await said("!코너 열기", "1337", badges=BROADCASTER)
                await said("썸남이 연락이 뜸한데 마음이 식은 걸까요?", "2")
                await until(lambda: len(overlay.spoken) == 1)
        async with running(demo=False) as app:
            await twitch.listening()
            async with page(app) as overlay:
                await said("고백했다가 차였는데 친구로 지낼 수 있을까요?", "3")
                await until(lambda: len(overlay.spoken) == 1)
                assert "채팅으로만" in await said("!코너 닫기", "1337", badges=BROADCASTER)
                await said("장거리 연애가 너무 힘든데 어떻게 버텨요?", "4")
                await asyncio.sleep(0.5)
                assert len(overlay.spoken) == 1
