"""The packaged films keep to the catalogue's own rules."""

import json
from collections import Counter

import pytest

from core.movies.catalogue import PACKAGED, Catalogue
from core.movies.film import CAUTIONS, GENRES, Film
from core.movies.moods import MOODS, TABLE, Feeling, Intent, mood_fit

FILMS = tuple(Catalogue.load())


def test_there_are_enough() -> None:
    assert len(FILMS) >= 130
    assert sum(film.country == "KR" for film in FILMS) >= 45
    assert sum((film.runtime or 999) < 100 for film in FILMS) >= 25


def test_ids_and_titles_are_unique() -> None:
    assert max(Counter(film.id for film in FILMS).values()) == 1
    assert max(Counter(film.title for film in FILMS).values()) == 1
    tmdb = [film.tmdb_id for film in FILMS if film.tmdb_id]
    assert len(tmdb) == len(set(tmdb))


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.id)
def test_facts_are_there(film: Film) -> None:
    assert film.original_title
    assert film.year
    assert 1895 <= film.year <= 2026
    assert film.id.endswith(str(film.year))
    assert film.genres
    assert set(film.genres) <= set(GENRES)
    assert film.directors
    assert 1 <= len(film.cast) <= 4
    assert len(film.keywords) >= 2
    assert film.moods
    assert set(film.moods) <= MOODS
    assert film.runtime
    assert 60 <= film.runtime <= 240
    assert film.rating
    assert len(film.country) == 2
    assert 1 <= film.renown <= 5
    assert set(film.cautions) <= CAUTIONS
    assert 15 <= len(film.overview) <= 120
    assert film.overview.endswith("다.")


def test_no_closed_value_is_lost_in_reading() -> None:
    rows = [json.loads(line) for line in PACKAGED.read_text(encoding="utf-8").splitlines()]
    assert [row.get("cautions", []) for row in rows] == [list(film.cautions) for film in FILMS]
    assert [row["rating"] for row in rows] == [film.rating for film in FILMS]
    assert not any("votes" in row for row in rows)


@pytest.mark.parametrize("cell", TABLE)
def test_every_cell_has_films(cell: tuple[Feeling, Intent]) -> None:
    assert sum(mood_fit(film, *cell) >= 0.5 for film in FILMS) >= 12


def test_all_eras_are_there() -> None:
    decades = {(film.year or 0) // 10 for film in FILMS}
    assert {195, 198, 199, 200, 201, 202} <= decades
