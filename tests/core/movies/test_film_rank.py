import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.constraints import RATING_ORDER, era_years
from core.movies.exclusions import TERMS, has
from core.movies.film import GENRES, Film
from core.movies.moods import mood_fit
from core.movies.rank import Recommender, Request
from core.movies.sentences import SPOILERS
from core.movies.wish import FilmWish

CATALOGUE = Catalogue.load()
FILMS = tuple(CATALOGUE)
RECOMMENDER = Recommender(CATALOGUE)

wishes = st.builds(
    FilmWish,
    intent=st.sampled_from([None, "repair", "congruent"]),
    likes=st.lists(st.sampled_from([film.title for film in FILMS]), max_size=2).map(tuple),
    genres=st.lists(st.sampled_from(GENRES), max_size=2, unique=True).map(tuple),
    exclusions=st.lists(st.sampled_from([*GENRES, *TERMS]), max_size=3).map(tuple),
    runtime=st.none() | st.integers(60, 200),
    company=st.sampled_from([None, "alone", "couple", "friends", "family"]),
    provider=st.sampled_from([None, "netflix", "disneyplus"]),
    era=st.sampled_from([None, "1990s", "classic", "recent", "someday"]),
    country=st.sampled_from([None, "KR", "US", "JP", "XX"]),
)
requests = st.builds(
    Request,
    text=st.text(max_size=60) | st.sampled_from(["반전 있는 스릴러", "심심해", "인셉션 같은 거"]),
    wish=st.none() | wishes,
    emotion=st.none() | st.sampled_from(Emotion),
    likes=st.lists(st.sampled_from([film.title for film in FILMS]), max_size=5).map(tuple),
    seen=st.lists(st.sampled_from([film.id for film in FILMS]), max_size=5).map(tuple),
    k=st.integers(0, 20),
    max_rating=st.sampled_from(["ALL", "12", "15", "19", "any"]),
    diversify=st.booleans(),
    seed=st.integers(-3, 3),
    avoid=st.frozensets(st.sampled_from([film.id for film in FILMS]), max_size=5),
)


@given(requests)
def test_no_request_breaks_the_walls(request_: Request) -> None:
    picks = RECOMMENDER.recommend(request_)
    films = [pick.film for pick in picks]
    assert len(picks) <= request_.k
    assert len({film.id for film in films}) == len(films)
    assert [pick.score for pick in picks] == sorted((p.score for p in picks), reverse=True)
    barred = {*request_.likes, *request_.seen, *request_.avoid}
    assert not barred & {name for film in films for name in (film.id, film.title)}
    for pick in picks:
        assert 5 < len(pick.why) <= 60
        # What a viewer named is no spoiler: 오리엔트 특급 살인.
        own = pick.why
        for film in FILMS:
            own = own.replace(film.title, "")
        assert not any(word in own for word in SPOILERS)
        if request_.max_rating != "any":
            assert RATING_ORDER.get(pick.film.rating, 3) <= RATING_ORDER[request_.max_rating]
        if wish := request_.wish:
            assert not any(has(pick.film, term) for term in wish.exclusions)
            assert wish.runtime is None or (pick.film.runtime or 999) <= wish.runtime
            assert pick.film.title not in wish.likes
    if request_.diversify:
        collections = [film.collection for film in films if film.collection]
        assert len(collections) == len(set(collections))
        directors = [name for film in films for name in film.directors]
        assert all(directors.count(name) <= 2 for name in directors)


@given(requests)
def test_the_same_request_gets_the_same_answer(request_: Request) -> None:
    assert RECOMMENDER.recommend(request_) == RECOMMENDER.recommend(request_)


@pytest.mark.parametrize("emotion", [e for e in Emotion if e is not Emotion.NEUTRAL])
def test_without_intent_five_lift_and_three_stay(emotion: Emotion) -> None:
    films = [pick.film for pick in RECOMMENDER.recommend(Request(emotion=emotion))]
    assert len(films) == 8
    assert sum(mood_fit(film, emotion, "repair") > 0.3 for film in films) >= 4
    assert sum(mood_fit(film, emotion, "congruent") > 0.3 for film in films) >= 3


@pytest.mark.parametrize("emotion", list(Emotion))
def test_lifting_keeps_clear_of_heavy_films(emotion: Emotion) -> None:
    wish = FilmWish(intent="repair")
    for pick in RECOMMENDER.recommend(Request(wish=wish, emotion=emotion, max_rating="19")):
        assert not {"suicide", "bleak", "abuse"} & set(pick.film.cautions)
        assert "Horror" not in pick.film.genres


def test_frames_differ_within_a_list() -> None:
    for emotion in Emotion:
        whys = [pick.why for pick in RECOMMENDER.recommend(Request(emotion=emotion))]
        assert len(set(whys)) == len(whys)
        frames = [re.sub(r"\S+ (영화|편)", "", why).split(",")[0] for why in whys]
        assert max(frames.count(frame) for frame in frames) <= 4


def test_every_liked_film_counts() -> None:
    first = RECOMMENDER.recommend(Request(likes=("이웃집 토토로",), diversify=False))
    both = RECOMMENDER.recommend(Request(likes=("이웃집 토토로", "인셉션"), diversify=False))
    assert {pick.film.id for pick in first} != {pick.film.id for pick in both}
    directors = {name for pick in both for name in pick.film.directors}
    assert {"미야자키 하야오", "크리스토퍼 놀란"} <= directors


def test_a_named_film_leads_the_way() -> None:
    picks = RECOMMENDER.recommend(Request(text="건축학개론 같은 영화"))
    assert "건축학개론" not in [pick.film.title for pick in picks]
    assert sum("첫사랑" in pick.film.keywords for pick in picks) >= 4
    assert any("건축학개론" in pick.why for pick in picks)


def test_text_alone_brings_its_constraints() -> None:
    picks = RECOMMENDER.recommend(Request(text="일본 애니 추천, 90분 안 넘는 걸로", k=1))
    film = picks[0].film
    assert (film.country, "Animation" in film.genres) == ("JP", True)
    assert film.runtime is not None
    assert film.runtime <= 90


def test_a_wish_that_cannot_be_met_is_owned_up_to() -> None:
    wish = FilmWish(genres=("Romance", "Comedy"), era="1990s", country="KR")
    picks = RECOMMENDER.recommend(Request(wish=wish))
    first, last = era_years("1990s") or (0, 0)
    for pick in picks:
        film = pick.film
        met = (
            film.country == "KR"
            and first <= (film.year or 0) <= last
            and {"Romance", "Comedy"} <= set(film.genres)
        )
        assert met or "지만" in pick.why


def test_a_provider_comes_first_and_is_only_searched() -> None:
    for pick in RECOMMENDER.recommend(Request(wish=FilmWish(provider="tving"))):
        assert pick.providers[0].name == "티빙"
        assert pick.providers[0].kind == "search"
        assert "티빙" in pick.why


def test_a_film_without_rating_counts_as_for_adults() -> None:
    catalogue = Catalogue([Film("a", "가"), Film("b", "나", rating="12")])
    recommender = Recommender(catalogue)
    assert [pick.film.id for pick in recommender.recommend(Request())] == ["b"]
    assert len(recommender.recommend(Request(max_rating="19"))) == 2


def test_adult_films_are_never_shown() -> None:
    recommender = Recommender(Catalogue([Film("a", "가", rating="ALL", adult=True)]))
    assert recommender.recommend(Request(max_rating="any")) == ()


def test_an_empty_catalogue_recommends_nothing() -> None:
    assert Recommender(Catalogue([])).recommend(Request(text="인셉션 같은 거")) == ()


def test_bare_films_can_be_ranked() -> None:
    recommender = Recommender(Catalogue([Film(str(n), f"영화 {n}", votes=n) for n in range(30)]))
    picks = recommender.recommend(Request(max_rating="any", emotion=Emotion.SADNESS, likes=("3",)))
    assert len(picks) == 8


def test_likes_lead_the_way_whatever_is_known_well() -> None:
    films = [
        Film(
            f"{genre}{place}",
            f"{genre} 영화 {place}",
            genres=(genre,),
            keywords=(f"{genre} 이야기",),
            votes=9000 if genre == "War" else 100,
            vote_average=7,
        )
        for genre in ("War", "Romance")
        for place in range(20)
    ]
    recommender = Recommender(Catalogue(films))
    request = Request(likes=("Romance1", "Romance2"), max_rating="any", diversify=False)
    assert {pick.film.genres for pick in recommender.recommend(request)} == {("Romance",)}
    assert recommender.recommend(Request(max_rating="any"))[0].film.genres == ("War",)


def test_a_place_is_kept_for_a_lesser_known_film() -> None:
    films = [
        Film(str(place), f"영화 {place}", genres=(GENRES[place % 18],), votes=10_000 - 30 * place)
        for place in range(300)
    ]
    recommender = Recommender(Catalogue(films))
    known = {str(place) for place in range(100)}
    varied = recommender.recommend(Request(max_rating="any"))
    plain = recommender.recommend(Request(max_rating="any", diversify=False))
    assert {pick.film.id for pick in plain} <= known
    assert len({pick.film.id for pick in varied} - known) == 1


def test_thousands_of_likes_and_a_long_text() -> None:
    films = [
        Film(str(place), f"영화 {place}번", genres=(GENRES[place % 7],), year=1950 + place % 70)
        for place in range(5_600)
    ]
    recommender = Recommender(Catalogue(films))
    likes = tuple(str(place) for place in range(5_000))
    picks = recommender.recommend(Request(likes=likes, max_rating="any", text="영화 " * 3_400))
    assert len(picks) == 8
    assert all(int(pick.film.id) >= 5_000 for pick in picks)


def test_wishes_that_contradict_each_other_still_get_films() -> None:
    wish = FilmWish(genres=("Comedy",), exclusions=("Comedy",), era="1990s", runtime=240)
    picks = RECOMMENDER.recommend(Request(wish=wish, max_rating="any"))
    assert len(picks) == 8
    assert all("Comedy" not in pick.film.genres for pick in picks)
    assert RECOMMENDER.recommend(Request(wish=FilmWish(exclusions=GENRES))) == ()


def test_unknown_titles_are_passed_over() -> None:
    request = Request(likes=("없는 영화", "", "인셉션"), seen=("이것도 없는 영화",))
    assert RECOMMENDER.recommend(request) == RECOMMENDER.recommend(Request(likes=("인셉션",)))


def test_a_film_chosen_late_is_the_same_as_when_all_are_looked_at() -> None:
    """Few of many films are scored; the best must be among them."""
    films = [
        Film(
            str(place),
            f"영화 {place}",
            genres=(GENRES[place % 9],),
            keywords=(f"소재{place % 600}", f"장소{place % 77}"),
            directors=(f"감독 {place % 900}",),
            votes=20_000 - place,
            vote_average=6,
        )
        for place in range(9_000)
    ]
    recommender = Recommender(Catalogue(films))
    picks = recommender.recommend(
        Request(likes=("8999", "8399", "7799"), max_rating="any", diversify=False)
    )
    shared = [set(pick.film.keywords) & {"소재599"} for pick in picks]
    assert all(shared)


def test_a_request_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadInput):
        Request(k=-1)
    with pytest.raises(BadInput):
        replace(Request(), max_rating="R")  # type: ignore[arg-type]


def test_a_request_is_quick() -> None:
    request = Request(text="반전 있는 스릴러", emotion=Emotion.ANXIETY, likes=("인셉션", "써니"))
    RECOMMENDER.recommend(request)
    start = time.process_time()
    for seed in range(50):
        RECOMMENDER.recommend(replace(request, seed=seed))
    # Ten times what it takes, so that a busy machine does not fail it.
    assert (time.process_time() - start) / 50 < 0.01
