"""Our films and TMDB's as one catalogue."""

from dataclasses import replace

from core.movies.catalogue import Catalogue
from core.movies.film import Film, Offer
from core.movies.merge import merged

OWN = Film(
    "heart-2001", "봄의 편지", "Letter", 2001, ("Romance",), ("감독",), overview="우리 글.", moods=("따뜻한",),
    rating="12", renown=4, tmdb_id=7,
)  # fmt: skip
TOLD = Film(
    "tmdb:7", "봄의 편지 (감독판)", "Letter", 2002, ("Drama",), ("Director",), overview="남의 글.",
    moods=("슬픈",), rating="19", country="KR", votes=900, vote_average=7.5, collection="편지 시리즈",
    tmdb_id=7, runtime=100, poster="https://p/7.jpg", offers=(Offer("netflix", "flatrate"),),
    watch_url="https://w/7", related=(8,),
)  # fmt: skip


def test_our_words_stay_and_theirs_fill_what_we_do_not_write() -> None:
    assert merged([OWN], [TOLD]) == (
        replace(
            OWN, country="KR", votes=900, vote_average=7.5, collection="편지 시리즈", runtime=100,
            poster="https://p/7.jpg", offers=TOLD.offers, watch_url="https://w/7", related=(8,),
        ),
    )  # fmt: skip


def test_the_others_follow() -> None:
    other = Film("tmdb:8", "여름의 약속", tmdb_id=8)
    assert [film.id for film in merged([OWN], [other, TOLD])] == ["heart-2001", "tmdb:8"]
    assert merged([OWN], []) == (OWN,)


def test_a_film_of_ours_without_an_id_is_known_by_title_and_year() -> None:
    nameless = replace(OWN, tmdb_id=None)
    same = replace(TOLD, title="봄의  편지!", year=2002)
    (film,) = merged([nameless], [same])
    assert (film.id, film.tmdb_id) == ("heart-2001", 7)
    remake = replace(same, year=2010)
    assert len(merged([nameless], [remake])) == 2


def test_no_film_is_taken_twice() -> None:
    twin = replace(OWN, id="twin-2002", year=2002, tmdb_id=None)
    for own in ([twin, OWN], [OWN, twin]):
        films = merged(own, [TOLD])
        assert len(films) == 2
        assert [film.tmdb_id for film in films if film.votes] == [7]
        assert all(film.id != "twin-2002" or not film.votes for film in films)


def test_the_packaged_films_keep_their_order() -> None:
    own = tuple(Catalogue.load())
    told = [Film(f"tmdb:{film.tmdb_id}", "x", tmdb_id=film.tmdb_id) for film in own if film.tmdb_id]
    assert [film.id for film in merged(own, told)] == [film.id for film in own]
