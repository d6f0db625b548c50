"""Who disclosed a crisis, on both databases."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.safety.aftercare import FOLLOW_UP_FOR, Disclosed
from core.safety.levels import Kind, Level, Triage
from storage.care import CARE, SqlCare
from storage.database import Target, open_database

NOW = 1_000_000.0
SAID = Triage(Level.EXPLICIT, Kind.SELF_HARM)


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


def told(person: str, at: float = NOW, **fields: bool) -> Disclosed:
    return Disclosed(person, SAID, at, fields.get("english", False), answered_at=at - 5.0)


async def rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(CARE))).scalar_one()


async def test_the_newest_of_each_person_is_known(engine: AsyncEngine) -> None:
    store = SqlCare(engine)
    for one in (told("a"), told("b", english=True), told("a", NOW + 9.0), told("a", NOW + 3.0)):
        await store.keep(one)
    known = sorted(await store.since(NOW), key=lambda one: one.person)
    assert known == [told("a", NOW + 9.0), told("b", english=True)]
    assert [one.person for one in await store.since(NOW + 1.0)] == ["a"]
    await store.drop("a")
    await store.drop("nobody")
    assert await store.since(NOW) == [told("b", english=True)]


async def test_nothing_is_kept_longer_than_it_counts(engine: AsyncEngine) -> None:
    store = SqlCare(engine)
    await store.keep(told("a"))
    await store.keep(told("b", NOW + 1.0))
    await store.sweep(NOW + FOLLOW_UP_FOR)
    assert await rows(engine) == 2
    await store.sweep(NOW + FOLLOW_UP_FOR + 0.5)
    assert [one.person for one in await store.since(0.0)] == ["b"]
    await store.sweep(NOW + FOLLOW_UP_FOR + 1.5)
    assert await rows(engine) == 0
