"""The report's words: a name for everything, one told otherwise than two, times of Korea."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.words import Words
from core.gifts.gift import GiftState
from core.korea import KOREA
from core.labels import Emotion, Platform, Situation
from core.reports.report import STEPS, WIDTHS, Skip
from core.reports.waits import BOUNDS
from core.spending.spent import Spent
from core.turns import Reason
from tests.adapters.test_report_page import FULL, HANGUL, LATIN, in_both


@pytest.mark.parametrize(("words", "own"), [(KOREAN, HANGUL), (ENGLISH, LATIN)])
def test_everything_has_a_name_of_its_own(words: Words, own: re.Pattern[str]) -> None:
    for names in (
        [words.platform(one) for one in Platform], [words.feeling(one) for one in Emotion],
        [words.worry(one) for one in Situation], [words.reason(one) for one in Reason],
        [words.skip(one) for one in Skip], [words.state(one) for one in GiftState],
    ):  # fmt: skip
        assert all(map(own.search, names))
        assert len(set(names)) == len(names)
    assert len(words.bounds()) == len(BOUNDS) + 1


@pytest.mark.parametrize("situation", Situation)
def test_a_worry_of_many_is_nobodys_in_particular(situation: Situation) -> None:
    name = ENGLISH.worry(situation)
    assert name[0].isupper()
    assert not re.search(r"(?i)\byour\b|^the\b", name)


@pytest.mark.parametrize(
    ("seconds", "korean", "english"),
    [
        (0.0, "0.1초", "0.1 s"), (3.14, "3.1초", "3.1 s"), (12.4, "12초", "12 s"),
        (60.0, "1분", "1 min"), (75.2, "1분 15초", "1 min 15 s"),
    ],
)  # fmt: skip
def test_waits_are_told_as_people_do(seconds: float, korean: str, english: str) -> None:
    assert (KOREAN.took(seconds), ENGLISH.took(seconds)) == (korean, english)


@pytest.mark.parametrize(
    ("told", "one", "many"),
    [
        (ENGLISH.donations, "1 donation", "2 donations"), (ENGLISH.people, "1 person", "2 people"), (ENGLISH.more_people, "1 more person", "2 more people"),
        (ENGLISH.more_films, "1 more film", "2 more films"),
        (lambda count: ENGLISH.lasted(60.0 * count), "1 minute", "2 minutes"),
        (lambda count: ENGLISH.lasted(3_660.0 * count), "1 hour 1 minute", "2 hours 2 minutes"),
        (lambda count: ENGLISH.lasted(86_400.0 * count), "24 hours", "2 days"),
        (lambda count: ENGLISH.answered(0, count).note, "of 1 message", "of 2 messages"),
        (lambda count: ENGLISH.recommended(0, count).note, "saved once", "saved 2 times"),
        (lambda count: ENGLISH.paid(Spent(count, 0, 0)).note, "1 token", "2 tokens"),
        (lambda count: ENGLISH.heard(count)[:22], "LoveLM heard 1 line of", "LoveLM heard 2 lines o"),
    ],
)  # fmt: skip
def test_one_is_told_otherwise_than_two(told: Callable[[int], str], one: str, many: str) -> None:
    assert (told(1), told(2)) == (one, many)


@given(st.integers(0, 4 * 10**9))
def test_a_day_is_that_of_korea_in_both(at: int) -> None:
    date = datetime.fromtimestamp(at, KOREA)
    assert ENGLISH.day(at) == f"{date:%a} {date.day} {date:%b %Y}"
    assert KOREAN.day(at).startswith(f"{date.year}년 {date.month}월 {date.day}일 (")


@in_both
@pytest.mark.parametrize("width", WIDTHS)
def test_steps_of_any_width_are_told_apart(words: Words, width: float) -> None:
    labels = [words.step(FULL.since + width * number, width) for number in range(STEPS)]
    assert len(set(labels)) == STEPS
