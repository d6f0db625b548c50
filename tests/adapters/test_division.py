"""What serves a part, and what part of a limit that is."""

import asyncio

import pytest

from adapters.division import Division
from adapters.ratelimit import Limiter, Share
from adapters.twitch.pace import PER_SECONDS, RESERVED, SENDS, Pace
from tests.conftest import FakeClock, until


async def test_everything_is_served_until_told_otherwise() -> None:
    division = Division()
    assert division.serves("a")
    assert not division.divided
    division.serve(["a"])
    assert (division.serves("a"), division.serves("b")) == (True, False)
    division.serve(None)
    assert division.serves("b")


async def test_work_is_done_while_its_unit_is_served() -> None:
    division, log = Division(), []
    division.serve(())

    async def work() -> None:
        log.append("begins")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            log.append("ends")

    task = asyncio.create_task(division.during(lambda: division.serves("a"), work))
    await asyncio.sleep(0.01)
    assert log == []
    division.serve({"a"})
    await until(lambda: log == ["begins"])
    division.serve({"a", "b"})
    division.serve({"b"})
    # Given back at once: the old work ends before the new one begins.
    division.serve({"a"})
    await asyncio.sleep(0.05)
    division.serve({"b"})
    await until(lambda: log[-1] == "ends")
    division.serve({"a"})
    await until(lambda: log == ["begins", "ends", "begins"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert log[-1] == "ends"


async def test_work_that_ends_or_fails_by_itself_ends_it() -> None:
    division = Division()

    async def done() -> None:
        return

    async def broken() -> None:
        raise RuntimeError("broken")

    await division.during(lambda: True, done)
    with pytest.raises(RuntimeError, match="broken"):
        await division.during(lambda: True, broken)


def test_a_share_shrinks_at_once_and_grows_when_the_others_are_forgotten(clock: FakeClock) -> None:
    share = Share(30.0, clock)
    assert share.part(20, 2) == (20, 2)
    share.set(4)
    assert share.part(20, 2) == (5, 2)
    clock.tick(100.0)
    share.set(2)
    share.set(1)
    assert share.part(20, 2) == (5, 2)
    clock.tick(29.9)
    assert share.part(20, 2) == (5, 2)
    clock.tick(0.2)
    assert share.part(20, 2) == (20, 2)
    share.set(20)
    assert share.part(20, 2) == (1, 0)


def test_the_first_number_counts_at_once(clock: FakeClock) -> None:
    share = Share(30.0, clock)
    share.set(3)
    assert share.part(20, 2) == (6, 2)


@pytest.mark.parametrize("of", [1, 2, 3, 5])
async def test_accounts_that_share_a_limit_never_break_it_together(
    clock: FakeClock, of: int
) -> None:
    paces = [Pace(clock) for _ in range(of)]
    for pace in paces:
        pace.share.set(of)
    said: list[float] = []
    for _ in range(400):
        for pace in paces:
            if pace.delay("c") == 0.0:
                await pace.wait("c", False, 0.0)
                said.append(clock.now)
        clock.tick(0.25)
    for at in said:
        assert sum(at <= other < at + PER_SECONDS for other in said) <= SENDS
    assert len(said) >= of * 3 * (SENDS // of - RESERVED)


async def test_what_is_urgent_has_its_own_place_in_every_share(clock: FakeClock) -> None:
    limiter = Limiter(10, 1.0, 2, clock)
    limiter.share.set(3)
    while limiter.delay() == 0.0:
        await limiter.wait()
    assert limiter.delay(urgent=True) == 0.0
