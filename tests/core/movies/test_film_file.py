"""Catalogues too large to be held: films are read from the file when they are asked for."""

import json
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.movies.catalogue import Catalogue
from core.movies.film import Film
from core.movies.film_file import FilmFile
from core.movies.film_record import read_film
from core.movies.rank import Recommender, Request

COUNT = 1_200


def lines() -> list[str]:
    return [
        json.dumps(
            {
                "id": f"film-{place}",
                "title": f"바다 이야기 {place}",
                "original_title": f"Sea Story: Part {place}",
                "genres": ["Drama" if place % 2 else "Comedy"],
                "overview": f"등대 {place % 40}에서 벌어지는 일입니다.\u2028끝.",
                "votes": place,
            },
            ensure_ascii=False,
        )
        for place in range(COUNT)
    ]


def written(folder: Path, rows: list[str], start: str = "") -> Path:
    path = folder / "films.jsonl"
    path.write_text(start + "\n".join(rows) + "\n", "utf-8")
    return path


def test_films_are_those_of_the_lines(tmp_path: Path) -> None:
    rows = lines()
    catalogue = Catalogue.load(written(tmp_path, ["", *rows[:600], "  ", *rows[600:]], "\ufeff"))
    assert list(catalogue) == [read_film(row, "f", 1) for row in rows]
    assert catalogue.by_id("film-7") == catalogue.films[7]
    assert catalogue.by_title("바다이야기 1199를") == catalogue.films[1199]
    assert [film.id for film in catalogue.mentioned("바다 이야기 77 같은 거")] == ["film-77"]
    assert catalogue.by_id("film-1200") is None


def test_of_equal_titles_the_best_known_counts(tmp_path: Path) -> None:
    rows = [*lines(), '{"id": "remake", "title": "바다 이야기 5", "votes": 9999}']
    film = Catalogue.load(written(tmp_path, rows)).by_title("바다 이야기 5")
    assert film is not None
    assert film.id == "remake"


def test_they_are_ranked_as_if_held(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    request = Request(likes=("film-3", "film-43"), text="등대", max_rating="any")
    held = Recommender(Catalogue(tuple(FilmFile(path))))
    assert Recommender(Catalogue.load(path)).recommend(request) == held.recommend(request)


def test_a_replaced_file_does_not_disturb(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    catalogue = Catalogue.load(path)
    other = tmp_path / "other"
    other.write_text("nothing like it\n" * COUNT, "utf-8")
    other.replace(path)
    assert catalogue.films[1000].title == "바다 이야기 1000"


@pytest.mark.parametrize(
    ("line", "words"),
    [('{"id": "x"}', "field 'title'"), ('{"id": "film-3", "title": "x"}', "twice")],
)
def test_a_broken_line_far_down_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = written(tmp_path, [*lines(), line])
    with pytest.raises(ConfigError, match=words) as caught:
        Catalogue.load(path)
    assert caught.value.key == f"{path}:{COUNT + 1}"


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    path.write_bytes(path.read_bytes() + b"\xff\n")
    with pytest.raises(ConfigError, match="UnicodeDecodeError"):
        Catalogue.load(path)


def test_a_slice_and_the_end(tmp_path: Path) -> None:
    films = FilmFile(written(tmp_path, lines()))
    assert [film.id for film in films[1:3]] == ["film-1", "film-2"]
    assert isinstance(films[-1], Film)
    with pytest.raises(IndexError):
        films[COUNT]
