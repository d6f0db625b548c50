"""A story through the running application: told in private, allowed, read aloud, voted on."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from adapters.simulated.discord import SimulatedDiscord
from bots.app import App
from bots.settings import Settings, data_folder
from core.channels.settings import ChannelSettings
from core.labels import Platform
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import until
from tests.e2e.conftest import overlay_socket, running, visiting
from tests.e2e.test_together import shown
from tests.servers.discord_desk import MANAGER, MEMBER, Person

CHANNEL = "300000000000000001"
TEXT = "3년 만난 사람이 010-1234-5678로 다시 연락했어요. 답장을 해야 할까요?"


@pytest.fixture
async def discord() -> AsyncIterator[SimulatedDiscord]:
    async with SimulatedDiscord(channels={CHANNEL: "고민"}).serve() as discord:
        yield discord


@pytest.fixture
async def app(discord: SimulatedDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    for name, value in discord.settings().items():
        monkeypatch.setenv(name, value)
    folder = data_folder(Settings())
    folder.mkdir(parents=True, exist_ok=True)
    async with open_database(folder / "lovelm.db") as engine:
        radio = ChannelSettings(corner="radio", decided=True)
        await SqlSettings(engine).save_channel(Platform.DISCORD, CHANNEL, radio)
    async with running(demo=False) as app:
        await until(lambda: app.adapters["discord"].connected)  # type: ignore[attr-defined]
        yield app


async def told(discord: SimulatedDiscord, text: str, name: str) -> str:
    """What its teller sees."""
    teller = Person(discord, MEMBER)
    await teller.use("사연")
    await teller.press("네, 만 14세")
    asked = await teller.act(teller.part("사연 쓰기")["custom_id"])
    sent = await discord.submit(asked, {"name": name, "text": text}, MEMBER)
    await until(lambda: bool(sent.edits or sent.follow_ups))
    return teller.read(sent)


async def test_from_the_modal_to_the_vote(app: App, discord: SimulatedDiscord) -> None:
    assert "‘감자’의 사연" in await told(discord, TEXT, "감자")
    async with ClientSession() as session:
        overlay = await overlay_socket(session, app)
        await shown(overlay, "hello")
        manager = Person(discord, MANAGER)
        await manager.use("사연함")
        assert "읽기 시작했어요" in await manager.press("지금 읽기")
        first = await shown(overlay, "speak")
        assert "감자" in str(first["text"])
        assert first["viewer"] == "감자"
        read = [str((await shown(overlay, "speak"))["text"]) for _ in range(2)]
        assert "[전화번호]" in " ".join(read) or "다시 연락했어요" in " ".join(read)
        poll = await shown(overlay, "poll")
        assert len(poll["choices"]) == 4  # type: ignore[arg-type]
        await overlay.close()
    public = [said.text for said in discord.said if not said.ephemeral]
    assert any("‘감자’" in text for text in public)
    await until(lambda: any("고마워요" in said.text for said in discord.said if not said.ephemeral))
    thanks = next(said for said in discord.said if "고마워요" in said.text and not said.ephemeral)
    fan = Person(discord, MANAGER, thanks)
    for _ in range(2):
        await fan.press("❤️ 공감")
        assert thanks.text.endswith("❤️ 1")
    # Nobody learns who told it, nor what was masked.
    everything = " ".join(said.text for said in discord.said if not said.ephemeral)
    assert MEMBER.id not in everything
    assert MEMBER.name not in everything
    assert "1234" not in everything


async def test_after_a_crisis_a_manager_looks_again(app: App, discord: SimulatedDiscord) -> None:
    await told(discord, TEXT, "감자")
    manager = Person(discord, MANAGER)
    await manager.use("사연함")
    await manager.press("허락")
    assert "읽을 사연 1개" in await manager.press("새로고침")
    assert "109" in await told(discord, "더는 못 버티겠어요. 오늘 죽으려고 해요.", "감자")
    async with asyncio.timeout(3):
        while "볼 사연 1개" not in await manager.press("새로고침"):
            await asyncio.sleep(0.02)


async def test_a_crisis_reaches_managers_and_no_box(app: App, discord: SimulatedDiscord) -> None:
    assert "109" in await told(discord, "더는 못 버티겠어요. 오늘 죽으려고 해요.", "감자")
    assert "기다리는 사연이 없어요" in await Person(discord, MANAGER).use("사연함")


async def test_in_public_it_takes_a_warning_and_a_yes() -> None:
    async with running() as app, visiting(app, "손님") as visitor, visiting(app, "남") as other:
        await visitor.say("!사연")
        assert "여긴 다 보여요" in (await visitor.until("notice"))["text"]
        await visitor.say("!사연 남친이 3일째 답이 없어서 잠이 안 와요")
        assert "`!사연 확인`" in (await visitor.until("notice"))["text"]
        await other.say("!사연 확인")
        assert "먼저" in (await other.until("notice"))["text"]
        await visitor.say("!사연 확인")
        assert "이름으로 남겼어요" in (await visitor.until("notice"))["text"]
        await visitor.say("!사연 취소")
        assert "거뒀어요" in (await visitor.until("notice"))["text"]
        await other.say("!좋아")
        assert "마음을 남길 사연이 없어요" in (await other.until("notice"))["text"]
        await other.say("!후일담 잘 지내요")
        assert "읽은 사연이 아직 없어요" in (await other.until("notice"))["text"]
