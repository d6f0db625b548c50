"""A backup brings nobody back who asked to be forgotten after it was made."""

from pathlib import Path

from bots.brain import Brain
from storage.backup import dump, restore
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
        await restore(engine, file, True, quiet)
        after = await everything(engine)
    for trace in TRACES:
        assert trace not in repr(after)
        assert repr(trace.encode())[2:-1] not in repr(after)
    assert backed_up(after) == backed_up(forgotten)
    assert OTHER in repr(after)


async def test_who_came_back_after_being_forgotten_is_kept(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    async with stores(target, brain, clock) as kept:
        await kept.privacy.forgetting.forget(GONE)
        clock.tick(60.0)
        await kept.known.viewers.decide(GONE, "polite", True)
        await dump(kept.engine, tmp_path / "a", clock.now, quiet)
        before = await everything(kept.engine)
    async with open_database(target) as engine:
        await restore(engine, tmp_path / "a", True, quiet)
        assert await everything(engine) == before
