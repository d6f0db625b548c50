"""Films for somebody nothing is known of: a few moods, a few genres, one list."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from core.errors import BadInput
from core.labels import Emotion
from core.movies.moods import Intent
from core.movies.rank import Pick, Recommender, Request
from core.movies.wish import FilmWish

MOST_MOODS = 3
MOST_GENRES = 3
MOST_SHOWN = 400


class Survey(Struct, frozen=True, kw_only=True):
    """One to three moods, the strongest first; up to three genres; whether the films should
    change the mood (repair), stay in it (congruent) or both (None); ids shown before."""

    moods: tuple[Emotion, ...]
    genres: tuple[str, ...] = ()
    intent: Intent | None = None
    shown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(set(self.moods)) <= MOST_MOODS:
            raise BadInput(f"기분은 하나에서 {MOST_MOODS}개까지 골라 주세요.")
        if len(set(self.genres)) > MOST_GENRES:
            raise BadInput(f"장르는 {MOST_GENRES}개까지 골라 주세요.")
        if not set(self.genres) <= set(GENRES):
            raise BadInput("고를 수 없는 장르예요.")
        if len(self.shown) > MOST_SHOWN:
            raise BadInput("너무 많이 넘겨 보셨어요. 처음부터 다시 골라 주세요.")


def films(
    recommender: Recommender, survey: Survey, count: int = 8, seed: int = 0
) -> tuple[Pick, ...]:
    """`count` films at most, best first: each mood's own ranking, fused by reciprocal rank.

    Cormack, Clarke and Büttcher 2009: a film's score is the sum of 1 / (60 + rank) over the
    lists that hold it; here the first mood counts most.
    """
    wish = FilmWish(intent=survey.intent, genres=survey.genres)
    scores: dict[str, float] = {}
    picks: dict[str, Pick] = {}
    for place, mood in enumerate(dict.fromkeys(survey.moods)):
        request = Request(
            wish=wish, emotion=mood, k=count * 2, avoid=frozenset(survey.shown), seed=seed
        )
        for rank, pick in enumerate(recommender.recommend(request)):
            id = pick.film.id
            scores[id] = scores.get(id, 0.0) + MOOD_COUNTS[place] / (RANK_CONSTANT + rank)
            picks.setdefault(id, pick)
    best: Sequence[str] = sorted(scores, key=lambda id: (-scores[id], id))[:count]
    return tuple(picks[id] for id in best)


RANK_CONSTANT: Final = 60
MOOD_COUNTS: Final = (1.0, 0.9, 0.8)
MOODS: Final[Mapping[Emotion, str]] = {
    Emotion.JOY: "신나요",
    Emotion.LOVE: "설레요",
    Emotion.SADNESS: "슬퍼요",
    Emotion.HURT: "상처받았어요",
    Emotion.ANGER: "화나요",
    Emotion.ANXIETY: "불안해요",
    Emotion.LONELY: "외로워요",
    Emotion.TIRED: "지쳤어요",
    Emotion.NEUTRAL: "그냥 그래요",
}
GENRES: Final[Mapping[str, str]] = {
    "Romance": "로맨스",
    "Comedy": "코미디",
    "Drama": "드라마",
    "Animation": "애니메이션",
    "Family": "가족",
    "Fantasy": "판타지",
    "Music": "음악",
    "Adventure": "모험",
    "Action": "액션",
    "Thriller": "스릴러",
    "Mystery": "미스터리",
    "Crime": "범죄",
    "Science Fiction": "SF",
    "Horror": "공포",
    "History": "역사",
    "Documentary": "다큐멘터리",
}
INTENTS: Final[Mapping[Intent | None, str]] = {
    None: "골고루",
    "repair": "기분을 바꿔 줄 영화",
    "congruent": "지금 기분 그대로 있을 영화",
}
