from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from core.movies.catalogue import Catalogue
from core.movies.film import Access, Film, Offer
from core.movies.korean_genres import KOREAN, SPOKEN, korean
from core.movies.providers import (
    JUSTWATCH,
    TMDB,
    Provider,
    credit,
    has,
    service,
    shown_name,
    where_to_watch,
)
from core.movies.rank import Recommender, Request
from core.movies.wish import FilmWish

FILM = Film("a", "사랑 & 이별 100%", tmdb_id=7)


def test_links_search_for_the_encoded_title() -> None:
    links = [link for link in where_to_watch(FILM) if link.kind == "search"]
    assert len(links) == 5
    for link in links:
        address = urlsplit(link.url)
        assert address.scheme == "https"
        assert list(parse_qs(address.query).values()) == [[FILM.title]]


def test_disney_is_tmdbs_page() -> None:
    url = "https://www.themoviedb.org/movie/7/watch?locale=KR"
    assert where_to_watch(FILM, "disneyplus")[0] == Provider("디즈니+", url, "watch")
    assert len(where_to_watch(Film("b", "나"), "disneyplus")) == 5


WATCH = "https://www.themoviedb.org/movie/7/watch?locale=KR"


def offered(*offers: tuple[str, Access]) -> Film:
    return Film(
        "a", "나", tmdb_id=7, offers=tuple(Offer(*offer) for offer in offers), watch_url=WATCH
    )


def test_known_services_come_instead_of_searches() -> None:
    film = offered(("netflix", "ads"), ("wavve", "rent"), ("watcha", "flatrate"), ("wavve", "buy"))
    assert where_to_watch(film) == (
        Provider("왓챠", WATCH, "watch"),
        Provider("넷플릭스 (광고 포함)", WATCH, "watch"),
        Provider("웨이브 (대여)", WATCH, "watch"),
    )
    assert where_to_watch(film, "wavve")[0].name == "웨이브 (대여)"
    assert (has(film, "netflix"), has(film, "tving"), has(FILM, "netflix")) == (True, False, None)


def test_a_service_that_we_do_not_know_keeps_its_name() -> None:
    film = offered(("새 서비스", "free"), ("netflix", "flatrate"))
    assert [link.name for link in where_to_watch(film)] == ["넷플릭스", "새 서비스 (무료)"]


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("Netflix", "넷플릭스"),
        ("Netflix Standard with Ads", "넷플릭스"),
        ("TVING", "티빙"),
        ("wavve", "웨이브"),
        ("Coupang Play", "쿠팡플레이"),
        ("Disney Plus", "디즈니+"),
        ("Other", "Other"),
    ],
)
def test_tmdbs_names_are_ours(spelt: str, name: str) -> None:
    assert shown_name(service(spelt)) == name


def test_what_others_told_is_credited() -> None:
    known = offered(("netflix", "flatrate"))
    both = f"{JUSTWATCH} · {TMDB}"
    for film, said in (
        (known, both),
        (Film("b", "나"), ""),
        (FILM, JUSTWATCH),
        (Film("c", "나", poster="https://image.tmdb.org/p.jpg"), TMDB),
    ):
        assert credit(film, where_to_watch(film)) == said


@pytest.mark.parametrize("genres", SPOKEN.values())
def test_spoken_genres_are_known(genres: tuple[str, ...]) -> None:
    assert set(genres) <= set(KOREAN)


def test_an_unknown_genre_keeps_its_name() -> None:
    assert korean("Romance") == "로맨스"
    assert korean("Noir") == "Noir"


@pytest.mark.parametrize(
    ("offers", "said"),
    [((("netflix", "flatrate"),), ("볼 수 있어요", "올라와", "만날 수")),
     ((("wavve", "flatrate"),), ("없는 걸로", "다른 곳", "찾기 어려")),
     ((), ("검색해", "확인"))],
)  # fmt: skip
def test_a_wanted_service_is_spoken_of_truly(
    offers: tuple[tuple[str, Access], ...], said: tuple[str, ...]
) -> None:
    film = replace(offered(*offers), genres=("Comedy",), rating="12")
    request = Request(wish=FilmWish(provider="netflix"))
    (pick,) = Recommender(Catalogue([film])).recommend(request)
    assert "넷플릭스" in pick.why
    assert any(words in pick.why for words in said), pick.why


def test_english_keywords_are_not_said() -> None:
    keywords = ("duringcreditsstinger",)
    films = [
        Film(id, title, genres=(genre,), keywords=keywords, rating="12")
        for id, title, genre in (("a", "봄비", "Comedy"), ("b", "겨울밤", "Drama"))
    ]
    (pick,) = Recommender(Catalogue(films)).recommend(Request(likes=("a",)))
    assert "stinger" not in pick.why
