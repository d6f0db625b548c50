"""`/대기열`: what waits, is held, is to be checked, and who is not answered."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from adapters.simulated import discord_shapes as shapes
from core.channels.guilds import Actor
from core.channels.waiting import SKIPPED
from core.gifts.gift import Gift, GiftState
from core.labels import Platform
from core.replies import Notice
from tests.conftest import gift, line, until
from tests.servers.discord import CHANNEL, Stage, answer, staged
from tests.servers.discord_desk import HERE, Person


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


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
    stage.management.console.floor.tell = said.append
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
    stage.management.console.floor.speak = lambda _, reply: spoken.append(reply.turn_id)
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
