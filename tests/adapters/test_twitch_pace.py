"""How fast the bot's account may speak, by the clock."""

import pytest

from adapters.twitch.pace import AS_MODERATOR, PER_SECONDS, RESERVED, SENDS, Pace
from core.errors import RateLimited
from tests.conftest import FakeClock


async def spent(pace: Pace, channel: str, lines: int) -> None:
    for _ in range(lines):
        await pace.wait(channel, urgent=False, within=0.0)


async def test_everywhere_together_it_says_no_more_than_an_account_may(clock: FakeClock) -> None:
    pace = Pace(clock)
    await spent(pace, "a", 10)
    clock.tick(10.0)
    await spent(pace, "b", SENDS - RESERVED - 10)
    assert pace.delay("c") == PER_SECONDS - 10.0
    assert pace.delay("c", urgent=True) == 0.0
    clock.tick(PER_SECONDS - 10.0)
    assert pace.delay("c") == 0.0


async def test_a_line_that_is_slow_to_arrive_counts_from_then(clock: FakeClock) -> None:
    pace = Pace(clock)
    async with pace.slot("a", urgent=False, within=0.0):
        clock.tick(2.0)
    await spent(pace, "a", SENDS - RESERVED - 1)
    assert pace.delay("a") == PER_SECONDS


async def test_a_moderator_is_allowed_more_there_only(clock: FakeClock) -> None:
    pace = Pace(clock)
    pace.moderates("a", True)
    await spent(pace, "a", AS_MODERATOR - RESERVED)
    assert pace.delay("a") == PER_SECONDS
    assert pace.delay("b", urgent=True) == PER_SECONDS
    pace.moderates("a", False)
    clock.tick(PER_SECONDS - 1.0)
    assert pace.delay("a") == 1.0


async def test_a_wait_that_is_too_long_is_refused(clock: FakeClock) -> None:
    pace = Pace(clock)
    await spent(pace, "a", SENDS - RESERVED)
    with pytest.raises(RateLimited) as caught:
        await pace.wait("a", urgent=False, within=PER_SECONDS - 1.0)
    assert caught.value.retry_after == PER_SECONDS


def test_the_same_line_waits_half_a_minute_in_its_channel(clock: FakeClock) -> None:
    pace = Pace(clock)
    pace.said("a", "안녕")
    clock.tick(10.0)
    assert (pace.again_in("a", "안녕"), pace.again_in("b", "안녕")) == (20.0, 0.0)
    assert pace.again_in("a", "다른 말") == 0.0
    clock.tick(20.0)
    assert pace.again_in("a", "안녕") == 0.0
    pace.said("a", "안녕")
    pace.unsaid("a", "안녕")
    assert pace.again_in("a", "안녕") == 0.0


async def test_what_was_said_before_a_restart_counts(clock: FakeClock) -> None:
    pace = Pace(clock)
    pace.resume([29.0] * 17 + [-5.0])
    assert pace.delay("a") == 1.0
    assert pace.delay("a", urgent=True) == 0.0
    clock.tick(1.0)
    await spent(pace, "a", SENDS - RESERVED - 1)
    assert pace.delay("a") == PER_SECONDS - 1.0, "a clock set back adds no time"
