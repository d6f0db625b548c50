"""When a microphone's level is somebody speaking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.obs.meter import GAP, HOLE, LOUD_FOR, SILENT_FOR, Meter, decibels

THRESHOLD = -40.0
EVERY = 0.05
LOUD, BETWEEN, SOFT = THRESHOLD, THRESHOLD - GAP, THRESHOLD - GAP - 0.1


def fed(meter: Meter, levels: list[float], at: float = 0.0) -> list[bool]:
    return [
        (meter.feed(level, at + number * EVERY), meter.speaking)[1]
        for number, level in enumerate(levels)
    ]


def test_a_voice_is_loud_for_a_while() -> None:
    assert fed(Meter(THRESHOLD, False), [LOUD] * 5) == [False, False, False, True, True]


def test_a_click_is_no_voice() -> None:
    assert not any(fed(Meter(THRESHOLD, False), [LOUD, LOUD, LOUD, SOFT] * 20))


def test_pauses_between_words_are_no_silence() -> None:
    words = [*[LOUD] * 10, *[SOFT] * 28, *[BETWEEN] * 40]
    assert all(fed(Meter(THRESHOLD, True), words * 3))


def test_silence_is_long() -> None:
    states = fed(Meter(THRESHOLD, True), [SOFT] * 40)
    assert states.index(False) * EVERY == pytest.approx(SILENT_FOR, abs=EVERY)


def test_nothing_is_concluded_over_a_hole() -> None:
    meter = Meter(THRESHOLD, True)
    meter.feed(SOFT, 0.0)
    meter.feed(SOFT, 10.0)
    assert meter.speaking
    assert fed(meter, [SOFT] * 40, at=10.05)[-1] is False
    meter.feed(LOUD, 100.0)
    meter.feed(LOUD, 110.0)
    assert not meter.speaking


def test_it_tells_what_changed() -> None:
    meter = Meter(THRESHOLD, False)
    told = [meter.feed(level, n * EVERY) for n, level in enumerate([LOUD] * 5 + [SOFT] * 40)]
    assert told.count(True) == 2


@pytest.mark.parametrize(("heard", "level"), [(1.0, 0.0), (0.1, -20.0), (0.01, -40.0)])
def test_levels_in_decibels(heard: float, level: float) -> None:
    assert decibels(heard) == pytest.approx(level)
    assert decibels(0.0) == decibels(-1.0) == float("-inf")


@given(
    st.booleans(),
    st.lists(
        st.tuples(
            st.one_of(st.floats(-100, 0), st.just(float("-inf")), st.just(float("nan"))),
            st.floats(0.001, 2.0),
        ),
        max_size=200,
    ),
)
def test_it_never_changes_without_a_reason(begun: bool, heard: list[tuple[float, float]]) -> None:
    """Whatever comes: speaking begins only after 120 ms at or above the threshold without a break,
    and ends only after 1.5 s below it, levels coming steadily."""
    meter, at, past = Meter(THRESHOLD, begun), 0.0, list[tuple[float, float]]()
    for level, later in heard:
        at += later
        before = meter.speaking
        past.append((at, level))
        if meter.feed(level, at):
            lasted, fits = (
                (LOUD_FOR, lambda one: one >= THRESHOLD)
                if meter.speaking
                else (SILENT_FOR, lambda one: one < THRESHOLD - GAP)
            )
            run = 0
            while run < len(past) and fits(past[-1 - run][1]):
                run += 1
                if run < len(past) and past[-run][0] - past[-1 - run][0] > HOLE:
                    break
            assert at - past[-run][0] >= lasted
        else:
            assert meter.speaking is before
