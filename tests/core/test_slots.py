"""When a slot of the programme is due, in Korean time, and that each step is once."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.corners.slot import LEAD, LEAST, Kind, Slot, Step, step, words
from core.errors import BadInput
from core.korea import KOREA
from scheduler.cron import following

# A Sunday.
ELEVEN = datetime(2026, 11, 22, 23, tzinfo=KOREA).timestamp()
RADIO = Slot(id="a", name="사연 라디오", kind=Kind.RADIO, cron="0 23 * * *", minutes=30)


@pytest.mark.parametrize(
    ("cron", "next_is"),
    [
        ("0 23 * * *", "2026-11-22 23:00"),
        ("30 20 * * 0", "2026-11-22 20:30"),
        ("30 20 * * 7", "2026-11-22 20:30"),
        ("0 20 * * 1-5", "2026-11-23 20:00"),
        ("0 20 * * FRI", "2026-11-27 20:00"),
        ("0 20 * * */2", "2026-11-22 20:00"),
        ("0 20 * * 2-6/2", "2026-11-24 20:00"),
        ("0 0 1 12 *", "2026-12-01 00:00"),
    ],
)
def test_cron_is_korean_time_and_its_week_begins_on_sunday(cron: str, next_is: str) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=KOREA).timestamp()
    found = following(cron, noon)
    assert found is not None
    assert f"{datetime.fromtimestamp(found, KOREA):%Y-%m-%d %H:%M}" == next_is
    assert following(cron, found) == found


@pytest.mark.parametrize(
    "cron",
    [
        "", "x", "* * * *", "0 25 * * *", "60 0 * * *", "0 0 * * 8", "0 0 * * 5-2", "*/0 * * * *",
        "0 0 * * */0", "0 0 * * 1/x", "0 0 * * \u0661", "0 0 * * " + "1," * 40 + "1", "0 0 * * * *",
    ],
)  # fmt: skip
def test_what_is_no_cron_is_told(cron: str) -> None:
    with pytest.raises(BadInput, match="분 시 일 월 요일"):
        following(cron, 0.0)


@pytest.mark.parametrize("cron", ["* * 31 2,4,6,9,11 *", "0 0 30 2 *", "0 0 30-31 2 mon"])
def test_a_day_that_no_year_has_is_known_without_a_search(cron: str) -> None:
    begun = time.process_time()
    assert following(cron, ELEVEN) is None
    assert time.process_time() - begun < 0.05
    assert following("0 0 29 2 *", ELEVEN) is not None, "some years have that one"
    assert following("0 0 31 2,3 *", ELEVEN) is not None


@given(text=st.text(alphabet="0123456789*/,- fri", max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    try:
        found = following(text, ELEVEN)
    except BadInput:
        return
    assert found is None or found >= ELEVEN


@given(
    hour=st.integers(0, 23),
    days=st.sets(st.integers(0, 6), min_size=1),
    minutes=st.integers(5, 240),
    steps=st.lists(st.integers(1, 900), min_size=50, max_size=400),
)
def test_each_is_announced_opened_and_closed_in_this_order_once(
    hour: int, days: set[int], minutes: int, steps: list[int]
) -> None:
    cron = f"0 {hour} * * {','.join(map(str, sorted(days)))}"
    slot = Slot(id="a", name="코너", kind=Kind.TALK, cron=cron, minutes=minutes)
    now, done = ELEVEN, []
    for seconds in steps:
        now += seconds
        due = step(slot, now, following)
        if due is None:
            continue
        what, begins = due
        assert following(cron, begins) == begins
        if what is Step.ANNOUNCE:
            assert begins - LEAD <= now < begins
        elif what is Step.OPEN:
            assert begins <= now <= begins + minutes * 60 - LEAST
        else:
            assert now >= begins + minutes * 60
            assert (Step.OPEN, begins) in done
        assert due not in done
        done.append(due)
        slot = replace(slot, **{str(what): begins})
    opened = [begins for what, begins in done if what is Step.OPEN]
    assert opened == sorted(opened)


def test_it_says_what_it_is_and_where_to_go() -> None:
    assert words(RADIO, Step.ANNOUNCE).startswith("5분 뒤에 〈사연 라디오〉")
    assert "!사연" in words(RADIO, Step.OPEN)
