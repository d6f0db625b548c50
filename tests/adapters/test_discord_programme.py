"""`/편성`: corners that open by the clock."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated import discord_shapes as shapes
from core.corners.slot import Kind
from tests.conftest import until
from tests.servers.discord import Stage, staged
from tests.servers.discord_desk import MANAGER, MEMBER, STREAM, Person

NAMED = "이름 짓고 넣기"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        await stage.management.link(STREAM, shapes.GUILD)
        yield stage


def slots(stage: Stage) -> list[tuple[str, str, str, int]]:
    found = stage.management.channels.settings(STREAM.platform, STREAM.channel).programme
    return [(slot.name, slot.kind, slot.cron, slot.minutes) for slot in found]


async def test_a_corner_is_put_together_and_taken_out(stage: Stage, manager: Person) -> None:
    assert "아직 정해 둔 코너가 없어요." in await manager.use("편성")
    await manager.press("코너 넣기")
    await manager.choose("요일", "금요일", "일요일")
    await manager.choose("시각", "밤 10시")
    await manager.choose("코너", "영화 코너")
    await manager.choose("길이", "1시간 30분")
    text = await manager.write(NAMED, "금요일 영화")
    assert slots(stage) == [("금요일 영화", Kind.FILMS, "0 22 * * 5,0", 90)]
    assert "〈금요일 영화〉를 넣었어요." in text
    assert "**금요일 영화** · 영화 코너 · 90분\n  <t:" in text
    assert "〈금요일 영화〉를 뺐어요." in await manager.choose("뺄 코너", "금요일 영화")
    assert slots(stage) == []


async def test_without_a_choice_it_is_every_night_and_twice_the_same_is_refused(
    stage: Stage, manager: Person
) -> None:
    await manager.use("편성")
    await manager.press("코너 넣기")
    assert "이름은 30자까지" in await manager.write(NAMED, " ")
    await manager.write(NAMED, "밤 11시 사연 라디오")
    assert slots(stage) == [("밤 11시 사연 라디오", Kind.RADIO, "0 23 * * *", 60)]
    await manager.press("코너 넣기")
    assert "같은 편성이" in await manager.write(NAMED, "밤 11시  사연 라디오")


async def test_cron_counts_instead_of_what_was_chosen(stage: Stage, manager: Person) -> None:
    await manager.use("편성")

    async def written(**fields: str) -> str:
        asked = await manager.act(manager.part(NAMED)["custom_id"])
        sent = await stage.discord.submit(asked, {"name": "코너"} | fields, MANAGER)
        await until(lambda: bool(sent.edits or sent.follow_ups))
        return manager.read(sent)

    await manager.press("코너 넣기")
    assert "분 시 일 월 요일" in await written(cron="매일")
    assert "앞으로 그런 때가 없어요" in await written(cron="0 0 30 2 *")
    assert "끝나기 전에 다시 시작해요" in await written(cron="*/30 * * * *")
    assert "0부터 59까지" in await written(minute="60")
    assert slots(stage) == []
    await written(cron="30 22 * * 5", minute="7")
    assert slots(stage) == [("코너", Kind.RADIO, "30 22 * * 5", 60)]


async def test_only_managers_see_it(stage: Stage) -> None:
    assert "매니저" in await Person(stage.discord, MEMBER).use("편성")


async def test_a_made_up_form_is_none(stage: Stage, manager: Person) -> None:
    await manager.use("편성")
    await manager.press("코너 넣기")
    id = manager.part(NAMED)["custom_id"].replace("0123456|23|radio|60", "89|99|x|1000")
    asked = await manager.act(id)
    await stage.discord.submit(asked, {"name": "코너"}, MANAGER)
    await until(lambda: bool(slots(stage)))
    assert slots(stage) == [("코너", Kind.RADIO, "0 23 * * *", 60)]
