"""Films for somebody nothing is known of: a few moods, a few genres, one list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from msgspec import Struct

from core.errors import BadInput
from core.labels import Emotion
from core.movies.korean_genres import SPOKEN
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
    recommender: Recommender, survey: Survey, count: int = 8, about: Request | None = None
) -> tuple[Pick, ...]:
    """`count` films at most, best first: each mood's own ranking, fused by reciprocal rank.

    `about` says what else is known: what to avoid, leanings, the seed. Cormack, Clarke and
    Büttcher 2009: a film's score is the sum of 1 / (60 + rank) over the lists that hold it;
    here the first mood counts most.
    """
    wish = FilmWish(intent=survey.intent, genres=survey.genres)
    about = about or Request()
    avoid = about.avoid | frozenset(survey.shown)
    scores: dict[str, float] = {}
    picks: dict[str, Pick] = {}
    for place, mood in enumerate(dict.fromkeys(survey.moods)):
        request = replace(about, text="", wish=wish, emotion=mood, k=count * 2, avoid=avoid)
        for rank, pick in enumerate(recommender.recommend(request)):
            id = pick.film.id
            scores[id] = scores.get(id, 0.0) + MOOD_COUNTS[place] / (RANK_CONSTANT + rank)
            picks.setdefault(id, pick)
    best: Sequence[str] = sorted(scores, key=lambda id: (-scores[id], id))[:count]
    return tuple(picks[id] for id in best)


def read_survey(text: str) -> Survey | None:
    """The survey that "기분영화 슬퍼요 지쳤어요 로맨스" is; None for any other text.

    The first three moods and genres count; without a mood it is the plain one.
    """
    if not text.startswith(SIGN):
        return None
    words = _SEPARATED.split(text.removeprefix(SIGN).casefold())
    named = {
        **SPOKEN,
        **{name.casefold(): (genre,) for genre in GENRES for name in (genre, GENRES[genre])},
    }
    moods = [mood for word in words for mood, stem in MOOD_STEMS.items() if stem.match(word)]
    genres = [genre for word in words for genre in named.get(word, ()) if genre in GENRES]
    intents = [
        intent for word in words for intent, stem in INTENT_STEMS.items() if stem.match(word)
    ]
    return Survey(
        moods=tuple(dict.fromkeys(moods))[:MOST_MOODS] or (Emotion.NEUTRAL,),
        genres=tuple(dict.fromkeys(genres))[:MOST_GENRES],
        intent=intents[0] if intents else None,
    )


SIGN: Final = "기분영화"
_SEPARATED = re.compile(r"[\s,./·]+")
MOOD_STEMS: Final[Mapping[Emotion, re.Pattern[str]]] = {
    Emotion.JOY: re.compile(r"신나|신남|기뻐|기쁨|행복|즐거|좋아|happy|excited"),
    Emotion.LOVE: re.compile(r"설레|설렘|두근|사랑|love"),
    Emotion.SADNESS: re.compile(r"슬퍼|슬픔|슬프|우울|눈물|울고|sad|blue"),
    Emotion.HURT: re.compile(r"상처|아파|아픔|서운|속상|hurt|heartbroken"),
    Emotion.ANGER: re.compile(r"화나|화남|화가|빡|열받|짜증|분노|angry|mad"),
    Emotion.ANXIETY: re.compile(r"불안|초조|걱정|떨려|긴장|anxious|nervous|worried"),
    Emotion.LONELY: re.compile(r"외로|외롭|쓸쓸|혼자|lonely|alone"),
    Emotion.TIRED: re.compile(r"지쳤|지쳐|지침|피곤|힘들|힘듦|무기력|tired|exhausted"),
    Emotion.NEUTRAL: re.compile(r"그냥|그저|보통|심심|무난|bored|okay"),
}
INTENT_STEMS: Final[Mapping[Intent, re.Pattern[str]]] = {
    "repair": re.compile(r"바꿔|기분전환|전환|change"),
    "congruent": re.compile(r"그대로|공감|stay"),
}
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
