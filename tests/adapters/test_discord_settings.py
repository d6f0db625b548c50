"""`/설정`: proposed at first, saved live, undone; and the guild's own."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.desk import marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_people import Asker
from core.channels.settings import Announcer, Bare, Mode
from core.labels import Platform
from tests.servers.discord import CHANNEL, ELSEWHERE, Stage, staged
from tests.servers.discord_desk import HERE, OTHER_STREAM, OWNER, STREAM, Person, started


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_the_first_settings_propose_and_ask_before_they_count(
    stage: Stage, owner: Person
) -> None:
    text = await owner.use("설정")
    assert "처음 설정" in text
    assert owner.part("이대로 시작")["disabled"]
    await owner.choose("다른 봇도", "네, 다른 봇도 함께 써요")
    await owner.choose("모드", "고민도")
    assert stage.management.console.opened(Platform.DISCORD, CHANNEL) is None, "nothing counts yet"
    await owner.press("이대로 시작")
    settings = stage.management.channels.settings(Platform.DISCORD, CHANNEL)
    assert (settings.mode, settings.announcer, settings.bare, settings.decided) == (
        Mode.OPEN, Announcer.CHANNEL, Bare.FEW, True,
    )  # fmt: skip


async def test_settings_are_saved_live_and_undone(stage: Stage, owner: Person) -> None:
    await started(owner)
    channels = stage.management.channels
    assert "모드: 호출만 → 꺼짐" in await owner.choose("모드", "꺼짐")
    assert channels.settings(Platform.DISCORD, CHANNEL).mode is Mode.OFF
    assert "되돌렸어요" in await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).mode is Mode.CALLED
    assert "소리 내어 말하기: 켬 → 끔" in await owner.press("소리 내어 말하기: 켬")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).speech
    await owner.press("다음")
    assert "1,000원 → 5,000원" in await owner.write("후원 글 최소 금액", "5,000원")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).read_from == 1_000
    assert "숫자로 적어" in await owner.write("후원 글 최소 금액", "많이")
    await owner.press("이전")
    assert "상담=고민상담" in await owner.write("명령어 이름 고치기", "상담=고민상담")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).renamed == ""
    for _ in range(3):
        await owner.press("다음")
    await owner.choose("상담사", "온유", "도건")
    assert channels.settings(Platform.DISCORD, CHANNEL).personas == ("onyu", "dogeon")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).personas == ()


async def test_a_panel_is_about_one_of_several_places(stage: Stage, owner: Person) -> None:
    for place in (STREAM, OTHER_STREAM):
        await stage.management.link(place, shapes.GUILD)
    assert "트위치 봄소풍" in await owner.use("설정")
    assert "치지직 겨울밤" in await owner.choose("어디를", "치지직 겨울밤")
    await owner.choose("다른 봇도", "아니요, 러블름만 써요")
    assert "치지직 겨울밤" in await owner.press("이대로 시작")
    decided = stage.management.console.opened
    assert decided(Platform.CHZZK, OTHER_STREAM.channel) is False
    assert decided(Platform.TWITCH, STREAM.channel) is None
    for name in ("대기열", "금칙어", "오버레이"):
        await owner.use(name)
        assert "치지직 겨울밤" in await owner.choose("어디를", "치지직 겨울밤")
    await owner.use("설정")
    assert "디스코드 #고민" in await owner.choose("어디를", "디스코드 #고민")


async def test_the_guilds_own_settings(stage: Stage, owner: Person) -> None:
    await owner.use("설정")
    assert "아직 위기 알림 채널이 없어서" in await owner.press("서버 설정")
    await owner.choose("매니저 역할", shapes.HELPERS)
    text = await owner.choose("위기 알림 채널", ELSEWHERE)
    assert "모두가 볼 수 있어요" in text
    settings = stage.management.console.guild(shapes.GUILD)
    assert (settings.manager_roles, settings.alert_channel) == ((shapes.HELPERS,), ELSEWHERE)
    assert "모두가 매니저" in await owner.choose("매니저 역할", shapes.GUILD)
    assert "이 서버에 있는 채널만" in await owner.choose("위기 알림 채널", "8" * 18)
    assert stage.management.console.guild(shapes.GUILD) == settings
    assert "처음 설정" in await owner.press("방송 설정으로")


async def test_a_first_panel_that_came_too_late_changes_nothing(
    stage: Stage, owner: Person, manager: Person
) -> None:
    await owner.use("설정")
    await owner.choose("다른 봇도", "아니요, 러블름만 써요")
    await started(manager)
    await manager.choose("모드", "꺼짐")
    assert "이미 다른 분이 설정했어요" in await owner.press("이대로 시작")
    settings = stage.management.channels.settings(Platform.DISCORD, CHANNEL)
    assert settings.mode is Mode.OFF


async def test_only_what_is_written_opens_a_modal(stage: Stage, owner: Person) -> None:
    await started(owner)
    for key in ("mode", "speech", "personas"):
        assert "글로 적는 설정이 아니에요" in await owner.send(
            marks.mark("set.ask", HERE, "0", key)
        )


async def test_a_thread_is_shown_by_its_channels_name(stage: Stage) -> None:
    inside = Asker(
        OWNER.id, "방장", OWNER.permissions, channel="500000000000000001", parent=CHANNEL
    )
    assert "처음 설정 · 디스코드 #고민" in await Person(stage.discord, inside).use("설정")
