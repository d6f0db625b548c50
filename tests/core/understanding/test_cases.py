"""Cases of love situations, known by lines of two authors and tried on lines of a third."""

import json
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.movies.catalogue import Catalogue
from core.understanding.cases import Cases
from core.understanding.cases import read_lines as read_cases
from core.understanding.linear import LinearClassifier
from core.understanding.understander import Understander

CASES = Path(__file__).parent / "cases" / "unseen.jsonl"
UNDERSTANDER = Understander(LinearClassifier.load(), Catalogue.load())


def test_cases_that_another_author_tells_are_known() -> None:
    rows = [json.loads(row) for row in CASES.read_text("utf-8").splitlines()]
    read = UNDERSTANDER.read_many([row["text"] for row in rows])
    pairs = [(row["situation"], row["angle"], one) for row, one in zip(rows, read, strict=True)]
    told = [(situation, angle, one) for situation, angle, one in pairs if angle]
    right = sum((one.situation, one.angle) == (situation, angle) for situation, angle, one in told)
    wrong = sum(one.angle not in (None, angle) for _, angle, one in told)
    assert right / len(told) >= 0.62
    assert wrong / len(told) <= 0.10


def test_no_line_of_a_case_is_trained_and_tested_on() -> None:
    trained = {text for text, _ in read_cases()}
    assert not [
        row for row in CASES.read_text("utf-8").splitlines() if json.loads(row)["text"] in trained
    ]


def test_a_missing_or_broken_file_of_cases_is_named(tmp_path: Path) -> None:
    for content in (None, b"", b"PK\x03\x04rubbish"):
        path = tmp_path / "cases.npz"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ConfigError, match="cases"):
            Cases.load(path)


@pytest.mark.parametrize("text", ["", " ", "ㅋ", "\ud800", "a" * 10_000, "🙂" * 50])
def test_rubbish_is_no_case(text: str) -> None:
    assert Cases.load().find(text, {}) is None


def test_who_is_in_danger_is_told_by_wording_before_likeness() -> None:
    reading = UNDERSTANDER.read("싸우다가 남친이 물건을 던지고 때려요 자주 싸워요")
    assert (reading.situation, reading.angle) == ("fight", "violence")
