import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.movies.weights import SHIPPED, Weights


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    own = replace(SHIPPED, mood=2.0, unrated=replace(SHIPPED.unrated, genre=3.0))
    path.write_text(json.dumps(own.to_row()), "utf-8")
    assert Weights.load(path) == own


def test_what_is_left_out_is_as_shipped(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"rated": {"knn": 9}}', "utf-8")
    assert Weights.load(path) == replace(SHIPPED, rated=replace(SHIPPED.rated, knn=9.0))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "weights.json:1: cannot be read as JSON"),
        ("[]", "not a JSON object"),
        ('{"moods": 1}', "'moods' is no weight"),
        ('{"mood": "much"}', "'mood' is 'much'"),
        ('{"mood": true}', "'mood' is True"),
        ('{"mood": NaN}', "'mood' is nan"),
        ('{"rated": 3}', "rated: is not a JSON object"),
        ('{"rated": {"mood": 3}}', "'mood' is no weight"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=words) as caught:
        Weights.load(path)
    assert str(path) in caught.value.key
    assert caught.value.fix


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        Weights.load(tmp_path / "nothing.json")
