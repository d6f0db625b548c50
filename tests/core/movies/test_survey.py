"""The survey: moods and genres in, films out."""

import msgspec
import pytest

from core.errors import BadInput
from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.rank import Recommender
from core.movies.survey import GENRES, MOODS, Survey, films


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    return Recommender(Catalogue.load())


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_gets_eight_different_films(recommender: Recommender, mood: Emotion) -> None:
    ids = [pick.film.id for pick in films(recommender, Survey(moods=(mood,)))]
    assert len(ids) == len(set(ids)) == 8


@pytest.mark.parametrize("genre", GENRES)
def test_a_chosen_genre_leads(recommender: Recommender, genre: str) -> None:
    first = films(recommender, Survey(moods=(Emotion.SADNESS,), genres=(genre,)))[0]
    assert genre in first.film.genres


def test_what_was_shown_is_not_shown_again(recommender: Recommender) -> None:
    shown: list[str] = []
    for _ in range(5):
        survey = Survey(moods=(Emotion.LONELY, Emotion.TIRED), shown=tuple(shown))
        fresh = [pick.film.id for pick in films(recommender, survey)]
        assert len(fresh) == 8
        assert not {*fresh} & {*shown}
        shown += fresh


def test_the_first_mood_counts_most(recommender: Recommender) -> None:
    only = {p.film.id for p in films(recommender, Survey(moods=(Emotion.ANGER,)))}
    first = {p.film.id for p in films(recommender, Survey(moods=(Emotion.ANGER, Emotion.LOVE)))}
    second = {p.film.id for p in films(recommender, Survey(moods=(Emotion.LOVE, Emotion.ANGER)))}
    assert len(only & first) >= len(only & second)
    assert first != only


@pytest.mark.parametrize(
    "given",
    [
        {"moods": []},
        {"moods": ["joy", "love", "anger", "hurt"]},
        {"moods": ["joy"], "genres": ["Comedy", "Drama", "Romance", "Horror"]},
        {"moods": ["joy"], "genres": ["Porn"]},
        {"moods": ["joy"], "shown": [str(n) for n in range(401)]},
    ],
)
def test_more_than_may_be_picked_is_refused_in_words(given: dict[str, list[str]]) -> None:
    with pytest.raises(BadInput, match=r"요\.$"):
        msgspec.convert(given, Survey)
