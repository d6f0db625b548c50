"""What a report reads of a channel, on both databases."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.gifts.gift import GiftState
from core.labels import Platform
from core.movies.opinion import Verdict
from core.reports.kept import GAP
from core.turns import State
from storage.database import Target, open_database
from storage.film_feedback import SqlFilmFeedback
from storage.report import SqlReport
from tests.conftest import FakeClock
from tests.streams import CHANNEL, EVENING, FILM, Evening, evening, person

THERE = (Platform.TWITCH, CHANNEL)


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


async def test_the_last_stream_is_what_has_no_gap(engine: AsyncEngine, clock: FakeClock) -> None:
    store = SqlReport(engine)
    assert await store.last_stream(*THERE) is None
    await evening(engine, clock)
    assert await store.last_stream(*THERE) == (EVENING, EVENING + 1_200)
    there = Evening(engine, clock, 100)
    await there.give(1_200 + GAP, 0, 1_000)  # just no gap
    assert await store.last_stream(*THERE) == (EVENING, EVENING + 1_200 + GAP)
    await there.tell(1_200 + 2 * GAP + 1, 0)
    last = EVENING + 1_200 + 2 * GAP + 1
    assert await store.last_stream(*THERE) == (last, last)


async def test_all_of_that_time_and_nothing_else(engine: AsyncEngine, clock: FakeClock) -> None:
    await evening(engine, clock)
    await Evening(engine, clock, 500).tell(100, 0, channel=f"{CHANNEL}/5")  # its thread
    await Evening(engine, clock, 600).tell(100, 0, channel=f"{CHANNEL}5")  # another channel
    opinions = SqlFilmFeedback(engine, clock)
    await opinions.judge("twitch:elsewhere", [FILM.id], Verdict.SAVED, EVENING + 10)
    await opinions.judge(person(1).id, [FILM.id], Verdict.SEEN, EVENING + 10)
    await opinions.judge(person(1).id, ["f2"], Verdict.SAVED, EVENING - 10)
    kept = await SqlReport(engine).kept(*THERE, EVENING, EVENING + 1_200)
    assert (kept.name, kept.lines, kept.saved) == ("봄소풍", 9, {FILM.id: 1})
    assert [one.turn.at - EVENING for one in kept.turns] == [
        0, 30, 60, 100, 400, 500, 600, 700, 1_200,
    ]  # fmt: skip
    first, dropped, open_ = kept.turns[0], kept.turns[6], kept.turns[8]
    assert (first.state, first.moved_at - first.turn.at, first.first_audio) == (
        State.SAID,
        2.0,
        1.5,
    )
    assert (first.model, first.spent.microwon) == ("embedded", 1_500_000)
    assert (dropped.state, dropped.why) == (State.DROPPED, "too old")
    assert (open_.state, open_.reply) == (State.ACCEPTED, None)
    assert [(gift.state, gift.event.at - EVENING) for gift in kept.gifts] == [
        (GiftState.ACKNOWLEDGED, 800),
        (GiftState.CHECK, 810),
        (GiftState.ACKNOWLEDGED, 820),
        (GiftState.ACKNOWLEDGED, 830),
    ]


async def test_the_channel_that_was_active_last_comes_first(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    store, there = SqlReport(engine), Evening(engine, clock)
    assert await store.places() == []
    await there.tell(0, 0, channel="b/7")
    await there.tell(5, 0, channel="a")
    await there.tell(9, 0, channel="b/8")
    assert await store.places() == [(Platform.TWITCH, "b"), (Platform.TWITCH, "a")]
