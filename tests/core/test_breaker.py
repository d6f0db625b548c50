"""When calls are kept from what is down."""

import random

from core.breaker import FAILURES, LONGEST_OPEN, MOST_SAVED, OPEN_FOR, Breaker
from tests.conftest import FakeClock


def opened(clock: FakeClock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.enter()
        breaker.failed()
    return breaker


def test_it_opens_and_one_call_tries_and_decides(clock: FakeClock) -> None:
    breaker = opened(clock)
    assert (breaker.open, breaker.enter()) == (True, False)
    clock.tick(OPEN_FOR)
    assert breaker.enter()
    assert not breaker.enter(), "while that one tries"
    breaker.failed()
    assert not breaker.enter()
    clock.tick(OPEN_FOR)
    assert breaker.enter()
    breaker.passed()
    assert all(breaker.enter() for _ in range(3))


def test_a_call_that_told_nothing_lets_another_try(clock: FakeClock) -> None:
    breaker = opened(clock)
    clock.tick(OPEN_FOR)
    assert breaker.enter()
    breaker.left()
    assert breaker.enter()


def test_one_answer_in_between_keeps_it_closed(clock: FakeClock) -> None:
    breaker = Breaker(clock)
    for number in range(20):
        assert breaker.enter()
        breaker.passed() if number % FAILURES == FAILURES - 1 else breaker.failed()
    assert not breaker.open


def test_it_waits_as_long_as_it_is_told_but_not_for_ever(clock: FakeClock) -> None:
    breaker = Breaker(clock)
    assert breaker.enter()
    breaker.failed(wait=3_600.0)
    clock.tick(LONGEST_OPEN - 1)
    assert not breaker.enter()
    clock.tick(1)
    assert breaker.enter()


def test_retries_are_a_tenth_of_all_calls_at_most(clock: FakeClock) -> None:
    breaker, chance = Breaker(clock), random.Random(1)
    calls = retries = 0
    for _ in range(5_000):
        assert breaker.enter()
        calls += 1
        if chance.random() < 0.5 and breaker.retry():
            retries += 1
            assert breaker.enter()
            calls += 1
        breaker.passed()
        assert retries <= 0.1 * calls
    assert retries > 400


def test_a_quiet_day_does_not_pay_for_a_storm(clock: FakeClock) -> None:
    breaker = Breaker(clock)
    for _ in range(10_000):
        breaker.enter()
        breaker.passed()
    assert sum(breaker.retry() for _ in range(100)) == MOST_SAVED
