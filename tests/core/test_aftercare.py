"""Whoever disclosed a crisis is cared for by every process."""

import pytest

from bots.brain import Brain
from core.safety.aftercare import ANSWER_AGAIN_AFTER, FOLLOW_UP_FOR, Aftercare, Disclosed
from core.safety.triage import Kind, Level, Triage

DANGER = Triage(Level.EXPLICIT, Kind.SELF_HARM)


@pytest.fixture
def two(brain: Brain) -> tuple[Aftercare, Aftercare, list[Disclosed]]:
    """Of two processes; the second hears of the first."""
    one, other, told = Aftercare(brain.helplines), Aftercare(brain.helplines), list[Disclosed]()

    def tell(disclosed: Disclosed) -> None:
        told.append(disclosed)
        other.note(disclosed)

    one.disclosed = tell
    return one, other, told


def test_a_disclosure_elsewhere_is_not_answered_twice_but_answered_again_in_time(
    two: tuple[Aftercare, Aftercare, list[Disclosed]],
) -> None:
    one, other, told = two
    assert one.answer("v", DANGER, 0.0)
    assert other.holds("v", 1.0)
    assert other.answer("v", DANGER, 1.0) is None
    assert one.answer("v", DANGER, 400.0) is None
    assert (told[-1].at, told[-1].answered_at) == (400.0, 0.0), "a repeat that got no answer"
    assert other.answer("v", DANGER, ANSWER_AGAIN_AFTER), "its repeats do not put that off"


def test_who_comes_later_learns_who_is_held(brain: Brain) -> None:
    one, late = Aftercare(brain.helplines), Aftercare(brain.helplines)
    one.answer("old", DANGER, 0.0)
    one.answer("v", DANGER, 100.0, english=True)
    for told in one.cases(FOLLOW_UP_FOR):
        late.note(told)
    assert not late.holds("old", FOLLOW_UP_FOR)
    assert late.holds("v", FOLLOW_UP_FOR)
    assert late.cases(FOLLOW_UP_FOR) == one.cases(FOLLOW_UP_FOR)


def test_old_news_take_nothing_back(brain: Brain) -> None:
    here = Aftercare(brain.helplines)
    assert here.answer("v", DANGER, 1_000.0)
    here.note(Disclosed("v", DANGER, 200.0, False, 200.0))
    assert here.holds("v", 1_000.0 + FOLLOW_UP_FOR - 1.0)
    assert here.answer("v", DANGER, 1_300.0) is None


def test_a_false_alarm_elsewhere_is_none_here_and_is_not_told_back(brain: Brain) -> None:
    here, told = Aftercare(brain.helplines), list[str]()
    here.released = told.append
    here.answer("v", DANGER, 0.0)
    here.calm("v")
    assert not here.holds("v", 1.0)
    assert told == []
    here.release("v")
    assert told == ["v"]
