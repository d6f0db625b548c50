from urllib.parse import parse_qs, urlsplit

import pytest

from core.movies.film import Film
from core.movies.korean_genres import KOREAN, SPOKEN, korean
from core.movies.providers import Provider, search_links

FILM = Film("a", "사랑 & 이별 100%", tmdb_id=7)


def test_links_search_for_the_encoded_title() -> None:
    links = [link for link in search_links(FILM) if link.kind == "search"]
    assert len(links) == 5
    for link in links:
        address = urlsplit(link.url)
        assert address.scheme == "https"
        assert list(parse_qs(address.query).values()) == [[FILM.title]]


def test_disney_is_tmdbs_page() -> None:
    url = "https://www.themoviedb.org/movie/7/watch?locale=KR"
    assert search_links(FILM, "disneyplus")[0] == Provider("디즈니+", url, "watch")
    assert len(search_links(Film("b", "나"), "disneyplus")) == 5


@pytest.mark.parametrize("genres", SPOKEN.values())
def test_spoken_genres_are_known(genres: tuple[str, ...]) -> None:
    assert set(genres) <= set(KOREAN)


def test_an_unknown_genre_keeps_its_name() -> None:
    assert korean("Romance") == "로맨스"
    assert korean("Noir") == "Noir"
