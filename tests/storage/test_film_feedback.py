"""What accounts think of films, on a real database, and in memory where there is none."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bots.opinions import MemoryOpinions
from core.movies.feedback import SHOWN_FOR, Feedback
from core.movies.opinion import Verdict
from core.stores import OpinionStore
from core.viewers.people import People
from storage.database import Target, open_database
from storage.film_feedback import SqlFilmFeedback
from storage.identities import SqlIdentities
from tests.conftest import FakeClock


@pytest.fixture(params=["sqlite", "postgres", "memory"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock
) -> AsyncIterator[OpinionStore]:
    if request.param == "memory":
        yield MemoryOpinions()
        return
    path = tmp_path / "test.db"
    postgres = request.param == "postgres"
    where = request.getfixturevalue("postgres_database") if postgres else path
    async with open_database(where) as engine:
        yield SqlFilmFeedback(engine, clock)


@pytest.fixture
def feedback(store: OpinionStore, clock: FakeClock) -> Feedback:
    """Of two linked accounts, a and b, and others that are not."""
    linked = {"a": ["a", "b"], "b": ["a", "b"]}
    return Feedback(store, lambda viewer: linked.get(viewer, [viewer]), clock)


async def test_nothing_is_known_of_a_stranger(feedback: Feedback) -> None:
    known = await feedback.known("a")
    assert (known.saved, known.avoid, known.leanings) == ((), frozenset(), ())


async def test_linked_accounts_share_and_others_do_not(feedback: Feedback) -> None:
    await feedback.judge("a", ["x"], Verdict.SAVED)
    assert (await feedback.known("b")).saved == ("x",)
    assert (await feedback.known("c")).saved == ()
    assert await feedback.unsave("b", ["x"]) == 1
    assert (await feedback.known("a")).saved == ()


async def test_a_save_is_taken_back_once(feedback: Feedback) -> None:
    await feedback.judge("a", ["x", "y"], Verdict.SAVED)
    await feedback.judge("b", ["x"], Verdict.SAVED)
    assert await feedback.unsave("a", ["x"]) == 1
    assert await feedback.unsave("a", ["x"]) == 0
    assert (await feedback.known("a")).saved == ("y",)


async def test_only_saved_films_are_taken_back(feedback: Feedback) -> None:
    await feedback.judge("a", ["x"], Verdict.DISLIKED)
    assert await feedback.unsave("a", ["x"]) == 0
    assert (await feedback.known("a")).leanings == (("x", -1.0),)


async def test_the_newest_verdict_counts(feedback: Feedback, clock: FakeClock) -> None:
    for verdict in (Verdict.SAVED, Verdict.DISLIKED, Verdict.LIKED):
        clock.tick(1)
        await feedback.judge("a", ["x"], verdict)
    assert dict((await feedback.known("a")).leanings) == {"x": 1.0}


async def test_seen_takes_nothing_back_but_a_save(feedback: Feedback) -> None:
    await feedback.judge("a", ["x"], Verdict.LIKED)
    await feedback.judge("a", ["y"], Verdict.SAVED)
    await feedback.judge("a", ["x", "y", "z"], Verdict.SEEN)
    known = await feedback.known("a")
    assert dict(known.leanings) == {"x": 1.0, "y": 0.3, "z": 0.3}
    assert known.saved == ()


async def test_what_was_shown_is_avoided_for_a_month(feedback: Feedback, clock: FakeClock) -> None:
    await feedback.shown("a", ["x", "y"])
    await feedback.judge("a", ["y"], Verdict.SAVED)
    clock.tick(SHOWN_FOR - 1)
    assert (await feedback.known("b")).avoid == {"x", "y"}
    clock.tick(1)
    assert (await feedback.known("b")).avoid == {"y"}
    await feedback.shown("a", ["x"])
    assert (await feedback.known("a")).avoid == {"x", "y"}


async def test_nothing_to_store_is_no_error(feedback: Feedback) -> None:
    await feedback.shown("a", [])
    await feedback.judge("a", [], Verdict.SAVED)
    assert (await feedback.known("a")).avoid == frozenset()


async def test_it_outlives_the_process_and_people_come_apart(
    target: Target, clock: FakeClock
) -> None:
    async with open_database(target) as engine:
        identities = SqlIdentities(engine)
        people = People(identities, await identities.all(), clock)
        feedback = Feedback(SqlFilmFeedback(engine, clock), people.accounts, clock)
        await feedback.judge("room:a", ["x"], Verdict.SAVED)
        await people.link("room:a", "discord:1")
        await feedback.judge("discord:1", ["y"], Verdict.SAVED)
    async with open_database(target) as engine:
        identities = SqlIdentities(engine)
        people = People(identities, await identities.all(), clock)
        feedback = Feedback(SqlFilmFeedback(engine, clock), people.accounts, clock)
        assert {*(await feedback.known("room:a")).saved} == {"x", "y"}
        await people.unlink("room:a")
        assert (await feedback.known("room:a")).saved == ("x",)
        assert (await feedback.known("discord:1")).saved == ("y",)


async def test_what_was_only_shown_is_forgotten(target: Target, clock: FakeClock) -> None:
    async with open_database(target) as engine:
        store = SqlFilmFeedback(engine, clock)
        feedback = Feedback(store, lambda viewer: [viewer], clock)
        await feedback.shown("a", ["old", "saved"])
        await feedback.judge("a", ["saved"], Verdict.SAVED)
        clock.tick(SHOWN_FOR + 1)
        await feedback.shown("a", ["new"])
        await store.sweep()
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT film FROM film_feedback ORDER BY film"))
            assert [film for (film,) in rows] == ["new", "saved"]
