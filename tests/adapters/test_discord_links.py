"""Streams linked to a guild, and accounts of one viewer, at the desk."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.desk import marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_people import Asker
from core.events import Viewer
from tests.management import agree, broadcaster, viewer_line
from tests.servers.discord import Stage, staged
from tests.servers.discord_desk import HERE, MEMBER, STREAM, Person


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_a_stream_is_linked_and_let_go(stage: Stage, owner: Person) -> None:
    text = await owner.use("연동")
    code = text.partition("!연동 ")[2][:6]
    waiting = await owner.press("연동됐는지 보기")
    assert "아직 연동되지 않았어요" in waiting
    assert code in waiting
    await stage.management.linking.type_stream_code(broadcaster(STREAM), code)
    assert "연동됐어요" in await owner.press("연동됐는지 보기")
    assert "연동을 풀까요" in await owner.choose("연동 풀기", "트위치 봄소풍")
    await owner.press("그만두기")
    assert stage.management.linking.streams(shapes.GUILD)
    await owner.choose("연동 풀기", "트위치 봄소풍")
    assert "연동을 풀었어요" in await owner.press("연동 풀기")
    assert stage.management.linking.streams(shapes.GUILD) == []


@pytest.mark.parametrize("guild", [shapes.GUILD, None])
async def test_a_viewer_links_an_account_by_code_and_word(stage: Stage, guild: str | None) -> None:
    management = stage.management
    who = Asker(MEMBER.id, "시청자", guild=guild)
    viewer = Person(stage.discord, who)
    code = (await viewer.use("연결")).partition("!연결 ")[2][:6]
    assert "아직 채팅에서" in await viewer.press("채팅에 적었어요")
    chatting = Viewer("twitch:77", "봄소풍")
    await agree(management.linking, viewer_line(chatting), code)
    assert "트위치의 봄소풍 님이 맞나요" in await viewer.press("채팅에 적었어요")
    forged = marks.mark("account.yes", HERE, "twitch:78")
    assert "시간이 지났어요" in await viewer.send(forged), "another account than was shown"
    code = (await viewer.press("새 코드 받기")).partition("!연결 ")[2][:6]
    await agree(management.linking, viewer_line(chatting), code)
    await viewer.press("채팅에 적었어요")
    assert "계정을 연결했어요" in await viewer.press("맞아요")
    assert management.people.of("twitch:77") == management.people.of(f"discord:{who.id}")
    assert "트위치" in await viewer.use("연결해제")
    assert "연결을 풀었어요" in await viewer.press("연결 풀기")
    assert "연결된 계정이 없어요" in await viewer.use("연결해제")


async def test_a_strangers_account_is_refused(stage: Stage) -> None:
    viewer = Person(stage.discord, MEMBER)
    code = (await viewer.use("연결")).partition("!연결 ")[2][:6]
    await agree(stage.management.linking, viewer_line(Viewer("twitch:9", "남")), code)
    await viewer.press("채팅에 적었어요")
    assert "연결하지 않았어요" in await viewer.press("아니에요")
    await viewer.press("새 코드 받기")
    assert "아직 채팅에서" in await viewer.press("채팅에 적었어요")
