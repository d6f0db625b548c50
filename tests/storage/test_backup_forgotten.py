"""A backup brings nobody back who asked to be forgotten after it was made."""

from collections.abc import Collection
from pathlib import Path

import pytest

from bots.brain import Brain
from storage.backup import SHORTLY, dump, restore
from storage.database import Target, open_database
from tests.conftest import FakeClock
from tests.storage.rows import everything
from tests.storage.test_backup import backed_up, quiet
from tests.storage.test_forgetting import GONE, LINKED, OTHER, TRACES, WORDS, brain, fill
from tests.stores import stores

__all__ = ["brain"]


async def test_who_was_forgotten_since_stays_forgotten(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    async with stores(target, brain, clock) as kept:
        await kept.people.link(GONE, LINKED)
        await fill(kept, clock)
        before = await everything(kept.engine)
        await dump(kept.engine, file, clock.now, quiet)
        clock.tick(60.0)
        await kept.privacy.forgetting.forget(GONE)
        forgotten = await everything(kept.engine)
    assert WORDS in repr(before)
    async with open_database(target) as engine:
        await restore(engine, file, clock.now, True, quiet)
        after = await everything(engine)
    for trace in TRACES:
        assert trace not in repr(after)
        assert repr(trace.encode())[2:-1] not in repr(after)
    # What was under way is ended, whoever's it was.
    under_way = {"turn": [], "donation": []}
    assert backed_up(after) | under_way == backed_up(forgotten) | under_way
    ids = [[row[0] for row in rows["turn"] + rows["donation"]] for rows in (after, forgotten)]
    assert sorted(ids[0]) == sorted(ids[1])
    assert OTHER in repr(after)


async def test_who_came_back_after_being_forgotten_is_kept(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    async with stores(target, brain, clock) as kept:
        await kept.privacy.forgetting.forget(GONE)
        clock.tick(SHORTLY + 1.0)
        await kept.known.viewers.decide(GONE, "polite", True)
        await dump(kept.engine, tmp_path / "a", clock.now, quiet)
        before = await everything(kept.engine)
    async with open_database(target) as engine:
        await restore(engine, tmp_path / "a", clock.now, True, quiet)
        assert await everything(engine) == before


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_backup_made_while_somebody_is_forgotten_brings_nothing_of_them_back(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path, elsewhere: bool
) -> None:
    """Into the same database, and into another that knows only what the backup does."""
    file = tmp_path / "a.backup"
    async with stores(target, brain, clock) as kept:
        await kept.people.link(GONE, LINKED)
        await fill(kept, clock)
        await kept.known.viewers.decide(GONE, "polite", True)
        decided = kept.known.viewers.forget

        async def slowly(viewers: Collection[str]) -> None:
            clock.tick(1.0 if elsewhere else SHORTLY + 1.0)
            await dump(kept.engine, file, clock.now, quiet)
            clock.tick(1.0)
            await decided(viewers)

        kept.known.viewers.forget = slowly  # type: ignore[method-assign]
        await kept.privacy.forgetting.forget(GONE)
    async with open_database(tmp_path / "other.db" if elsewhere else target) as engine:
        await restore(engine, file, clock.now, True, quiet)
        after = await everything(engine)
    for trace in TRACES:
        assert trace not in repr(after)
        assert repr(trace.encode())[2:-1] not in repr(after)
    assert OTHER in repr(after)
