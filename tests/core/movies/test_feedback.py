"""What opinions say for the next recommendation; what was shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.labels import Emotion, Platform
from core.movies.catalogue import Catalogue
from core.movies.feedback import HALF_LIFE, SHOWN_FOR, WEIGHTS, known
from core.movies.listing import IN_CHANNEL, PARTIES, REMEMBERED, RESTING, Listings
from core.movies.opinion import Opinion, Verdict
from core.movies.rank import Recommender, Request
from core.movies.survey import GENRES, MOODS, Survey, films, read_survey
from core.party import Party

CATALOGUE = Catalogue.load()
FILMS = tuple(CATALOGUE)
NOW = 100_000_000.0
HERE = Party(Platform.ROOM, "room", "room:a", False)


@pytest.mark.parametrize("verdict", Verdict)
def test_an_opinion_fades_by_half_in_a_month(verdict: Verdict) -> None:
    opinions = [Opinion("a", verdict, NOW), Opinion("b", verdict, NOW - HALF_LIFE)]
    weights = dict(known(opinions, NOW).leanings)
    assert weights == pytest.approx({"a": WEIGHTS[verdict], "b": WEIGHTS[verdict] / 2})


def test_whatever_was_judged_or_shown_this_month_is_avoided() -> None:
    opinions = [
        Opinion("disliked long ago", Verdict.DISLIKED, NOW - 10 * SHOWN_FOR),
        Opinion("shown", None, shown_at=NOW - SHOWN_FOR + 1),
        Opinion("shown long ago", None, shown_at=NOW - SHOWN_FOR),
    ]
    assert known(opinions, NOW).avoid == {"disliked long ago", "shown"}


def test_saved_films_stand_newest_first() -> None:
    opinions = [Opinion(str(n), Verdict.SAVED, NOW - n) for n in (3, 1, 2)]
    assert known(opinions, NOW).saved == ("1", "2", "3")


def test_that_it_was_seen_on_another_account_takes_nothing_back() -> None:
    opinions = [Opinion("a", Verdict.LIKED, NOW - 9), Opinion("a", Verdict.SEEN, NOW)]
    assert dict(known(opinions, NOW).leanings)["a"] == pytest.approx(1.0, abs=1e-4)


def test_the_last_list_is_remembered_for_half_an_hour() -> None:
    listings = Listings()
    listings.put(HERE, FILMS[:8], 3, NOW)
    assert listings.of(HERE, NOW + REMEMBERED - 1) is not None
    assert listings.of(HERE, NOW + REMEMBERED) is None
    assert listings.shown(HERE) == {film.id for film in FILMS[:8]}
    assert listings.of(HERE._replace(private=True), NOW) is None


def test_a_channels_films_rest_for_an_hour_and_private_ones_stay_private() -> None:
    listings = Listings()
    neighbour = HERE._replace(viewer="room:b")
    listings.put(HERE, FILMS[:3], 3, NOW)
    listings.put(HERE._replace(private=True), FILMS[3:6], 3, NOW)
    assert listings.resting(neighbour, NOW) == {film.id for film in FILMS[:3]}
    assert listings.resting(neighbour._replace(private=True), NOW) == frozenset()
    assert listings.resting(neighbour, NOW + RESTING) == frozenset()
    listings.put(HERE, FILMS[:100], 3, NOW)
    assert len(listings.resting(neighbour, NOW)) == IN_CHANNEL


def test_memory_is_bounded() -> None:
    listings = Listings()
    for number in range(PARTIES + 1):
        listings.put(HERE._replace(viewer=str(number)), FILMS[:1], 1, NOW)
    assert listings.of(HERE._replace(viewer="0"), NOW) is None
    assert listings.of(HERE._replace(viewer="1"), NOW) is not None


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    return Recommender(CATALOGUE)


def test_leanings_draw_near_and_push_away(recommender: Recommender) -> None:
    horror = [film.id for film in FILMS if "Horror" in film.genres]
    few = horror[:3]

    def found(leaning: float) -> int:
        request = Request(leanings=tuple((id, leaning) for id in few), avoid=frozenset(few), k=20)
        return sum(pick.film.id in horror for pick in recommender.recommend(request))

    assert found(1.0) > found(0.0) >= found(-1.0)
    assert found(-1.0) == 0


def test_no_reason_names_what_was_learnt(recommender: Recommender) -> None:
    learnt = FILMS[::50]
    request = Request(leanings=tuple((film.id, 1.0) for film in learnt), k=50)
    for pick in recommender.recommend(request):
        assert not any(film.title in pick.why for film in learnt if len(film.title) > 2)


def test_an_unknown_leaning_is_passed_over(recommender: Recommender) -> None:
    assert recommender.recommend(Request(leanings=(("gone", 1.0),))) == recommender.recommend(
        Request()
    )


@given(
    st.text(max_size=60),
    st.sampled_from([None, *Emotion]),
    st.frozensets(st.sampled_from([film.id for film in FILMS]), max_size=600),
    st.integers(0, 30),
)
def test_no_wording_makes_a_list_repeat_itself_or_what_was_shown(
    text: str, emotion: Emotion | None, avoid: frozenset[str], k: int
) -> None:
    picks = _RECOMMENDER.recommend(Request(text=text, emotion=emotion, avoid=avoid, k=k))
    ids = [pick.film.id for pick in picks]
    assert len(ids) == len(set(ids)) <= k
    assert not {*ids} & avoid


_RECOMMENDER = Recommender(CATALOGUE)
SURVEYS = {
    "기분영화 슬퍼요 지쳤어요 로맨스": ((Emotion.SADNESS, Emotion.TIRED), ("Romance",), None),
    "기분영화 신나요, 코미디, 액션": ((Emotion.JOY,), ("Comedy", "Action"), None),
    "기분영화 외로움 가족 기분전환": ((Emotion.LONELY,), ("Family",), "repair"),
    "기분영화 우울 sf 그대로": ((Emotion.SADNESS,), ("Science Fiction",), "congruent"),
    "기분영화": ((Emotion.NEUTRAL,), (), None),
    "기분영화 sad lonely romance change": ((Emotion.SADNESS, Emotion.LONELY), ("Romance",), "repair"),
    "기분영화 슬픔 화남 불안 외로움 코미디 액션 공포 음악": (
        (Emotion.SADNESS, Emotion.ANGER, Emotion.ANXIETY), ("Comedy", "Action", "Horror"), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", SURVEYS)
def test_a_typed_survey(recommender: Recommender, text: str) -> None:
    survey = read_survey(text)
    assert survey is not None
    assert (survey.moods, survey.genres, survey.intent) == SURVEYS[text]
    assert len(films(recommender, survey)) == 8


def test_other_texts_are_no_survey() -> None:
    assert read_survey("슬퍼요 로맨스") is None


def test_a_survey_goes_by_what_is_known(recommender: Recommender) -> None:
    survey = Survey(moods=(Emotion.SADNESS,))
    first = {pick.film.id for pick in films(recommender, survey)}
    again = films(recommender, survey, about=Request(avoid=frozenset(first)))
    assert not first & {pick.film.id for pick in again}


def test_every_choice_of_the_survey_is_understood() -> None:
    for mood, label in MOODS.items():
        survey = read_survey(f"기분영화 {label}")
        assert survey is not None
        assert survey.moods == (mood,)
    for genre, label in GENRES.items():
        survey = read_survey(f"기분영화 그냥 {label}")
        assert survey is not None
        assert survey.genres == (genre,)
