"""What becomes of TMDB's answers."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.simulated import tmdb_shapes as shapes
from adapters.tmdb.mapping import film, rating
from adapters.tmdb.shapes import AllReleases, Details
from core.movies.film import GENRES, Film, Offer
from core.movies.moods import MOODS

SERVICES = dict(shapes.SERVICES)
IMAGES = "https://image.tmdb.org/t/p"


def read(id: int = 7, **changes: Any) -> Film | None:
    about = msgspec.convert(shapes.film(id, **changes), Details)
    return film(about, SERVICES, IMAGES)


def mapped(id: int = 7, **changes: Any) -> Film:
    found = read(id, **changes)
    assert found is not None
    return found


def test_a_film_is_read_whole() -> None:
    assert mapped(11) == Film(
        id="tmdb:11",
        tmdb_id=11,
        title="바다의 고양이 11",
        original_title="바다의 고양이 11",
        year=2001,
        genres=("Romance", "Thriller"),
        directors=("감독11",),
        cast=("배우4",),
        keywords=("시골",),
        overview="바다에서 고양이 하나를 주운 사람이 잃어버린 주인을 찾아 나섭니다.",
        runtime=101,
        rating="12",
        country="KR",
        votes=989,
        vote_average=9.0,
        poster="https://image.tmdb.org/t/p/w342/poster11.jpg",
        offers=(Offer("disneyplus", "flatrate"),),
        watch_url="https://www.themoviedb.org/movie/11/watch?locale=KR",
        related=(12, 13),
    )


def test_what_is_missing_is_unknown() -> None:
    bare = film(msgspec.convert({"id": 3, "title": "나"}, Details), SERVICES, IMAGES)
    assert bare == Film(id="tmdb:3", title="나", tmdb_id=3)


def test_adult_and_nameless_films_are_not_kept() -> None:
    assert read(adult=True) is None
    assert read(title=" \u200b\n") is None


def released(*some: tuple[str, str, int]) -> AllReleases:
    rows = [
        {"iso_3166_1": country, "release_dates": [shapes.released(certification, type)]}
        for country, certification, type in some
    ]
    return msgspec.convert({"results": rows}, AllReleases)


@pytest.mark.parametrize(
    ("given", "rated"),
    [
        ([("KR", "ALL", 3)], "ALL"),
        ([("KR", "12", 3)], "12"),
        ([("KR", "15세이상관람가", 3)], "15"),
        ([("KR", "18", 3)], "19"),
        ([("KR", "19", 3)], "19"),
        ([("KR", "Restricted Screening", 3)], "19"),
        ([("KR", "12", 3), ("KR", "15", 3)], "15"),
        ([("KR", "12", 3), ("KR", "19", 4)], "12"),
        ([("KR", "", 3), ("KR", "15", 4)], "15"),
        ([("US", "PG", 3)], ""),
        ([("KR", "PG-13", 3)], ""),
        ([], ""),
    ],
)
def test_the_korean_rating(given: list[tuple[str, str, int]], rated: str) -> None:
    assert rating(released(*given)) == rated


def watched(**services: list[tuple[int, str]]) -> Film:
    return mapped(**{"watch/providers": {"results": {"KR": shapes.watch(7, **services)}}})


def test_services_are_known_by_name() -> None:
    # The id of another list, and a name of another list: the Korean list decides.
    found = watched(flatrate=[(1883, "somebody else"), (1796, "")], rent=[(9, "새 서비스")])
    assert found.offers == (
        Offer("tving", "flatrate"),
        Offer("netflix", "flatrate"),
        Offer("새 서비스", "rent"),
    )


@pytest.mark.parametrize(
    "link",
    ["", "http://www.themoviedb.org/movie/7/watch", "https://evil.example/www.themoviedb.org",
     "https://www.themoviedb.org@evil.example/", "https://[", "javascript:alert(1)"],
)  # fmt: skip
def test_a_foreign_link_is_not_kept(link: str) -> None:
    watch = shapes.watch(7, flatrate=[(8, "Netflix")]) | {"link": link}
    found = mapped(**{"watch/providers": {"results": {"KR": watch}}})
    assert (found.watch_url, found.offers) == ("", ())


@pytest.mark.parametrize("path", [None, "", "poster.jpg", "//evil.example/a.jpg", "/../a.jpg"])
def test_a_foreign_picture_is_not_kept(path: str | None) -> None:
    assert mapped(poster_path=path).poster == ""


def test_titles_are_one_line_of_visible_signs() -> None:
    assert mapped(title=" 가\u202e나\n\x00다 ").title == "가나 다"
    assert len(mapped(title="가" * 5_000).title) == 120


def keyed(*words: str) -> Film:
    keywords = [{"id": number, "name": word} for number, word in enumerate(words)]
    return mapped(keywords={"keywords": keywords})


def test_keywords_are_korean_where_we_have_a_word() -> None:
    found = keyed("First Love", "heartwarming", "duringcreditsstinger")
    assert found.keywords == ("첫사랑", "heartwarming", "duringcreditsstinger")
    assert found.moods == ("따뜻한",)
    assert set(found.moods) <= MOODS


def test_what_to_be_careful_about_survives_translation() -> None:
    found = keyed("grief", "cancer", "murder mystery", "self-harm", "revenge")
    assert set(found.cautions) == {"suicide", "illness", "loss", "gore", "revenge"}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.text(),
            "overview": st.text() | st.none(),
            "release_date": st.text() | st.none(),
            "runtime": st.integers(-(10**6), 10**6) | st.none(),
            "vote_average": st.floats(allow_nan=False) | st.none(),
            "vote_count": st.integers() | st.none(),
            "poster_path": st.text() | st.none(),
            "genres": st.lists(st.fixed_dictionaries({"id": st.integers()})),
            "origin_country": st.lists(st.text()),
        },
    )
)
def test_nothing_odd_gets_through(changes: dict[str, Any]) -> None:
    found = read(**changes)
    if found is not None:
        assert found.title == " ".join(found.title.split()) != ""
        assert found.runtime is None or 0 < found.runtime <= 1000
        assert found.votes >= 0
        assert 0 <= found.vote_average <= 10
        assert set(found.genres) <= set(GENRES)
