"""What a line in chat begins is done, also when the process is asked to stop meanwhile."""

import asyncio
from contextlib import suppress

import pytest

from core.errands import AT_ONCE, HELD, Errands
from tests.conftest import until


async def stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_stop_ends_what_was_begun_and_what_waits() -> None:
    ours, go, begun, done = Errands(), asyncio.Event(), list[int](), list[int]()

    async def errand(number: int) -> None:
        begun.append(number)
        await go.wait()
        done.append(number)

    for number in range(AT_ONCE + 3):
        assert ours.put(lambda number=number: errand(number))  # type: ignore[misc]
    running = asyncio.create_task(ours.run())
    await until(lambda: len(begun) == AT_ONCE)
    asyncio.get_running_loop().call_soon(go.set)
    await stopped(running)
    assert sorted(done) == begun
    await ours.flush()
    assert sorted(done) == list(range(AT_ONCE + 3))
    assert len(ours) == 0


async def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.whole.STOPS_WITHIN", 0.05)
    monkeypatch.setattr("core.whole.PATIENCE", 0.05)
    before = asyncio.all_tasks()
    ours = Errands()
    for _ in range(2):
        ours.put(lambda: asyncio.sleep(60.0))
    await ours.flush()
    assert len(ours) == 1
    await asyncio.wait(asyncio.all_tasks() - before)


async def test_one_that_fails_keeps_none_from_running() -> None:
    ours, done = Errands(), list[int]()

    async def fails() -> None:
        raise ValueError("away")

    async def works() -> None:
        done.append(1)

    ours.put(fails)
    ours.put(works)
    await ours.flush()
    assert done == [1]


def test_more_than_can_wait_are_refused() -> None:
    ours = Errands()
    assert all(ours.put(lambda: asyncio.sleep(0.0)) for _ in range(HELD))
    assert not ours.put(lambda: asyncio.sleep(0.0))
