"""The desk's panels, as streamers and managers use them."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.discord.commands import DESK
from adapters.discord.desk import desk, marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_interactions import command
from adapters.simulated.discord_ledger import Asked
from adapters.simulated.discord_people import Asker
from core.channels.console import PartState
from core.channels.guilds import Actor
from core.channels.settings import Level, Mode
from core.labels import Platform
from tests.conftest import until
from tests.servers.discord import CHANNEL, ELSEWHERE, Stage, staged
from tests.servers.discord_desk import HERE, OTHER_STREAM, OWNER, STREAM, Person, started

ACTOR = Actor(id="discord:1", name="방장", guild=shapes.GUILD, owner=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_banned_words_and_protected_names(stage: Stage, manager: Person) -> None:
    assert "모두 0개" in await manager.use("금칙어")
    assert "3개를 넣었어요" in await manager.write("금칙어 넣기", "스포, 결말\n전 여친")
    settings = stage.management.channels.settings
    assert settings(Platform.DISCORD, CHANNEL).banned_words == ("스포", "결말", "전 여친")
    assert "두 글자 이상" in await manager.write("금칙어 넣기", "가")
    assert "2개를 뺐어요" in await manager.choose("뺄 것", "스포", "전 여친")
    assert settings(Platform.DISCORD, CHANNEL).banned_words == ("결말",)
    assert "1개를 되돌렸어요" in await manager.choose("방금 뺀 것", "전 여친")
    assert settings(Platform.DISCORD, CHANNEL).banned_words == ("결말", "전 여친")
    await manager.press("보호할 이름 보기")
    await manager.write("보호할 이름 넣기", "김아무개")
    assert settings(Platform.DISCORD, CHANNEL).protected_names == ("김아무개",)
    names = ", ".join(f"이름{n}" for n in range(60))
    assert "모두 61개, 1/3쪽" in await manager.write("보호할 이름 넣기", names)
    assert "2/3쪽" in await manager.press("더 보기")


async def test_the_overlays_addresses(stage: Stage, owner: Person) -> None:
    assert "먼저 /연동" in await owner.use("오버레이")
    await stage.management.link(STREAM, shapes.GUILD)
    text = await owner.use("오버레이")
    assert "1920" in text
    before = text.count(f"#twitch.{STREAM.channel}.")
    assert before == 2, "overlay and webhook"
    await owner.press("오버레이 주소 새로 만들기")
    assert await owner.press("그만두기") == text
    await owner.press("후원 연동 주소 새로 만들기")
    renewed = await owner.press("새로 만들기")
    assert "이제 쓸 수 없어요" in renewed
    settings = stage.management.channels.settings(Platform.TWITCH, STREAM.channel)
    assert (settings.overlay_renewed, settings.hook_renewed) == (0, 1)


async def test_the_studios_address_is_for_whoever_asks(
    stage: Stage, owner: Person, manager: Person
) -> None:
    await stage.management.link(STREAM, shapes.GUILD)
    said = [await owner.use("스튜디오"), await manager.use("스튜디오")]
    links = [next(word.strip("|") for word in text.split() if "/studio#" in word) for text in said]
    invites = stage.management.invites
    found = [await invites.enter(link.partition("#")[2], "me") for link in links]
    assert [one.level for one in found if one] == [Level.STREAMER, Level.MANAGER]
    assert {one.place.channel for one in found if one} == {STREAM.channel}
    assert links[1] not in await manager.press("새 주소 받기")
    assert await invites.enter(links[1].partition("#")[2], "me") is None


async def test_the_status_names_what_is_missing(stage: Stage, manager: Person) -> None:
    stage.management.console.health = lambda: [
        PartState("twitch", ok=False, problems={"twitch": "봇을 매니저로 임명해 주세요."}),
        PartState("discord", ok=True),
    ]
    text = await manager.use("상태")
    assert "❌ **트위치**" in text
    assert "봇을 매니저로" in text
    assert "필요한 권한이 모두" in text
    stage.discord.interactions.app_permissions = shapes.SEEN_BY_ALL & ~(1 << 14)
    assert "링크 첨부" in await manager.press("새로고침")
    stage.discord.interactions.app_permissions = shapes.ADMINISTRATOR
    assert "필요한 권한이 모두" in await manager.press("새로고침")


async def test_the_status_shows_no_other_guilds_problems(stage: Stage, owner: Person) -> None:
    await stage.management.link(STREAM, shapes.GUILD)
    stage.management.console.health = lambda: [
        PartState("twitch", ok=True, problems={STREAM.channel: "우리 방송", "99": "남의 방송"}),
        PartState("chzzk", ok=True, problems={OTHER_STREAM.channel: "남의 채널"}),
        PartState("discord", ok=True, problems={CHANNEL: "우리 방", "8" * 18: "남의 방"}),
    ]
    text = await owner.use("상태")
    assert "남의" not in text
    assert "- 우리 방송" in text
    assert "- 우리 방\n" in text
    assert "아직 위기 알림 채널이 없어서" in text
    await stage.management.console.decide_guild(ACTOR, alert_channel=ELSEWHERE)
    assert "아직 위기 알림 채널이 없어서" not in await owner.press("새로고침")


async def test_a_channel_that_discord_does_not_tell_is_not_managed(stage: Stage) -> None:
    await stage.management.link(STREAM, shapes.GUILD)
    by = replace(OWNER, channel="500000000000000009")
    about = shapes.interaction(2, by, by.channel, shapes.SEEN_BY_ALL, command("설정", {}))
    del about["channel"]
    asked = Asked(about["id"], about["token"], by.channel, time.monotonic(), about=about)
    stage.discord.interactions.asked[asked.token] = asked
    await stage.discord.gateway.dispatch("INTERACTION_CREATE", about)
    await until(lambda: asked.answer is not None)
    assert asked.answer is not None
    assert "어느 채널인지" in asked.answer.text


async def test_private_messages_are_no_place_to_manage(stage: Stage) -> None:
    alone = Person(stage.discord, Asker(OWNER.id, "방장", guild=None))
    for name in (name for name, about in DESK.items() if about.manages):
        assert "개인 메시지에서는" in await alone.use(name)


async def test_a_panel_from_before_a_restart_still_works() -> None:
    async with staged() as stage:
        owner = Person(stage.discord, OWNER)
        await started(owner)
        panel = owner.said
    async with staged() as later:  # another process, another database
        person = Person(later.discord, OWNER, panel)
        assert "처음 설정" in await person.press("다음")


async def test_a_button_of_another_version_says_so(stage: Stage, owner: Person) -> None:
    await owner.use("상태")
    assert await owner.send("l0|set.to|h|0|mode|open") == desk.TOO_OLD
    assert await owner.send(marks.mark("no.such", HERE)) == desk.TOO_OLD


async def test_a_failing_database_is_told(stage: Stage, owner: Person) -> None:
    await started(owner)

    async def broken(*_: object) -> None:
        raise OSError("disk full: secret words")

    stage.management.channels._store.save_channel = broken  # type: ignore[method-assign]
    assert "잠시 뒤에 다시" in await owner.choose("모드", "꺼짐")
    settings = stage.management.channels.settings(Platform.DISCORD, CHANNEL)
    assert settings.mode is Mode.CALLED


async def test_what_was_acknowledged_too_late_does_not_happen() -> None:
    async with staged() as stage:
        owner = Person(stage.discord, OWNER)
        await started(owner)
        stage.discord.interactions.within = -1.0
        assert owner.said is not None
        asked = await stage.discord.choose(
            owner.said, owner.part("모드")["custom_id"], ["off"], OWNER
        )
        await until(lambda: stage.faults.count("POST", asked.token) == 1)
        stage.discord.interactions.within = 3.0
        await owner.use("상태")
        settings = stage.management.channels.settings(Platform.DISCORD, CHANNEL)
        assert settings.mode is Mode.CALLED


async def test_a_lost_acknowledgement_changes_nothing_and_a_lost_answer_is_given_again(
    stage: Stage, owner: Person
) -> None:
    await started(owner)
    settings = stage.management.channels.settings
    menu = owner.part("모드")["custom_id"]
    assert owner.said is not None
    stage.faults.add("POST", "/callback", lost=True)
    await stage.discord.choose(owner.said, menu, ["off"], OWNER)
    await owner.use("상태")  # served after it
    assert settings(Platform.DISCORD, CHANNEL).mode is Mode.CALLED
    await owner.use("설정")
    stage.faults.add("PATCH", "@original", lost=True)
    stage.faults.add("PATCH", "@original", answer=lambda: shapes.limited(0.1, via=False))
    stage.faults.add("PATCH", "@original", answer=lambda: shapes.refuse(503, 0, "busy"))
    asked = await owner.act(menu, "off")
    await until(lambda: not stage.faults.waiting)
    await until(lambda: asked.edits >= 2)
    assert settings(Platform.DISCORD, CHANNEL).mode is Mode.OFF
    assert "꺼짐" in owner.said.text
