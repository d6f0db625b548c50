"""The studio's programme and undone skips, over its own routes with real sockets."""

from datetime import datetime

import pytest

from core.channels.floor import BACK_FOR
from core.channels.settings import Level
from core.corners.programme import follow
from core.corners.slot import Kind, Step
from core.korea import KOREA
from scheduler.cron import following
from tests.conftest import FakeClock, line
from tests.servers.studio_house import HERE, THERE, House

CRON = "0 23 * * *"
SLOT = {"name": "사연 라디오", "kind": "radio", "cron": CRON, "minutes": 60}


# The programme


async def test_a_corner_is_scheduled_seen_and_taken_out(house: House) -> None:
    async with house.enter(Level.MANAGER) as studio, studio.live() as view:
        assert (await view.until(lambda state: "programme" in state))["programme"] == []
        added = await studio.do("programme_add", **SLOT)
        state = await view.until(lambda state: state["programme"])
        (seen,) = state["programme"]
        assert {key: seen[key] for key in SLOT} == SLOT
        assert len(seen["next"]) == 3
        assert all(at % 86_400 == 14 * 3_600 for at in seen["next"]), "eleven at night in Korea"
        assert added["undo"] == {"do": "programme_remove", "id": seen["id"]}
        removed = await studio.do("programme_remove", id=seen["id"])
        assert removed["undo"] == {"do": "programme_undo", "id": seen["id"]}
        await view.until(lambda state: not state["programme"])
        assert await studio.refused("programme_remove", id=seen["id"]) == (404, "not_found")
    assert sorted(await house.management.noted(HERE)) == [
        ("다람쥐", "programme", "사연 라디오"),
        ("다람쥐", "programme_off", "사연 라디오"),
    ]


ELEVEN = datetime(2026, 11, 22, 23, tzinfo=KOREA).timestamp()


@pytest.mark.parametrize("by_hand", [False, True])
async def test_a_corner_that_was_taken_out_by_mistake_goes_on(
    house: House, clock: FakeClock, by_hand: bool
) -> None:
    """It began, and somebody may have closed it: it is neither opened nor told of again."""
    channels = house.management.channels
    channel = channels.of(HERE.platform, HERE.channel)
    told: list[Step | None] = []

    async def look() -> None:
        told.extend(
            [
                await follow(channels, channel, slot, clock.now, True, following)
                for slot in channel.settings.programme
            ]
        )

    clock.now = ELEVEN - 60
    async with house.enter(Level.MANAGER) as studio:
        await studio.do("programme_add", **SLOT)
        await studio.do("programme_add", **(SLOT | {"name": "뒤", "cron": "0 5 * * *"}))
        await look()
        before = channel.settings.programme
        assert before[0].announced == ELEVEN
        undo = (await studio.do("programme_remove", id=before[0].id))["undo"]
        await studio.do(undo.pop("do"), **undo)
        assert channel.settings.programme == before
        clock.now = ELEVEN + 1200
        await look()
        if by_hand:
            await studio.do("close")
        before, corner = channel.settings.programme, channel.settings.corner
        assert corner == ("" if by_hand else Kind.RADIO)
        undo = (await studio.do("programme_remove", id=before[0].id))["undo"]
        assert channel.settings.corner == ""
        clock.tick(10)
        await studio.do(undo.pop("do"), **undo)
        assert (channel.settings.programme, channel.settings.corner) == (before, corner)
        await look()
        assert told == [Step.ANNOUNCE, None, Step.OPEN, None, None, None]
        assert await studio.refused("programme_undo", id=before[0].id) == (404, "not_found")
    noted = [what for _, what, _ in await house.management.noted(HERE)]
    assert noted.count("programme_off") == 2
    assert noted.count("programme") == 4


async def test_a_corner_is_put_back_for_seconds_only_and_not_twice(
    house: House, clock: FakeClock
) -> None:
    channels = house.management.channels
    async with house.enter(Level.MANAGER) as studio:
        id = (await studio.do("programme_add", **SLOT))["undo"]["id"]
        await studio.do("programme_remove", id=id)
        await studio.do("programme_add", **SLOT)
        assert await studio.refused("programme_undo", id=id) == (400, "bad_input")
        assert len(channels.settings(HERE.platform, HERE.channel).programme) == 1
        clock.tick(BACK_FOR + 1)
        assert await studio.refused("programme_undo", id=id) == (404, "not_found")
    async with house.enter(Level.MANAGER, THERE) as other:
        assert await other.refused("programme_undo", id=id) == (404, "not_found")


@pytest.mark.parametrize(
    "wrong",
    [
        {"cron": "gone"}, {"cron": ""}, {"cron": "0 23 31 2 *"}, {"cron": "* * * * *"},
        {"name": ""}, {"name": "x" * 31}, {"kind": "quiz"}, {"kind": ""},
        {"minutes": 4}, {"minutes": 241}, {"minutes": "60"}, {"minutes": True}, {"minutes": None},
        {"minutes": 1.5}, {"name": ["x"]}, {"cron": 5},
    ],
)  # fmt: skip
async def test_what_is_no_corner_is_refused_and_nothing_is_kept(
    house: House, wrong: dict[str, object]
) -> None:
    async with house.enter(Level.MANAGER) as studio:
        assert await studio.refused("programme_add", **(SLOT | wrong)) == (400, "bad_input")
    settings = house.management.channels.settings(HERE.platform, HERE.channel)
    assert settings.programme == ()


# Skips that are undone


async def test_a_skip_is_undone_in_the_studio(house: House) -> None:
    gate = house.management.channels.of(HERE.platform, HERE.channel).gate
    for number in range(3):
        about = line(f"고민 {number}", f"room:{number}", name=f"이름{number}")
        gate.ask(about, about.text, None, about.at)
    async with house.enter(Level.MANAGER) as studio, studio.live() as view:
        names = [line["viewer"]["name"] for line in (await view.until(_three))["queue"]]
        second = view.state["queue"][1]["id"]
        skipped = await studio.do("skip", id=second)
        assert skipped["name"] == names[1]
        assert skipped["undo"] == {"do": "unskip", "id": second}
        await view.until(lambda state: len(state["queue"]) == 2)
        assert (await studio.do("unskip", id=second))["name"] == names[1]
        await view.until(_three)
        assert [line["viewer"]["name"] for line in view.state["queue"]] == names
        assert await studio.refused("unskip", id=second) == (404, "not_found")
        assert "undo" not in await studio.do("skip"), "nobody said which one that was"
    noted = [what for _, what, _ in await house.management.noted(HERE)]
    assert sorted(noted) == ["skip", "skip", "unskip"]


def _three(state: dict[str, object]) -> bool:
    queue = state.get("queue")
    return isinstance(queue, list) and len(queue) == 3
