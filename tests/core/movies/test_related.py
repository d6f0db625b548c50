import numpy as np

from core.movies.catalogue import Catalogue
from core.movies.film import Film
from core.movies.rank import Recommender, Request
from core.movies.related import related


def film(place: int, *near: int) -> Film:
    """Nothing but TMDB's word tells these films apart."""
    return Film(
        f"f{place}", f"영화 {place}", tmdb_id=1000 + place, related=tuple(1000 + x for x in near)
    )


def shown(films: list[Film], *likes: str, k: int = 3) -> list[str]:
    request = Request(likes=likes, max_rating="any", diversify=False, k=k)
    return [pick.film.id for pick in Recommender(Catalogue(films)).recommend(request)]


def test_what_is_related_to_a_liked_film_comes_first_the_nearest_foremost() -> None:
    films = [film(place) for place in range(600)]
    films[5] = film(5, 590, 401, 9999, 20)
    assert shown(films, "f5") == ["f590", "f401", "f20"]


def test_more_liked_films_speak_louder() -> None:
    films = [film(place) for place in range(60)]
    films[1], films[2] = film(1, 40, 50), film(2, 50)
    assert shown(films, "f1", "f2", k=2) == ["f50", "f40"]


def test_lists_are_by_place() -> None:
    ids = np.array([7, 0, 9, 8], dtype=np.int32)
    order = np.array([2, 3, 0, 1], dtype=np.int32)
    near = related({0: (8, 5, 9), 3: (7,)}, ids, order)
    assert near.films.tolist() == [[-1, -1, -1], [2, -1, -1], [1, -1, 0], [-1, -1, -1]]
    assert near.worth[2].tolist() == [1, 0, 0.5]


def test_without_a_word_of_tmdb_there_are_no_lists() -> None:
    order = np.arange(3, dtype=np.int32)
    assert related({}, np.zeros(3, dtype=np.int32), order).films.shape == (3, 0)
