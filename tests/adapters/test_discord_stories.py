"""`/사연` and `/사연함`: told in private by consent, seen by managers only, read once allowed."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from adapters.discord.desk import marks
from adapters.simulated import discord_shapes as shapes
from core.channels.guilds import Place
from core.labels import Platform
from core.stories.story import StoryState
from tests.adapters.test_discord_rights import forge
from tests.conftest import until
from tests.servers.discord import CHANNEL, Stage, staged
from tests.servers.discord_desk import (
    FOREIGNER,
    MANAGER,
    MEMBER,
    STREAM,
    Person,
    foreign_guild,
)

HERE = Place(Platform.DISCORD, CHANNEL)
MINE = f"discord:{MEMBER.id}"
TEXT = "3년 만난 사람이 010-1234-5678로 *다시* 연락했어요. 답장을 해야 할까요?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(others=[foreign_guild()]) as stage:
        yield stage


async def submit(person: Person, label: str, **fields: str) -> str:
    """Press, fill the modal that opens, send it."""
    asked = await person.act(person.part(label)["custom_id"])
    assert asked.modal is not None
    sent = await person.discord.submit(asked, fields, person.by)
    await until(lambda: bool(sent.edits or sent.follow_ups))
    return person.read(sent)


async def told(stage: Stage, text: str = TEXT, name: str = "감자") -> Person:
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    await person.press("네, 만 14세")
    await submit(person, "사연 쓰기", name=name, text=text)
    return person


async def asking_later(stage: Stage, on: bool = True) -> None:
    channels = stage.management.channels
    await channels.edit(
        HERE.platform, HERE.channel, lambda settings: replace(settings, follow_up=on)
    )


async def test_a_story_is_told_by_consent_and_shown_masked(stage: Stage) -> None:
    await asking_later(stage)
    person = Person(stage.discord, MEMBER)
    text = await person.use("사연")
    assert "만 14세 이상인가요?" in text
    assert "뒷이야기: 꺼짐" not in person.labels()
    await person.press("네, 만 14세")
    assert {"뒷이야기: 꺼짐", "쇼츠: 꺼짐"} <= {*person.labels()}
    await person.press("뒷이야기: 꺼짐")
    assert {"뒷이야기: 켜짐", "쇼츠: 꺼짐"} <= {*person.labels()}
    seen = await submit(person, "사연 쓰기", name="감자", text=TEXT)
    assert "‘감자’의 사연" in seen
    assert "**\\[전화번호\\]**" in seen or "**[전화번호]**" in seen
    assert "1234" not in seen
    (story,) = await stage.management.known.stories.of([MINE])
    assert (story.consents.of_age, story.consents.follow_up, story.consents.shorts) == (
        True,
        True,
        False,
    )
    assert (story.platform, story.channel, story.state) == (
        *(HERE.platform, HERE.channel),
        StoryState.PENDING,
    )


async def test_a_no_leaves_nothing(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    assert "아무것도 남기지 않았어요" in await person.press("아니요")
    assert await stage.management.known.stories.of([MINE]) == []


async def test_a_crisis_is_answered_in_private_and_is_no_story(stage: Stage) -> None:
    alarms: list[object] = []
    stage.management.console.stories.box.aid.alarm = lambda *about: alarms.append(about)
    person = await told(stage, "더는 못 버티겠어요. 오늘 죽으려고 해요.")
    assert person.said is not None
    assert person.said.ephemeral
    assert "109" in person.said.text
    assert len(alarms) == 1
    assert await stage.management.known.stories.of([MINE]) == []


async def test_it_is_changed_and_taken_back_by_its_teller(stage: Stage) -> None:
    person = await told(stage)
    asked = await person.act(person.part("고치기")["custom_id"])
    assert asked.modal is not None
    held = [part for row in asked.modal["components"] for part in row["components"]]
    assert held[1]["value"] == TEXT.replace("010-1234-5678", "[전화번호]")
    assert "고쳤어요" in await submit(
        person, "고치기", name="", text="그냥 며칠째 답이 없어요. 어떡하죠?"
    )
    await person.press("거두기")
    assert "거뒀어요" in await person.press("거두기")
    (story,) = await stage.management.known.stories.of([MINE])
    assert (story.state, story.text) == (StoryState.WITHDRAWN, "")
    assert "내 사연" not in await person.use("사연")


async def test_managers_approve_with_other_words_and_refuse_kindly(stage: Stage) -> None:
    teller, manager = await told(stage), Person(stage.discord, MANAGER)
    text = await manager.use("사연함")
    assert "볼 사연 1개" in text
    assert "**‘감자’**" in text
    assert MEMBER.name not in text
    assert "허락했어요" in await manager.press("허락")
    (story,) = await stage.management.known.stories.of([MINE])
    assert story.state is StoryState.APPROVED
    assert "되돌렸어요" in await manager.press("되돌리기")
    noted = await stage.management.noted(Place(Platform.DISCORD, story.channel))
    assert {"story_approve", "story_undo"} <= {what for _, what, _ in noted}
    await submit(manager, "고쳐서 허락", text="3년 만난 사람이 다시 연락했어요.")
    (story,) = await stage.management.known.stories.of([MINE])
    assert (story.state, story.text) == (StoryState.APPROVED, "3년 만난 사람이 다시 연락했어요.")
    assert "돌려보냈어요" in await submit(manager, "돌려보내기", why="오늘은 밝은 이야기만 읽어요.")
    await teller.use("사연")
    assert "오늘은 밝은 이야기만 읽어요." in await teller.choose(
        "내 사연 보기", "‘감자’ · 이번에는 읽지 않아요"
    )


async def test_only_what_a_manager_has_read_is_approved(stage: Stage) -> None:
    teller, manager = await told(stage), Person(stage.discord, MANAGER)
    await manager.use("사연함")
    await submit(teller, "고치기", name="", text="그냥 며칠째 답이 없어요. 어떡하죠?")
    for pressed in ("허락", "지금 읽기"):
        assert "글이 바뀌었어요" in await manager.press(pressed)
    assert "글이 바뀌었어요" in await submit(manager, "고쳐서 허락", text="3년 만난 사람이에요.")
    (story,) = await stage.management.known.stories.of([MINE])
    assert story.state is StoryState.PENDING
    assert "며칠째" in await manager.press("새로고침")
    assert "허락했어요" in await manager.press("허락")


async def test_reading_now_needs_an_overlay(stage: Stage) -> None:
    await told(stage)
    manager = Person(stage.discord, MANAGER)
    await manager.use("사연함")
    airing = stage.management.console.stories._airing
    assert "오버레이" in await manager.press("지금 읽기")
    airing.watched = lambda *_: True
    assert "읽기 시작했어요" in await manager.press("지금 읽기")
    (turn, *_), *_ = await stage.management.turns.unfinished(0.0)
    assert turn.viewer.name == "감자"


async def test_the_best_are_listed(stage: Stage) -> None:
    await told(stage)
    store, manager = stage.management.known.stories, Person(stage.discord, MANAGER)
    (story,) = await store.of([MINE])
    await store.move(story.id, [story.state], StoryState.READ, read_at=1.0)
    await store.like(story.id, "chzzk:1", ["chzzk:1"])
    await manager.use("사연함")
    assert "1. ❤️ 1 · **‘감자’**" in await manager.press("인기 사연")


@pytest.mark.parametrize("by", [MEMBER, FOREIGNER])
async def test_nobody_else_sees_or_changes_them(stage: Stage, by: object) -> None:
    await told(stage)
    await stage.management.link(STREAM, "100000000000000001")
    (story,) = await stage.management.known.stories.of([MINE])
    person = Person(stage.discord, by)  # type: ignore[arg-type]
    text = await person.use("사연함")
    assert "감자" not in text
    for action in (
        "stories.yes",
        "stories.undo",
        "stories.read",
        "stories.best",
        "story.one",
        "story.gone",
    ):
        if by is MEMBER and action.startswith("story."):
            continue
        id = marks.mark(action, HERE, story.id)
        forge(person, id)
        assert "연락했어요" not in await person.send(id)
    assert (await stage.management.known.stories.of([MINE])) == [story]


async def test_where_nobody_is_asked_later_the_form_does_not_offer_it(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    text = await person.press("네, 만 14세")
    assert "뒷이야기" not in text
    assert {"쇼츠: 꺼짐", "사연 쓰기"} <= {*person.labels()}
    assert not [label for label in person.labels() if "뒷이야기" in label]


async def test_a_form_from_before_it_was_switched_off_asks_for_nothing(stage: Stage) -> None:
    await asking_later(stage)
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    await person.press("네, 만 14세")
    await person.press("뒷이야기: 꺼짐")
    await asking_later(stage, on=False)
    await submit(person, "사연 쓰기", name="감자", text=TEXT)
    (story,) = await stage.management.known.stories.of([MINE])
    assert not story.consents.follow_up


async def test_a_made_up_stream_takes_no_story(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    id = marks.mark("story.age", Place(Platform.TWITCH, "999"), "0", "0")
    forge(person, id)
    assert "받지 않아요" in await person.send(id)


async def test_a_letter_reaches_private_messages_once(stage: Stage) -> None:
    for _ in range(2):
        await stage.adapter.letter(MINE, "그 뒤로 어떻게 됐어요?", "follow up:1")
    (said,) = [said for said in stage.discord.said if not said.ephemeral]
    assert said.channel == shapes.direct(MEMBER.id)
    assert said.text == "그 뒤로 어떻게 됐어요?"


async def test_a_consent_is_taken_back_by_a_button(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("사연")
    await person.press("네, 만 14세")
    await person.press("쇼츠: 꺼짐")
    await submit(person, "사연 쓰기", name="감자", text=TEXT)
    assert "동의를 거뒀어요" in await person.press("쇼츠 끄기")
    (story,) = await stage.management.known.stories.of([MINE])
    assert not story.consents.shorts
