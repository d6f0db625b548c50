"""Twitch frames in, Helix messages out, through the real composition."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from adapters.simulated.twitch import SimulatedTwitch
from bots import settings
from bots.app import App
from core.events import Viewer
from core.labels import Platform
from core.turns import Reason, State, Support, Turn
from storage.database import open_database
from storage.turns import SqlTurns
from tests.conftest import until
from tests.e2e.conftest import overlay_socket, running
from tests.storage.test_turns import brought


@pytest.fixture
async def twitch() -> AsyncIterator[SimulatedTwitch]:
    async with SimulatedTwitch().serve() as twitch:
        yield twitch


@pytest.fixture
async def app(twitch: SimulatedTwitch, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    """`lovelm run` with Twitch's settings alone."""
    for name, value in twitch.settings().items():
        monkeypatch.setenv(name, value)
    async with running(demo=False) as app:
        await twitch.listening()
        await until(lambda: len(twitch.subscriptions) == 8)
        yield app


def owed(id: str, name: str) -> Turn:
    """A cheer whose thanks are still owed."""
    return Turn(
        id=id,
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer(f"twitch:{id}", name),
        text="",
        event_ids=(id,),
        reason=Reason.DONATION,
        score=4.0,
        at=time.time(),
        support=Support(kind="small", amount=1400, shown="100비트"),
        promised=True,
    )


async def said_after(twitch: SimulatedTwitch, text: str, user: str = "4242") -> str:
    before = len(twitch.said)
    await twitch.chat(text, user)
    return (await twitch.heard(before + 1, within=6.0))[before].text


async def test_a_worry_a_mention_a_command_and_a_cheer(app: App, twitch: SimulatedTwitch) -> None:
    worry = await said_after(
        twitch, "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?", "1"
    )
    assert worry.startswith("[")
    assert (await said_after(twitch, "도건님 안녕하세요", "2")).startswith("[도건] ")
    assert (await said_after(twitch, "!상담 온유 썸남이 연락이 줄었어요", "3")).startswith(
        "[온유] "
    )
    before = len(twitch.said)
    await twitch.cheer(100, "응원해요", "4", "여름귤")
    thanks = (await twitch.heard(before + 1))[before].text
    assert "여름귤" in thanks
    assert "100비트" in thanks


async def test_a_crisis_is_answered_with_the_fixed_text(app: App, twitch: SimulatedTwitch) -> None:
    async with ClientSession() as session:
        overlay = await overlay_socket(session, app)
        await overlay.receive_str()
        answer = await said_after(twitch, "죽고 싶어요")
        assert "109" in answer
        assert not answer.startswith("[")
        assert [event["type"] for event in await overlay.receive_json()] == ["calm"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(overlay.receive(), 0.7)
        await overlay.close()


async def test_banter_gets_no_answer(app: App, twitch: SimulatedTwitch) -> None:
    for number, text in enumerate(
        ("ㅋㅋㅋㅋ", "헐 대박", "오늘 게임 뭐 해요", "@친구 남친이랑 잘 지내?", "!없는명령")
    ):
        await twitch.chat(text, str(number))
    await said_after(twitch, "라온아 안녕", "99")
    assert len(twitch.said) == 1


async def test_what_was_owed_is_answered_after_a_restart(
    twitch: SimulatedTwitch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in twitch.settings().items():
        monkeypatch.setenv(name, value)
    path = settings.data_folder(settings.load()) / "lovelm.db"
    async with open_database(path) as engine:
        turns = SqlTurns(engine, time.time)
        await turns.accept([owed("a", "에이"), owed("b", "비이")])
        await brought(turns, owed("b", "비이"), State.SAYING)
    async with running(demo=False):
        await twitch.listening()
        assert "에이" in (await twitch.heard(1))[0].text
    async with open_database(path) as engine:
        assert await SqlTurns(engine, lambda: 0.0).unfinished(0.0) == []
    assert len(twitch.said) == 1, "what may have been said before the crash is not said again"
