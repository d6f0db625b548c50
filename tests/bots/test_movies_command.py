"""`lovelm movies recommend` on whatever it may be given, run as it is run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FILMS = [
    {"id": place, "title": f"Film {place}", "genres": ["Drama"], "overview": "harbour lights"}
    for place in range(12)
]


def lovelm(
    folder: Path, *arguments: str, lines: list[Any] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bots.cli", "movies", "recommend", *arguments],
        input="\n".join(json.dumps(line) for line in lines or [{"id": 1}]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"LOVELM_DATA_DIR": str(folder / "home")},
        timeout=60,
    )


def answers(folder: Path, *arguments: str, lines: list[Any]) -> list[dict[str, Any]]:
    done = lovelm(folder, *arguments, lines=lines)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(row) for row in done.stdout.splitlines()]


def catalogue(folder: Path, *rows: Any) -> Path:
    path = folder / "films.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_odd_requests_get_films_or_are_told_why(tmp_path: Path) -> None:
    lines = [
        {"id": "nobody knows", "likes": ["No Such Film", 7, 99], "seen": ["No Such Film"]},
        {"id": "k too low", "k": 0},
        {"id": "k too high", "k": 101},
        {"id": "k no number", "k": "x"},
        {"id": "contradiction", "text": "코미디 말고 코미디, 한국 인도 90년대 최신 영화", "k": 3},
        {"id": "many likes", "likes": [f"x{place}" for place in range(4_999)] + ["Film 3"], "k": 3},
        {"id": "long", "text": "harbour lights " * 700, "k": 3},
        {"id": "all", "k": 100},
    ]
    path = catalogue(tmp_path, *FILMS)
    asked = [line | {"max_rating": "any", "diversify": False} for line in lines]
    found = {one["id"]: one for one in answers(tmp_path, "--catalogue", str(path), lines=asked)}
    first = found["nobody knows"]
    assert first["unknown"] == ["No Such Film", "99"]
    assert "7" not in {film["id"] for film in first["films"]}
    assert len(first["films"]) == 8
    assert found["k too low"]["error"] == "Expected `int` >= 1 - at `$.k`"
    assert found["k too high"]["error"] == "Expected `int` <= 100 - at `$.k`"
    assert found["k no number"]["error"] == "Expected `int`, got `str` - at `$.k`"
    for id in ("contradiction", "many likes", "long"):
        assert len(found[id]["films"]) == 3, id
    assert len(found["all"]["films"]) == len(FILMS)


def test_an_empty_catalogue_answers_with_no_film(tmp_path: Path) -> None:
    path = catalogue(tmp_path)
    assert answers(tmp_path, "--catalogue", str(path), lines=[{"id": 1, "likes": ["Film 1"]}]) == [
        {"id": 1, "unknown": ["Film 1"], "films": []}
    ]


def test_rows_with_odd_values_are_films(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path,
        {
            "id": "a",
            "title": "A",
            "year": "soon",
            "votes": -3,
            "genres": 5,
            "runtime": float("nan"),
        },
        {"id": "b", "title": "B", "cast": [{"name": "X"}, 7, None], "overview": None, "votes": []},
    )
    (one,) = answers(
        tmp_path, "--catalogue", str(path), lines=[{"id": 1, "likes": ["A"], "max_rating": "any"}]
    )
    assert [film["id"] for film in one["films"]] == ["b"]


@pytest.mark.parametrize(
    ("option", "text", "where", "fix"),
    [
        ("--catalogue", '{"id":"a","title":"A"}\n{"id":"b","ti', ":2", "write one film a line"),
        ("--catalogue", '{"id":"a","title":"A"}\n{"id":"b"}', ":2", "at least id and title"),
        ("--catalogue", None, "", "check path"),
        ("--ratings", "user,film,rating\n1,0,5\n1,2", ":3", "give user, film and rating"),
        ("--ratings", "1,0,5\n", ":1", "begin with a line user,film,rating"),
        ("--ratings", "", ":1", "begin with a line user,film,rating"),
        ("--ratings", None, "", "check path"),
        ("--weights", '{"text": 1,\n"cue"}', ":2", "check the path"),
        ("--weights", '{"sparkle": 1}', "'sparkle'", "use one of"),
        ("--weights", '{"rated": {"text": "much"}}', "'text'", "give it a number"),
        ("--weights", None, "", "check the path"),
    ],
)
def test_a_broken_file_is_named_with_what_to_do(
    tmp_path: Path, option: str, text: str | None, where: str, fix: str
) -> None:
    path = tmp_path / "given"
    if text is not None:
        path.write_text(text, "utf-8")
    others = () if option == "--catalogue" else ("--catalogue", str(catalogue(tmp_path, *FILMS)))
    done = lovelm(tmp_path, option, str(path), *others)
    assert done.returncode == 2
    assert done.stdout == ""
    assert str(path) in done.stderr
    assert where in done.stderr
    assert fix in done.stderr
    assert "Traceback" not in done.stderr


def test_the_packaged_films_alone_leave_no_index_behind(tmp_path: Path) -> None:
    (one,) = answers(tmp_path, lines=[{"id": 1, "k": 1}])
    assert len(one["films"]) == 1
    assert not (tmp_path / "home").exists()
