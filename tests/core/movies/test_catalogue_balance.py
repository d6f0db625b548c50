"""The packaged films as a whole: enough for every wish, none that hides or copies another."""

import json

import pytest

from core.movies.catalogue import PACKAGED, Catalogue
from core.movies.film import Film
from core.movies.moods import TABLE, Feeling, Intent, mood_fit

CATALOGUE = Catalogue.load()
FILMS = tuple(CATALOGUE)


def share(films: list[Film]) -> float:
    return len(films) / len(FILMS)


def test_there_are_enough() -> None:
    assert len(FILMS) >= 600


def test_countries_are_balanced() -> None:
    assert share([film for film in FILMS if film.country == "KR"]) >= 0.35
    assert share([film for film in FILMS if film.country not in ("KR", "US")]) >= 0.25
    assert len({film.country for film in FILMS}) >= 20


def test_most_suit_love_worries() -> None:
    comforting = {"위로되는", "따뜻한", "설레는"}
    suit = [film for film in FILMS if "Romance" in film.genres or comforting & set(film.moods)]
    assert share(suit) >= 0.6


def test_few_are_for_adults_only() -> None:
    assert share([film for film in FILMS if film.rating == "19"]) <= 0.03
    assert share([film for film in FILMS if film.rating == "ALL"]) >= 0.2


@pytest.mark.parametrize(("genre", "least"), [("Romance", 200), ("Animation", 60), ("Family", 100)])
def test_genres_people_ask_for(genre: str, least: int) -> None:
    assert sum(genre in film.genres for film in FILMS) >= least


def test_there_are_short_films_for_a_tired_evening() -> None:
    short = [film for film in FILMS if (film.runtime or 999) <= 100]
    assert sum("Comedy" in film.genres for film in short) >= 50
    assert sum("Documentary" in film.genres for film in short) >= 10


@pytest.mark.parametrize("cell", TABLE)
def test_every_cell_has_a_choice(cell: tuple[Feeling, Intent]) -> None:
    fitting = [film for film in FILMS if mood_fit(film, *cell) >= 0.5]
    assert len(fitting) >= 20
    assert sum(film.country == "KR" for film in fitting) >= 5


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.id)
def test_every_film_is_found_by_its_titles(film: Film) -> None:
    assert CATALOGUE.by_title(film.title) is film
    assert CATALOGUE.by_title(film.original_title) is film


def test_no_synopsis_repeats_another() -> None:
    length = 16
    seen: dict[str, str] = {}
    for film in FILMS:
        text = film.overview
        for start in range(len(text) - length + 1):
            assert seen.setdefault(text[start : start + length], film.id) == film.id


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.id)
def test_a_synopsis_gives_nothing_away(film: Film) -> None:
    assert not any(word in film.overview for word in ("결말", "반전", "알고 보니", "사실은"))
    assert film.overview.count("다.") <= 2


def test_lines_are_in_the_order_of_their_ids() -> None:
    ids = [json.loads(line)["id"] for line in PACKAGED.read_text(encoding="utf-8").splitlines()]
    assert ids == sorted(ids)
