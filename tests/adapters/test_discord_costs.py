"""`/비용`: what the model has cost, and a cap that is raised with open eyes."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from adapters.simulated import discord_shapes as shapes
from core.pipeline.occasion import Occasion
from core.spending.spent import Spent
from tests.servers.discord import Stage, staged
from tests.servers.discord_desk import MANAGER, STREAM, Person
from tests.storage.test_turns import reply, turn


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        await stage.management.link(STREAM, shapes.GUILD)
        yield stage


def cap(stage: Stage) -> int:
    return stage.management.channels.settings(STREAM.platform, STREAM.channel).model_won


async def test_nothing_may_be_spent_at_first(stage: Stage, owner: Person) -> None:
    text = await owner.use("비용")
    assert "오늘 쓴 돈: **0.0원** / 하루 한도 **0원**" in text
    assert "한도가 0원이라 모델을 쓰지 않고" in text
    assert "한 시간에 약 **170원**으로 어림해요" in text
    assert "서버 주인(스트리머)만" in await Person(stage.discord, MANAGER).use("비용")


async def test_raising_the_cap_previews_an_hour_and_asks_again(stage: Stage, owner: Person) -> None:
    await owner.use("비용")
    text = await owner.write("한도 바꾸기", "1,700원")
    assert "하루 한도를 1,700원으로 올릴까요?" in text
    assert "한 시간에 약 **170원**으로 어림해요" in text
    assert "약 10.0시간 쓸 수 있어요" in text
    assert cap(stage) == 0, "not before the second press"
    assert "하루 한도를 1,700원으로 정했어요." in await owner.press("올리기")
    assert cap(stage) == 1_700
    await owner.write("한도 바꾸기", "3000")
    await owner.press("그만두기")
    assert cap(stage) == 1_700
    text = await owner.write("한도 바꾸기", "500")
    assert "하루 한도를 500원으로 정했어요." in text, "a lower one counts at once"
    assert cap(stage) == 500


@pytest.mark.parametrize("written", ["", "많이", "-1", "1e9", "9999999999999"])
async def test_what_is_no_amount_is_told(stage: Stage, owner: Person, written: str) -> None:
    await owner.use("비용")
    assert "원 단위 숫자로" in await owner.write("한도 바꾸기", written)
    assert cap(stage) == 0


async def test_no_cap_is_higher_than_the_highest(stage: Stage, owner: Person) -> None:
    await owner.use("비용")
    await owner.write("한도 바꾸기", "1000001")
    assert "1,000,000원까지" in await owner.press("올리기")
    assert cap(stage) == 0


async def test_what_was_spent_and_measured_is_shown(stage: Stage, owner: Person) -> None:
    management = stage.management
    budget = management.console.till._budget
    here = Occasion(platform=STREAM.platform, channel=STREAM.channel, viewer="v")
    await management.channels.edit(
        STREAM.platform, STREAM.channel, lambda settings: replace(settings, model_won=100)
    )
    async with budget.call(here, 10_000, 400) as call:
        call.spent = budget.price.of(2_000, 150)
    # Thirty answers in the hour before this one.
    hour = budget._clock() // 3_600 * 3_600 - 3_600
    told = [
        replace(turn(f"t{n}", at=hour + n), platform=STREAM.platform, channel=STREAM.channel)
        for n in range(30)
    ]
    await management.turns.accept(told)
    for one in told:
        spent = Spent(2_000, 150, 2_600_000)
        await management.turns.answered(one.id, replace(reply(one), spent=spent))
    text = await owner.use("비용")
    assert "오늘 쓴 돈: **2.6원** / 하루 한도 **100원**" in text
    assert "오늘 쓴 토큰: 2,150개" in text
    assert "요즘 방송 속도라면 한 시간에 약 **78원**이에요." in text
