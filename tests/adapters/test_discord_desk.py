"""The desk's panels, as streamers and managers use them."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest

from adapters.discord.commands import DESK
from adapters.discord.desk import desk, marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_interactions import command
from adapters.simulated.discord_ledger import Asked
from adapters.simulated.discord_people import Asker
from core.channel_settings import Announcer, Bare, Mode
from core.console import PartState
from core.gifts import Gift, GiftState
from core.guilds import Actor, Place
from core.labels import Platform
from core.replies import Notice
from core.waiting import SKIPPED
from tests.conftest import gift, line, until
from tests.servers.discord import CHANNEL, ELSEWHERE, Stage, answer, staged
from tests.servers.discord_desk import (
    MANAGER,
    OTHER_STREAM,
    OWNER,
    STREAM,
    Person,
)

HERE = Place(Platform.DISCORD, CHANNEL, "고민")
ACTOR = Actor(id="discord:1", name="방장", guild=shapes.GUILD, owner=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


@pytest.fixture
def owner(stage: Stage) -> Person:
    return Person(stage.discord, OWNER)


@pytest.fixture
def manager(stage: Stage) -> Person:
    return Person(stage.discord, MANAGER)


async def started(person: Person) -> None:
    await person.use("설정")
    await person.choose("다른 봇도", "아니요, 러블름만 써요")
    await person.press("이대로 시작")


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
    assert "1,000원 → 5,000원" in await owner.write("후원 글 최소 금액", "5,000원")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).read_from == 1_000
    assert "숫자로 적어" in await owner.write("후원 글 최소 금액", "많이")
    assert "상담=고민상담" in await owner.write("명령어 이름 고치기", "상담=고민상담")
    await owner.press("되돌리기")
    assert channels.settings(Platform.DISCORD, CHANNEL).renamed == ""
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


async def test_the_queue(stage: Stage, manager: Person) -> None:
    channel = stage.management.channels.of(Platform.DISCORD, CHANNEL)
    gate = channel.gate
    for number, name in enumerate(("하나", "둘", "셋")):
        about = line(f"제 번호는 010-1234-567{number} 예요", f"discord:{number}", name=name)
        gate.ask(about, about.text, None, about.at)
    gate.hear(gift(5_000, "고마워요", viewer="discord:9"), 1_000_000.0)
    text = await manager.use("대기열")
    assert "**하나** (명령어)" in text
    assert "(후원)" in text
    assert "010-1234" not in text
    assert "하나 님의 이야기를 건너뛰었어요" in await manager.choose("건너뛸 이야기", "하나")
    assert "둘 님의 이야기를" in await manager.press("다음 건너뛰기")
    assert "셋님 말에는" in await manager.choose("답하지 않을 사람", "셋")
    assert channel.settings.ignored == {"discord:2": "셋"}
    assert not channel.settings.decided, "nobody decided anything else"
    assert "다시 답할게요" in await manager.press("되돌리기")
    assert "건너뛸 이야기가 없어요" in await manager.press("다음 건너뛰기")
    assert channel.settings.ignored == {}
    assert "멈춰 있어요" in await manager.press("일시정지")
    assert channel.paused
    assert "답하고 있어요" in await manager.press("다시 시작")
    await manager.press("조용히")
    assert channel.quiet
    await manager.press("다시 시작")
    assert not channel.quiet
    await manager.press("새로고침")


async def test_private_counsel_waits_without_its_words(stage: Stage, manager: Person) -> None:
    said: list[Notice] = []
    stage.management.console.tell = said.append
    asked = await stage.discord.slash("상담", 고민="남에게 못 할 말")
    await until(lambda: len(stage.heard) == 1)
    (event,) = stage.heard
    gate = stage.management.channels.of(Platform.DISCORD, CHANNEL).gate
    gate.ask(event, event.text, None, event.at)
    assert "못 할 말" not in await manager.use("대기열")
    assert "못 할 말" not in str(manager.said)
    await manager.press("다음 건너뛰기")
    (notice,) = said
    await stage.adapter.notify(notice)
    assert asked.answer is not None
    assert asked.answer.ephemeral
    assert asked.answer.text == SKIPPED


async def test_held_answers_are_let_out_or_thrown_away(stage: Stage, manager: Person) -> None:
    channel = stage.management.channels.of(Platform.DISCORD, CHANNEL)
    spoken: list[str] = []
    stage.management.console.speak = lambda _, reply: spoken.append(reply.turn_id)
    for number, name in enumerate(("하나", "둘")):
        about = line("제 번호는 010-1234-5678", f"discord:{number}", name=name)
        channel.hold(answer("그랬군요.", about, turn_id=name, question=about.text))
    await manager.use("대기열")
    text = await manager.press("보류된 답 (2)")
    assert "**하나**" in text
    assert "그랬군요" in text
    assert "010-1234" not in text
    assert "내보냈어요" in await manager.choose("내보낼 답", "하나")
    assert "지웠어요" in await manager.choose("지울 답", "둘")
    assert manager.labels() == ["대기열로"]
    assert (spoken, [*channel.held]) == (["하나"], [])
    await manager.press("대기열로")
    assert "보류된 답 (0)" in manager.labels()


async def test_donations_are_checked_off(stage: Stage, manager: Person) -> None:
    where = {"platform": Platform.DISCORD, "channel": CHANNEL}
    about = msgspec.structs.replace(gift(5_000, "힘내요"), **where)
    await stage.management.gifts.add([Gift(event=about, state=GiftState.CHECK)])
    await manager.use("대기열")
    text = await manager.press("확인할 후원 (1)")
    assert "**donor** 5,000원" in text
    assert "힘내요" in text
    menu = manager.part("확인한 후원 고르기")["custom_id"]
    assert "표시했어요" in await manager.choose("확인한 후원", "donor · 5,000원")
    assert manager.labels() == ["대기열로"]
    assert "이미 확인한" in await manager.send(menu, about.id)


async def test_who_is_ignored_is_answered_again(stage: Stage, manager: Person) -> None:
    console = stage.management.console
    actor = Actor(id="discord:1", name="관리자", guild=shapes.GUILD, manages=True)
    for number in range(30):
        await console.ignore(actor, HERE, f"discord:{number}", f"손님{number}")
    await manager.use("대기열")
    assert "30명이" in await manager.press("무시 목록 (30)")
    await manager.press("더 보기")
    assert "손님0님 말에 다시" in await manager.choose("다시 답하기", "손님0")
    ignored = stage.management.channels.settings(Platform.DISCORD, CHANNEL).ignored
    assert len(ignored) == 29
    await manager.press("대기열로")
    assert "무시 목록 (29)" in manager.labels()


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


async def test_an_action_told_twice_happens_once(stage: Stage, manager: Person) -> None:
    channel = stage.management.channels.of(Platform.DISCORD, CHANNEL)
    for number in range(4):
        about = line("고민이에요", f"discord:{number}")
        channel.gate.ask(about, about.text, None, about.at)
    await manager.use("대기열")
    asked = await manager.act(manager.part("다음 건너뛰기")["custom_id"])
    session = next(iter(stage.discord.gateway.sessions.values()))
    await stage.discord.gateway.send(session.frames[-1])
    await manager.use("상태")
    assert len(channel.gate) == 3
    assert asked.edits == 1


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
