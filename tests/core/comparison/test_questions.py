"""The questions of a file, and those shipped."""

from pathlib import Path

import pytest

from core.comparison.questions import DEFAULT, fingerprint, read
from core.errors import ConfigError

PEOPLE = ("onyu", "raon")
ROW = '{"text": "고민 %d"}\n'


def test_the_shipped_questions_are_many_and_different() -> None:
    found = read(DEFAULT, PEOPLE)
    assert len(found) >= 40
    assert len({question.text for question in found}) == len(found)


def test_sets_are_equal_only_word_for_word(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    prints = set()
    for rows in (range(5), range(6), reversed(range(5))):
        file.write_text("".join(ROW % number for number in rows), "utf-8")
        prints.add(fingerprint(read(file, PEOPLE)))
    assert len(prints) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("[]", ":6: an object of strings"),
        ('{"text": " "}', ":6: text is missing"),
        ("{}", ":6: text is missing"),
        ('{"text": 1}', ":6: an object of strings"),
        ('{"text": "x", "personas": "onyu"}', ":6: unknown field personas"),
        ('{"text": "x", "persona": "nobody"}', ":6: no persona 'nobody'"),
        ("{", ":6: "),
        ('{"text": "x", "reference": "y"}', "only some have a reference"),
    ],
)
def test_what_cannot_be_asked_is_named(row: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(ROW % number for number in range(5)) + row, "utf-8")
    with pytest.raises(ConfigError) as refused:
        read(file, PEOPLE)
    assert why in refused.value.why


def test_too_few_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(ROW % 1, "utf-8")
    with pytest.raises(ConfigError, match="holds 1 questions"):
        read(file, PEOPLE)
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / "none.jsonl", PEOPLE)
