"""`!잊어줘` in the room, through everything that runs: no file and no log knows its writer."""

import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.room.adapter import CHANNEL
from bots import settings
from bots.app import App
from core.channels.settings import ChannelSettings
from core.labels import Platform
from storage.database import open_database
from storage.settings import SqlSettings
from tests.e2e.conftest import running, visiting

NAME, WORDS, GIFT = "숲속두부", "3일째 읽씹당했는데 파란우산이 자꾸 생각나요", "노란우산도 주세요"
TRACES = (NAME, "파란우산", "노란우산")


async def test_nothing_is_left_of_a_viewer(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await remembering()
    async with running() as app, visiting(app, NAME) as visitor, visiting(app, "다른이") as other:
        await other.say("!상담 남친이 연락을 안 해요 어떡하죠")
        await other.until("reply")
        await visitor.say("!기억해")
        assert "14세" in (await visitor.until("notice"))["text"]
        await visitor.say("!기억해 네")
        assert "기억 켜짐" in (await visitor.until("notice"))["text"]
        await visitor.say(f"온유야 {WORDS}")
        await visitor.until("reply")
        await visitor.say(GIFT, type="donation", amount=5_000)
        await visitor.until("reply")
        folder = settings.data_folder(settings.load())
        await visitor.say("!잊어줘")
        assert "정말" in (await visitor.until("notice"))["text"]
        assert all(found(folder).values())
        await visitor.say("!잊어줘 네")
        assert "모두 지웠어요" in (await visitor.until("notice", within=40.0))["text"]
        assert not any(found(folder).values())
        shown = await seen_by_a_guest(app)
        assert "연락을 안 해요" in shown
        assert not [trace for trace in TRACES if trace in shown]
    assert not any(found(folder).values())
    assert not [trace for trace in TRACES if trace in caplog.text]


async def remembering() -> None:
    """The room's streamer has switched memory on."""
    folder = settings.data_folder(settings.load())
    folder.mkdir(parents=True, exist_ok=True)
    async with open_database(folder / "lovelm.db") as engine:
        await SqlSettings(engine).save_channel(Platform.ROOM, CHANNEL, ChannelSettings(memory=True))


def found(folder: Path) -> dict[str, bool]:
    data = b"".join(file.read_bytes() for file in folder.glob("lovelm.db*"))
    return {trace: trace.encode() in data for trace in TRACES}


async def seen_by_a_guest(app: App) -> str:
    """What somebody who comes now is shown of before."""
    async with ClientSession() as session, session.ws_connect(f"{app.url}/room/ws") as socket:
        return await socket.receive_str()
