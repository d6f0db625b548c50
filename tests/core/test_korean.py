import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.korean import fill, particle, slots


@pytest.mark.parametrize(
    ("word", "closed", "opened", "wanted"),
    [
        ("그 사람", "이", "가", "이"),
        ("여자", "이", "가", "가"),
        ("서울", "으로", "로", "로"),
        ("부산", "으로", "로", "으로"),
        ("3", "은", "는", "은"),  # 삼
        ("2", "은", "는", "는"),  # 이
        ("10", "을", "를", "을"),  # 십
        ("1000", "을", "를", "을"),  # 천
        ("5,000원", "이", "가", "이"),
        ("ABC", "은", "는", "는"),  # 에이비씨
        ("SQL", "은", "는", "은"),  # 에스큐엘
        ("Bob", "이", "가", "이"),
        ("kim", "이", "가", "이"),
        ("별이🌟", "이", "가", "가"),
        ("도건(님)", "은", "는", "은"),
        ("", "이", "가", "가"),
        ("🌟", "이", "가", "가"),
    ],
)
def test_particle_agrees(word: str, closed: str, opened: str, wanted: str) -> None:
    assert particle(word, closed, opened) == wanted


def test_fill_puts_values_with_their_particles() -> None:
    text = "{partner:이/가} {name}님한테 {amount:을/를}"
    values = {"partner": "남친", "name": "두부", "amount": "5,000원"}
    assert fill(text, values) == "남친이 두부님한테 5,000원을"


def test_fill_names_the_missing_slot() -> None:
    with pytest.raises(KeyError, match="duration"):
        fill("{duration}째", {})


def test_slots_are_found_with_and_without_particles() -> None:
    assert slots("{partner:이/가} {name}") == {"partner", "name"}


@given(st.text())
def test_particle_takes_any_text(word: str) -> None:
    assert particle(word, "이", "가") in ("이", "가")
