"""`/코너`, as managers use it."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from core.channels.settings import Aloud
from core.labels import Platform
from tests.core.test_corner import Voice
from tests.servers.discord import CHANNEL, Stage, staged
from tests.servers.discord_desk import MANAGER, MEMBER, Person


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        await stage.management.channels.edit(
            Platform.DISCORD, CHANNEL, lambda settings: replace(settings, aloud=Aloud.AUTO)
        )
        yield stage


async def test_a_corner_is_opened_answers_let_speak_and_closed(stage: Stage) -> None:
    voice = stage.management.console.floor.speaking = Voice(video=True)
    manager = Person(stage.discord, MANAGER)
    assert "채팅으로만" in await manager.use("코너")
    assert manager.part("코너 닫기")["disabled"]
    assert manager.part("지금 말하기")["disabled"]
    assert "사연 라디오** 코너가 열려" in await manager.choose("코너 열기", "사연 라디오")
    assert stage.management.channels.settings(Platform.DISCORD, CHANNEL).corner == "radio"
    voice.waiting, voice.speaks = 2, True
    text = await manager.press("새로고침")
    assert "스트리머가 말하고 있어요" in text
    assert "2개" in text
    assert "지금 말해요" in await manager.press("지금 말하기")
    assert "1개" in manager.said.text if manager.said else ""
    assert voice.allowed == 1
    assert "기다리지 않고" in await manager.press("영상 끝났어요")
    assert "기다리는 영상이 없어요" in await manager.press("영상 끝났어요")
    assert "코너를 닫았어요" in await manager.press("코너 닫기")
    assert stage.management.channels.settings(Platform.DISCORD, CHANNEL).corner == ""


async def test_a_member_may_not(stage: Stage) -> None:
    assert "매니저" in await Person(stage.discord, MEMBER).use("코너")
