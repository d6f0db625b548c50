"""What `lovelm persona check` finds, and how well lines tell who speaks."""

from dataclasses import replace

import pytest

from core.bank import Bank, Line
from core.persona import Manner, Persona
from personas.check import check, shared
from personas.loader import load_all
from personas.telling import accuracy, samples

PERSONAS = load_all()


def with_line(slug: str, key: str, *texts: str) -> Persona:
    """A persona that says only this under `key`."""
    persona = PERSONAS[slug]
    lines = {**persona.bank.lines, key: tuple(Line(text, text) for text in texts)}
    return replace(persona, banks={**persona.banks, Manner.OWN: Bank(lines)})


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("오늘은 그냥 자.", "내일은 나가서 걸어요, 조금만."), "endings"),
        (("당신은 잘하고 있어요.", "천천히 가요."), "nobody says"),
        (("오늘은 따뜻한 차를 마셔요.", "오늘은 따뜻한 차를 마셔요, 꼭."), "alike"),
        (("그 오빠는 바빠요.", "천천히 가요."), "gender"),
        (("힘내세요.", "천천히 가요."), "never uses"),
    ],
)
def test_what_is_wrong_is_found(texts: tuple[str, ...], why: str) -> None:
    found = check(with_line("onyu", "talk.bored", *texts), Manner.OWN).findings
    assert any(finding.key == "talk.bored" and why in finding.why for finding in found)


def test_trigrams_are_of_letters() -> None:
    assert shared("가나다라", "가나 다라!") == 1.0
    assert shared("가나다라", "마바사아") == 0.0
    assert shared("", "가나다라") == 0.0


def test_who_speaks_is_told_even_with_endings_and_names_masked() -> None:
    assert accuracy(samples(PERSONAS)) >= 0.95
    assert accuracy(samples(PERSONAS, masked=True)) >= 0.70


def test_masking_takes_names_endings_and_address() -> None:
    texts = " ".join(sample.text for sample in samples(PERSONAS, masked=True))
    assert not any(word in texts for word in ("자네", "{", "습니다.", "온유", "라온"))
