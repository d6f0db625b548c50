"""How long what is kept, on both databases: as long as the settings say."""

from typing import Any

import pytest
from sqlalchemy import Table, event, select, update

from bots import settings
from bots.roles.clockwork import kept
from core.errors import ConfigError
from storage.database import Target, open_database
from storage.retention import DAY, Keep, Retention
from storage.tables import AUDIT, CHAT, DONATION, FORGOTTEN, MARK, MEMORY, STORY, TURN
from tests.conftest import FakeClock
from tests.storage.rows import fill

# Days.
AGES = (5, 20, 60, 100, 200, 400)
TABLES: tuple[Table, ...] = (CHAT, TURN, MARK, DONATION, STORY, AUDIT, MEMORY, FORGOTTEN)


async def left(target: Target, clock: FakeClock, keep: Keep) -> dict[str, list[int]]:
    """The ages of the rows that a sweep leaves, by table."""
    async with open_database(target) as engine:
        await fill(engine, len(AGES))
        async with engine.begin() as connection:
            for table in TABLES:
                (key,) = [column for column in table.primary_key if column.name != "at"][:1]
                found = (await connection.execute(select(key).order_by(key))).scalars().all()
                for id, age in zip(found, AGES, strict=True):
                    aged = update(table).where(key == id).values(at=clock() - age * DAY)
                    await connection.execute(aged)
        await Retention(engine, clock, keep).sweep()
        async with engine.connect() as connection:
            ages = {}
            for table in TABLES:
                times = (await connection.execute(select(table.c.at))).scalars().all()
                ages[str(table.name)] = sorted(round((clock() - at) / DAY) for at in times)
            return ages


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(1_700_000_000.0)


async def test_without_a_setting_it_is_what_viewers_are_told(
    target: Target, clock: FakeClock
) -> None:
    assert kept(settings.load()) == Keep()
    assert await left(target, clock, Keep()) == {
        "chat": [5, 20], "turn": [5, 20], "mark": [5, 20], "donation": [5, 20],
        "story": [5, 20, 60, 100], "audit": [5, 20, 60], "memory": [5, 20, 60, 100],
        "forgotten": [5, 20],
    }  # fmt: skip


async def test_each_is_kept_as_long_as_its_setting_says(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, days in (("CHAT", 7), ("DONATIONS", 366), ("STORIES", 30), ("AUDIT", 120)):
        monkeypatch.setenv(f"LOVELM_KEEP_{name}", str(days))
    found = await left(target, clock, kept(settings.load()))
    assert found["chat"] == found["turn"] == [5]
    # Of whom nothing is picked is known as long as there are gifts to pick from.
    assert found["donation"] == found["mark"] == [5, 20, 60, 100, 200]
    assert (found["story"], found["audit"]) == ([5, 20], [5, 20, 60, 100])
    assert (found["memory"], found["forgotten"]) == ([5, 20, 60, 100], [5, 20])


async def test_weeks_that_are_too_old_go_some_at_a_time(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setting has just taken them away; whoever writes meanwhile waits for few of them only."""
    monkeypatch.setattr("storage.retention.SOME", 7)
    deleted: list[int] = []
    async with open_database(target) as engine:
        await fill(engine, 40)

        def saw(_: object, cursor: Any, statement: str, *__: object) -> None:
            if statement.startswith("DELETE FROM chat"):
                deleted.append(cursor.rowcount)

        event.listen(engine.sync_engine, "after_cursor_execute", saw)
        await Retention(engine, clock, Keep(chat=-DAY)).sweep()
        async with engine.connect() as connection:
            assert (await connection.execute(select(CHAT.c.at))).all() == []
    assert deleted == [7] * 5 + [5, 0]


@pytest.mark.parametrize("bad", ["", "soon", "0", "-1", "1.5", "1e3", "367", "inf", "30 days"])
@pytest.mark.parametrize("name", ["CHAT", "DONATIONS", "STORIES", "AUDIT"])
def test_what_is_no_number_of_days_is_named(
    name: str, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LOVELM_KEEP_{name}", bad)
    with pytest.raises(ConfigError, match="Input should be") as wrong:
        settings.load()
    assert wrong.value.key == f"LOVELM_KEEP_{name}"
    assert wrong.value.fix


@pytest.mark.parametrize(("name", "most"), [("CHAT", 30), ("STORIES", 180)])
def test_nothing_is_kept_longer_than_viewers_are_told(
    name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LOVELM_KEEP_{name}", str(most))
    settings.load()
    monkeypatch.setenv(f"LOVELM_KEEP_{name}", str(most + 1))
    with pytest.raises(ConfigError, match=f"less than or equal to {most}"):
        settings.load()
