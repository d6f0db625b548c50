"""The studio's report, programme and undone skips, over its own routes with real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.report.summary import file_name, summary
from adapters.site import serve
from adapters.studio.adapter import Studio as Pages
from adapters.studio.refusals import TOO_MANY
from adapters.studio.report import AT_ONCE, EVERY, POLICY, SAME_FOR
from core.channels.floor import BACK_FOR
from core.channels.guilds import Place
from core.channels.keys import ChannelKeys
from core.channels.report_desk import NOTHING, ReportDesk
from core.channels.settings import Level
from core.corners.programme import follow
from core.corners.slot import Kind, Step
from core.korea import KOREA
from core.labels import Platform
from core.reports.printed import Printed
from core.reports.report import without_cost
from scheduler.cron import following
from tests.adapters.test_report_page import FULL
from tests.conftest import FakeClock, line
from tests.e2e.studio import Studio, opened
from tests.management import Management

HERE = Place(Platform.ROOM, "room")
THERE = Place(Platform.TWITCH, "7")
CRON = "0 23 * * *"
SLOT = {"name": "사연 라디오", "kind": "radio", "cron": CRON, "minutes": 60}


@dataclass
class House:
    """The routes of a studio; `asked` are the reports that were made."""

    management: Management
    url: str = ""
    kept: bool = True
    asked: list[tuple[str, bool]] = field(default_factory=list)
    making: int = 0
    most_at_once: int = 0

    async def last(self, platform: Platform, channel: str, cost: bool) -> Printed | None:
        self.asked.append((channel, cost))
        self.making += 1
        self.most_at_once = max(self.most_at_once, self.making)
        await asyncio.sleep(0.01)
        self.making -= 1
        if not self.kept:
            return None
        found = FULL if cost else without_cost(FULL)
        pages = page(found, 30), page(found, 30, ENGLISH)
        return Printed(found, *pages, file_name(found), summary(found))

    @asynccontextmanager
    async def enter(self, level: Level, place: Place = HERE) -> AsyncIterator[Studio]:
        _, token = await self.management.invites.make(place, "다람쥐", level)
        async with opened(f"{self.url}/studio#{token}") as studio:
            yield studio


@pytest.fixture
async def house(management: Management, clock: FakeClock) -> AsyncIterator[House]:
    found = House(management)
    console = management.console
    console.reports = ReportDesk(console.check, found.last)
    keys = ChannelKeys(b"deck", lambda *_: 0)
    pages = Pages(management.backstage, management.invites, keys, b"k" * 32, "", clock)

    async def ready() -> dict[str, str]:
        return {}

    async with serve("127.0.0.1", 0, "", pages.routes(), ready) as found.url:
        yield found
        await pages.live.close()


# The report


async def test_managers_read_the_report_without_what_it_cost(house: House) -> None:
    told = {}
    for level, cost in ((Level.STREAMER, True), (Level.MANAGER, False)):
        async with house.enter(level) as studio:
            about = await studio.get("report")
            assert about == {"since": FULL.since, "until": FULL.until, "cost": cost}
            async with studio.http.get(f"{house.url}/studio/report/page") as answer:
                told[level] = await answer.text()
                assert answer.headers["Content-Security-Policy"] == POLICY
                assert answer.headers["Cache-Control"] == "no-store"
                assert "Content-Disposition" not in answer.headers
    assert "누가 쓴 답인가요" in told[Level.STREAMER]
    assert "비용" not in told[Level.MANAGER]
    assert "마음의 흐름" in told[Level.MANAGER]
    assert house.asked == [("room", True), ("room", False)], "one page for both questions"


async def test_it_is_kept_as_a_file_that_stands_alone(house: House, clock: FakeClock) -> None:
    async with house.enter(Level.MANAGER) as studio:
        async with studio.http.get(f"{house.url}/studio/report/page?file") as answer:
            assert answer.headers["Content-Disposition"] == (
                'attachment; filename="lovelm-report-chzzk-2026-11-22.html"'
            )
            assert await answer.text() == page(without_cost(FULL), 30)
        clock.tick(SAME_FOR)
        async with studio.http.get(f"{house.url}/studio/report/page") as answer:
            assert answer.status == 200
    assert len(house.asked) == 2, "it is made anew after a while"


async def test_it_is_read_and_kept_in_english_by_who_asks_for_it(house: House) -> None:
    korean, english = (page(without_cost(FULL), 30, words) for words in (KOREAN, ENGLISH))
    async with house.enter(Level.MANAGER) as studio:
        await studio.get("report")
        for asked, told in (
            ("", korean), ("?english", english), ("?1795345200000", korean),
            ("?english&1795345200000", english), ("?language=en", korean), ("?file", korean),
            ("?english&file", english),
        ):  # fmt: skip
            async with studio.http.get(f"{house.url}/studio/report/page{asked}") as answer:
                assert await answer.text() == told, asked
                assert ("Content-Disposition" in answer.headers) == asked.endswith("file")
    assert house.asked == [("room", False)], "one reading for both languages"


async def test_who_asks_too_often_is_told_to_wait_and_one_is_made_at_a_time(
    house: House, clock: FakeClock
) -> None:
    async with house.enter(Level.MANAGER) as studio:

        async def ask(path: str) -> tuple[int, Any]:
            async with studio.http.get(f"{house.url}/studio/{path}") as answer:
                return answer.status, (await answer.json() if path == "report" else None)

        answers = await asyncio.gather(*(ask("report") for _ in range(AT_ONCE + 3)))
        assert [status for status, _ in answers].count(200) == len(house.asked) == AT_ONCE
        refused = [body["error"] for status, body in answers if status == 429]
        assert [one["message"] for one in refused] == [TOO_MANY.message] * 3
        assert house.most_at_once == 1
        assert (await ask("report/page"))[0] == 200, "what was told of can be read"
        async with house.enter(Level.MANAGER) as another:
            await another.get("report")
        clock.tick(EVERY)
        assert (await ask("report"))[0] == 200
    assert house.most_at_once == 1


async def test_where_nothing_is_kept_it_says_so(house: House) -> None:
    house.kept = False
    async with house.enter(Level.MANAGER) as studio:
        for path in ("report", "report/page"):
            async with studio.http.get(f"{house.url}/studio/{path}") as answer:
                assert answer.status == 400
                assert (await answer.json())["error"]["message"] == NOTHING


async def test_nobody_reads_it_without_an_invitation(house: House) -> None:
    async with house.enter(Level.STREAMER) as studio:
        studio.http.cookie_jar.clear()
        for path in ("report", "report/page", "report/page?file"):
            async with studio.http.get(f"{house.url}/studio/{path}") as answer:
                assert answer.status == 401
    assert house.asked == []


async def test_each_reads_that_of_their_own_channel(house: House) -> None:
    async with AsyncExitStack() as stack:
        for place in (HERE, THERE):
            studio = await stack.enter_async_context(house.enter(Level.STREAMER, place))
            await studio.get("report")
    assert house.asked == [("room", True), ("7", True)]


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
