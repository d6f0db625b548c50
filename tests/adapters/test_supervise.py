"""A connection is run again for ever, and ends when it is told to."""

import asyncio

import pytest

from adapters import supervise
from core.errors import AuthExpired, Disconnected


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.02)


async def for_ever() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("error", [Disconnected("cut"), AuthExpired("refused"), KeyError("id")])
async def test_a_failure_in_the_same_moment_hides_no_cancellation(error: Exception) -> None:
    fail, connected = asyncio.Event(), asyncio.Event()

    async def child() -> None:
        await fail.wait()
        raise error

    async def connect() -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(child())
                connected.set()
                await for_ever()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    task = asyncio.create_task(supervise.supervise("x", connect, for_ever))
    await connected.wait()
    fail.set()
    await asyncio.sleep(0)  # the child fails now, and its group cancels this task's wait
    task.cancel()
    try:
        done, _ = await asyncio.wait({task}, timeout=2.0)
        assert done
        assert task.cancelled()
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_a_refused_credential_waits_for_a_new_one() -> None:
    outcomes = [AuthExpired("refused"), Disconnected("cut"), None]
    renewed = asyncio.Event()
    runs: list[Exception | None] = []

    async def connect() -> None:
        runs.append(outcomes[len(runs)])
        if runs[-1] is not None:
            raise runs[-1]
        await for_ever()

    async with asyncio.timeout(5.0), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(supervise.supervise("x", connect, lambda: wait(renewed)))
        await asyncio.sleep(0.1)
        assert len(runs) == 1
        renewed.set()
        while len(runs) < 3:
            await asyncio.sleep(0.01)
        task.cancel()


async def wait(event: asyncio.Event) -> None:
    await event.wait()


async def test_without_anybody_to_renew_it_ends() -> None:
    async def connect() -> None:
        raise AuthExpired("refused")

    async with asyncio.timeout(5.0):
        await supervise.supervise("x", connect)
