"""The story box: masked, under a pseudonym, by consent; a crisis is no story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.settings import ChannelSettings, Mode
from core.errors import BadInput
from core.events import Viewer
from core.stories.box import ALL, MINE, WEBS
from core.stories.drafts import HELD, LIVES, Drafts
from core.stories.pseudonyms import WHEN, WHO, made
from core.stories.story import (
    LONGEST,
    LONGEST_PSEUDONYM,
    OPEN,
    Consents,
    Liked,
    StoryState,
    shown,
)
from tests.conftest import FakeClock
from tests.core.stories.world import HERE, TELLER, TEXT, YES, World, world


@pytest.fixture
async def there(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "test.db", brain, clock) as there:
        yield there


async def test_a_story_is_masked_before_it_is_kept(there: World) -> None:
    story = await there.tell(name="감자")
    assert (story.pseudonym, story.viewer, story.state) == ("감자", TELLER.id, StoryState.PENDING)
    assert "1234" not in story.text
    assert [story.text[start:end] for start, end in story.masked] == ["[전화번호]"]
    assert await there.box.mine(TELLER.id) == [story]
    seen = shown(Liked(story, 2))
    assert TELLER.id not in repr(seen)
    assert TELLER.name not in repr(seen)
    assert (seen["likes"], seen["consents"]["of_age"]) == (2, True)


async def test_a_crisis_is_answered_at_once_and_never_stored(there: World) -> None:
    taken = await there.box.submit(*HERE, TELLER, "더는 못 버티겠어요. 오늘 죽으려고 해요.", YES)
    assert taken.story is None
    assert "109" in taken.answer
    assert [(viewer.id, kind) for _, _, viewer, kind in there.alarms] == [(TELLER.id, "self_harm")]
    assert await there.store.of([TELLER.id]) == []
    # For half an hour they are cared for, whatever they tell.
    later = await there.box.submit(*HERE, TELLER, TEXT, YES)
    assert later.story is None
    assert later.answer
    there.clock.tick(1_900)
    assert (await there.box.submit(*HERE, TELLER, TEXT, YES)).story is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [("죽고싶어", "그 사람이 3일째 답이 없어요. 어떡하죠?"), ("", "나는 정말 사라지고 싶어")],
)
async def test_a_crisis_before_age_and_in_the_name(there: World, name: str, text: str) -> None:
    taken = await there.box.submit(*HERE, TELLER, text, Consents(of_age=False), name)
    assert taken.answer
    assert len(there.alarms) == 1


async def test_whoever_is_too_young_leaves_nothing(there: World) -> None:
    with pytest.raises(BadInput, match="만 14세"):
        await there.box.submit(*HERE, TELLER, TEXT, Consents(of_age=False, shorts=True))
    assert await there.store.of([TELLER.id]) == []


@pytest.mark.parametrize(
    "text", ["", "짧아요", "가" * (LONGEST + 1), "이 시발년아 나가 뒤져 병신아"]
)
async def test_what_cannot_be_read_is_refused(there: World, text: str) -> None:
    with pytest.raises(BadInput, match="요"):
        await there.tell(text)


async def test_a_name_that_is_not_fit_is_made(there: World) -> None:
    for name in ("시발", "010-1234-5678", "러블름 운영자", "   "):
        assert (await there.tell(name=name)).pseudonym in {f"{a} {b}" for a in WHEN for b in WHO}
        there.clock.tick(1)
        for story in await there.box.mine(TELLER.id):
            await there.box.withdraw(story)


def test_made_names_are_fit_to_be_said(brain: Brain) -> None:
    names = [f"{a} {b}" for a in WHEN for b in WHO]
    assert all(len(name) <= LONGEST_PSEUDONYM for name in names)
    assert [name for name in names if brain.moderation.name(name) != name] == []
    assert made("x") == made("x")
    assert len({made(str(number)) for number in range(200)}) > 100


async def test_some_at_a_time(there: World) -> None:
    for number in range(MINE):
        await there.tell(f"{number}번째 이야기예요. 그 사람이 답이 없어요.")
    with pytest.raises(BadInput, match="기다리는 사연"):
        await there.tell()
    for number in range(ALL - MINE):
        await there.tell(viewer=Viewer(f"discord:{number + 100}", "남"))
    with pytest.raises(BadInput, match="가득"):
        await there.tell(viewer=Viewer("discord:99", "남"))


async def test_whoever_has_no_account_leaves_room(there: World) -> None:
    for _ in range(WEBS):
        await there.box.submit(*HERE, None, TEXT, YES)
    with pytest.raises(BadInput, match="가득"):
        await there.box.submit(*HERE, None, TEXT, YES)
    assert await there.tell()


@pytest.mark.parametrize("settings", [{"stories": False}, {"mode": Mode.OFF}])
async def test_where_none_are_taken(there: World, settings: dict[str, object]) -> None:
    await there.channels.edit(*HERE, lambda _: ChannelSettings(**settings))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="받지 않아요"):
        await there.tell()


async def test_whom_a_manager_ignores(there: World) -> None:
    await there.people.link("chzzk:1", TELLER.id)
    await there.channels.edit(*HERE, lambda _: ChannelSettings(ignored={"chzzk:1": "그"}))
    with pytest.raises(BadInput, match="받지 않아요"):
        await there.tell()


async def test_other_words_are_looked_at_again(there: World) -> None:
    story = await there.approved()
    edited = (
        await there.box.edit(story, "다시 적어요. 그 사람의 카톡 아이디는 abcd1234예요.")
    ).story
    assert edited is not None
    assert (edited.state, edited.pseudonym) == (StoryState.PENDING, story.pseudonym)
    assert "abcd1234" not in edited.text
    disclosed = await there.box.edit(
        await there.box.own(TELLER.id, story.id), "나 오늘 죽으려고 해요"
    )
    assert disclosed.story is None
    assert "죽으려고" not in repr(await there.store.get(story.id))


async def test_what_is_taken_back_leaves_no_word(there: World) -> None:
    story = await there.tell(name="감자")
    await there.box.withdraw(story)
    kept = await there.store.get(story.id)
    assert kept is not None
    assert (kept.state, kept.text, kept.pseudonym) == (StoryState.WITHDRAWN, "", "")
    assert await there.box.mine(TELLER.id) == []
    with pytest.raises(BadInput):
        await there.box.withdraw(story)


async def test_only_what_a_manager_has_read_is_read_now(there: World) -> None:
    story = await there.tell()
    there.clock.tick(1)
    await there.box.edit(story, "다른 이야기로 바꿨어요. 그 사람이 답이 없어요.")
    with pytest.raises(BadInput, match="글이 바뀌었어요"):
        await there.airing.read_now(story)
    assert await there.state(story) is StoryState.PENDING


async def test_what_was_read_is_taken_back_with_its_turns(there: World) -> None:
    story = await there.approved("며칠째 답이 없어서 잠이 안 와요.")
    assert await there.airing.next(*HERE)
    with pytest.raises(BadInput, match="읽고 있는"):
        await there.box.withdraw(await there.box.own(TELLER.id, story.id))
    (turn,) = await there.waiting()
    await there.answer(turn)
    await there.step()
    await there.store.like(story.id, "chzzk:1", ["chzzk:1"])
    await there.box.withdraw(await there.box.own(TELLER.id, story.id))
    kept = await there.store.get(story.id)
    assert kept is not None
    assert (kept.state, kept.text, kept.consents) == (StoryState.WITHDRAWN, "", YES)
    assert (await there.store.liked([kept]))[0].likes == 1
    _, reply = await there.turns.look(turn.id)
    assert "며칠째" not in repr(reply)
    assert story.pseudonym not in repr(reply)
    await there.step()
    assert await there.waiting() == []


async def test_anothers_story_is_not_theirs(there: World) -> None:
    story = await there.tell()
    with pytest.raises(BadInput, match="찾지 못했어요"):
        await there.box.own("discord:8", story.id)
    await there.people.link("twitch:8", TELLER.id)
    assert (await there.box.own("twitch:8", story.id)).id == story.id


async def test_without_an_account_a_code_brings_it_back(there: World) -> None:
    taken = await there.box.submit(*HERE, None, TEXT, YES)
    assert taken.story is not None
    assert taken.story.viewer.startswith("web:")
    assert (await there.box.coded(f" {taken.code.lower()} ")).id == taken.story.id
    for wrong in ("", "A" * 12, taken.code[:-1]):
        with pytest.raises(BadInput, match="찾지 못했어요"):
            await there.box.coded(wrong)


async def test_likes_are_a_persons_and_not_the_tellers(there: World) -> None:
    assert await there.box.like(*HERE, "chzzk:1") is None
    story = await there.tell()
    await there.store.move(story.id, OPEN, StoryState.READ, read_at=there.clock())
    await there.people.link("chzzk:1", "discord:1")
    likes = [
        await there.box.like(*HERE, id) for id in ("chzzk:1", "discord:1", "chzzk:2", TELLER.id)
    ]
    assert likes == [1, 1, 2, 2]
    assert [liked.likes for liked in await there.box.best(*HERE)] == [2]
    there.clock.tick(1_900)
    assert await there.box.like(*HERE, "chzzk:3") is None


def test_a_draft_lives_five_minutes_and_counts_once(clock: FakeClock) -> None:
    drafts = Drafts(clock)
    drafts.put("a", *HERE, "처음")
    drafts.put("a", *HERE, "나중")
    assert drafts.take("b", *HERE) is None
    assert drafts.take("a", *HERE) == "나중"
    assert drafts.take("a", *HERE) is None
    drafts.put("a", *HERE, "늦음")
    clock.tick(LIVES)
    assert drafts.take("a", *HERE) is None
    for number in range(HELD + 1):
        drafts.put(f"v{number}", *HERE, "글")
    assert drafts.take("v0", *HERE) is None
    drafts.forget(["v1"])
    assert drafts.take("v1", *HERE) is None
    assert drafts.take("v2", *HERE) == "글"
