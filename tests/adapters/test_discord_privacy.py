"""`/내기억` and `/잊어줘`: of whoever asks, and of nobody else, whatever rights they have."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.desk import marks
from core.channels.guilds import Place
from core.labels import Emotion, Platform, Situation
from core.viewers.recollection import Recollection
from tests.adapters.test_discord_rights import PEOPLE, forge
from tests.servers.discord import CHANNEL, Stage, staged
from tests.servers.discord_desk import FOREIGNER, MEMBER, OWNER, Person, foreign_guild

HERE = Place(Platform.DISCORD, CHANNEL)
MINE, THEIRS = f"discord:{MEMBER.id}", "discord:499999999999999999"
LINKED = "twitch:77"
SECRET = ("짝사랑", "썸녀", "사흘", "설렘")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(others=[foreign_guild()]) as stage:
        await stage.management.people.link(MINE, LINKED)
        for viewer in (MINE, THEIRS):
            await stage.management.known.memories.switch(viewer, on=True)
            for number, persona in enumerate(("onyu", "raon")):
                account = LINKED if viewer == MINE and number else viewer
                await keep(stage, account, persona, f"turn:{viewer}:{number}")
        yield stage


async def keep(stage: Stage, viewer: str, persona: str, turn: str, at: float = 1e9) -> None:
    await stage.management.known.memories._keep(
        Recollection(
            turn=turn,
            viewer=viewer,
            persona=persona,
            situation=Situation.CRUSH,
            emotion=Emotion.LOVE,
            at=at,
            partner="썸녀",
            duration="사흘",
        )
    )


@pytest.fixture(autouse=True)
def kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage's clock is the world's."""
    monkeypatch.setattr("core.viewers.memories.KEPT_FOR", 1e10)


async def kept(stage: Stage, viewer: str) -> list[str]:
    return sorted(one.turn for one in await stage.management.known.memories.all(viewer))


async def test_one_sees_ones_own_by_persona_and_day(stage: Stage) -> None:
    text = await Person(stage.discord, MEMBER).use("내기억")
    assert "켜져" in text
    assert "**온유**\n- 2001-09-09 짝사랑 고민, 썸녀, 사흘, 설렘" in text
    assert "**라온**\n- 2001-09-09 짝사랑" in text


async def test_one_memory_is_deleted_and_then_all(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("내기억")
    await person.choose("지울 기억", "2001-09-09 짝사랑 고민, 썸녀, 사흘, 설렘")
    assert len(await kept(stage, MINE)) == 1
    assert "되돌릴 수 없어요" in await person.press("모두 지우기")
    assert len(await kept(stage, MINE)) == 1
    assert "✅ 모두 지웠어요" in await person.press("모두 지우기")
    assert await kept(stage, MINE) == []
    assert len(await kept(stage, THEIRS)) == 2
    assert await stage.management.known.memories.on(MINE)


async def test_of_many_the_newest_are_shown(stage: Stage) -> None:
    for number in range(29):
        await keep(stage, MINE, "yudam", f"more:{number}", at=2e9 + number)
    text = await Person(stage.discord, MEMBER).use("내기억")
    assert text.count("- 2033-") == 25
    assert "6개가 더 있어요" in text


@pytest.mark.parametrize("who", PEOPLE)
async def test_nobody_reaches_anothers(stage: Stage, who: str) -> None:
    by, _ = PEOPLE[who]
    person = Person(stage.discord, by)
    text = await person.use("내기억")
    if by is not MEMBER:
        assert "꺼져" in text
        assert not [word for word in SECRET if word in text]
    before = await kept(stage, THEIRS), await everything(stage, THEIRS)
    choice = f"onyu/turn:{THEIRS}:0"
    assert "이미 없는" in await person.send(marks.mark("memory.drop", HERE), choice)
    for action in ("memory", "memory.sure", "memory.clear", "forget.go"):
        id = marks.mark(action, HERE, THEIRS)
        forge(person, id)
        await person.send(id)
    assert (await kept(stage, THEIRS), await everything(stage, THEIRS)) == before


async def test_a_made_up_choice_is_refused(stage: Stage) -> None:
    person = Person(stage.discord, MEMBER)
    await person.use("내기억")
    assert "찾지 못했어요" in await person.send(marks.mark("memory.drop", HERE), "onyu")
    assert len(await kept(stage, MINE)) == 2


async def test_being_forgotten_is_confirmed_and_reaches_every_account(stage: Stage) -> None:
    await stage.management.known.viewers.decide(LINKED, "polite", True)
    person = Person(stage.discord, MEMBER)
    text = await person.use("잊어줘")
    assert "정말 다 지울까요?" in text
    assert "계정 1개" in text
    assert (await everything(stage, MINE))[0]
    assert "모두 지웠어요" in await person.press("모두 지우기")
    assert await everything(stage, MINE) == await everything(stage, LINKED) == ([], None, False)
    assert stage.management.people.accounts(MINE) == [MINE]
    assert len(await kept(stage, THEIRS)) == 2
    assert "꺼져" in await person.use("내기억")


@pytest.mark.parametrize("by", [OWNER, FOREIGNER])
async def test_the_panel_says_how_to_switch_it_on(stage: Stage, by: Any) -> None:
    text = await Person(stage.discord, by).use("내기억")
    assert "기억하기를 켠 방송" in text
    assert "`!기억해`" in text
    assert "만 14세" in text


async def everything(stage: Stage, viewer: str) -> tuple[list[str], bool | None, bool]:
    choice = await stage.management.known.viewers.choice(viewer)
    return await kept(stage, viewer), choice.polite, choice.remembers
