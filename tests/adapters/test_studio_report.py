"""The studio's report, over its own routes with real sockets."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.studio.refusals import TOO_MANY
from adapters.studio.report import AT_ONCE, EVERY, POLICY, SAME_FOR
from core.channels.report_desk import NOTHING
from core.channels.settings import Level
from core.reports.report import without_cost
from tests.adapters.test_report_page import FULL
from tests.conftest import FakeClock
from tests.servers.studio_house import HERE, THERE, House


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
                name = answer.headers.get("Content-Disposition", "")
                assert ("-en.html" in name) == (asked == "?english&file")
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
