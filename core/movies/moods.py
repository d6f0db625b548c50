"""Which films suit a feeling: soft weights, by whether it should be lifted or kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from core.labels import Emotion
from core.movies.exclusions import cautions_of
from core.movies.film import Film

Intent = Literal["repair", "congruent"]
Feeling = Emotion | Literal["bored"]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of genres, moods and keywords that suit, and shares lost to those that do not."""

    suits: Mapping[str, float]
    spoils: Mapping[str, float]


def mood_fits(film: Film) -> tuple[int, ...]:
    """How well `film` suits each cell of the table, in its order and in 255ths."""
    return _fits(_traits(film))


def mood_fit(film: Film, feeling: Feeling, intent: Intent) -> float:
    """How well `film` suits, 0 to 1; 0 where the table has no such cell."""
    fit = TABLE.get((feeling, intent))
    return _fit(fit, _traits(film)) if fit else 0.0


@lru_cache(maxsize=1 << 12)
def _fits(traits: frozenset[str]) -> tuple[int, ...]:
    return tuple(round(255 * _fit(fit, traits)) for fit in TABLE.values())


def _traits(film: Film) -> frozenset[str]:
    length = {
        *((SHORT,) if film.runtime and film.runtime <= 100 else ()),
        *((LONG,) if film.runtime and film.runtime > 140 else ()),
    }
    known = (trait for word in film.keywords for trait in _told(word))
    return frozenset((*film.genres, *film.moods, *film.cautions, *known, *length)) & _OF_TABLE


@lru_cache(maxsize=1 << 12)
def _told(keyword: str) -> tuple[str, ...]:
    """What a keyword says: a theme of the table and what to be careful about."""
    theme = _THEMES.get(keyword.casefold(), keyword)
    return theme, *cautions_of(Film("", "", keywords=(keyword,)))


def _fit(fit: Fit, traits: frozenset[str]) -> float:
    suits = min(1.0, sum(weight for trait, weight in fit.suits.items() if trait in traits))
    for trait, share in fit.spoils.items():
        if trait in traits:
            suits *= 1 - share
    return suits


SHORT: Final = "짧은"
LONG: Final = "긴"
# Themes of the table as other catalogues name them.
_THEMES: Final[Mapping[str, str]] = {
    "coming of age": "성장",
    "found family": "대안 가족",
    "nostalgia": "추억",
    "nostalgic": "추억",
    "ensemble cast": "앙상블",
    "friendship": "우정",
    "underdog": "언더독",
    "self-discovery": "자아 찾기",
    "second chance": "새 출발",
    "new beginning": "새 출발",
    "break-up": "이별",
    "breakup": "이별",
    "nature": "자연",
    "slice of life": "일상",
    "dark comedy": "블랙코미디",
    "healing": "위로되는",
    "heartwarming": "따뜻한",
}
_HEAVY: Final[Mapping[str, float]] = {
    "Horror": 0.8,
    "War": 0.5,
    "suicide": 0.9,
    "illness": 0.7,
    "loss": 0.4,
    "abuse": 0.7,
    "bleak": 0.8,
    "gore": 0.6,
    "war": 0.5,
    "disaster": 0.2,
    "infidelity": 0.4,
    "betrayal": 0.2,
    "revenge": 0.4,
    "injustice": 0.2,
    "isolation": 0.3,
    "sexual": 0.3,
    "어두운": 0.4,
    "무서운": 0.5,
    "슬픈": 0.3,
}
_ROUGH: Final[Mapping[str, float]] = {"Horror": 0.7, "gore": 0.5, "bleak": 0.5, "suicide": 0.7}


def _repair(suits: Mapping[str, float], **spoils: float) -> Fit:
    return Fit(suits, {**_HEAVY, **spoils})


def _congruent(suits: Mapping[str, float], **spoils: float) -> Fit:
    return Fit(suits, {**_ROUGH, **spoils})


TABLE: Final[Mapping[tuple[Feeling, Intent], Fit]] = {
    (Emotion.JOY, "repair"): _repair(
        {"Comedy": 0.4, "Adventure": 0.3, "Action": 0.3, "유쾌한": 0.2, "신나는": 0.3}
    ),
    (Emotion.JOY, "congruent"): _congruent(
        {"Music": 0.4, "Animation": 0.35, "Family": 0.3, "유쾌한": 0.2, "신나는": 0.3, "따뜻한": 0.2},
        슬픈=0.3,
        loss=0.3,
    ),
    (Emotion.LOVE, "repair"): _repair(
        {"Romance": 0.4, "Comedy": 0.35, "설레는": 0.25, "유쾌한": 0.15}, infidelity=0.8, Horror=0.9
    ),
    (Emotion.LOVE, "congruent"): _congruent(
        {"Romance": 0.5, "Drama": 0.2, "설레는": 0.25, "풋풋한": 0.2, "여운 있는": 0.1},
        infidelity=0.5,
        Horror=0.9,
    ),
    (Emotion.SADNESS, "repair"): _repair(
        {"Comedy": 0.35, "Family": 0.25, "Animation": 0.25, "따뜻한": 0.3, "유쾌한": 0.2,
         "위로되는": 0.25, "블랙코미디": 0.15},
        loss=0.7,
        illness=0.8,
    ),
    (Emotion.SADNESS, "congruent"): _congruent(
        {"Drama": 0.35, "Romance": 0.25, "슬픈": 0.35, "쓸쓸한": 0.2, "여운 있는": 0.2, "감동적인": 0.15}
    ),
    (Emotion.ANGER, "repair"): _repair(
        {"Comedy": 0.45, "Music": 0.35, "Documentary": 0.4, "유쾌한": 0.25, "따뜻한": 0.1},
        abuse=0.8,
        injustice=0.7,
        revenge=0.5,
        Crime=0.2,
    ),
    (Emotion.ANGER, "congruent"): _congruent(
        {"Action": 0.35, "Crime": 0.25, "언더독": 0.35, "통쾌한": 0.4, "정의": 0.15}, abuse=0.5, 슬픈=0.3
    ),
    (Emotion.ANXIETY, "repair"): _repair(
        {"Animation": 0.4, "Family": 0.3, "Fantasy": 0.25, "위로되는": 0.3, "따뜻한": 0.25, "잔잔한": 0.25},
        Horror=0.95,
        Thriller=0.6,
        disaster=0.7,
        긴장되는=0.5,
    ),
    (Emotion.ANXIETY, "congruent"): _congruent(
        {"Mystery": 0.6, "추리": 0.2, "수사": 0.1, "반전": 0.1, "기발한": 0.1}, Horror=0.95, disaster=0.6
    ),
    (Emotion.LONELY, "repair"): _repair(
        {"대안 가족": 0.5, "추억": 0.3, "앙상블": 0.3, "우정": 0.3, "Comedy": 0.25, "따뜻한": 0.3, "Family": 0.15},
        isolation=0.8,
    ),
    (Emotion.LONELY, "congruent"): _congruent(
        {"성장": 0.35, "잔잔한": 0.4, "쓸쓸한": 0.25, "Drama": 0.2, "외로움": 0.25, "여운 있는": 0.1}, Horror=0.9
    ),
    (Emotion.HURT, "repair"): _repair(
        {"자아 찾기": 0.5, "새 출발": 0.5, "위로되는": 0.35, "따뜻한": 0.2, "성장": 0.15, "Comedy": 0.1},
        betrayal=0.8,
        revenge=0.8,
        infidelity=0.7,
    ),
    (Emotion.HURT, "congruent"): _congruent(
        {"이별": 0.5, "Romance": 0.3, "Drama": 0.2, "쓸쓸한": 0.15, "여운 있는": 0.15},
        revenge=0.6,
        betrayal=0.4,
    ),
    (Emotion.TIRED, "repair"): _repair(
        {"Comedy": 0.3, "Animation": 0.35, "Documentary": 0.3, "자연": 0.25, SHORT: 0.2, "위로되는": 0.25,
         "유쾌한": 0.15, "잔잔한": 0.15},
        긴=0.6,
        War=0.8,
        긴장되는=0.4,
    ),
    (Emotion.TIRED, "congruent"): _congruent(
        {"일상": 0.5, "잔잔한": 0.4, "따뜻한": 0.15, "요리": 0.1, SHORT: 0.1}, 긴=0.6, War=0.8
    ),
    ("bored", "repair"): Fit(
        {"Action": 0.35, "Science Fiction": 0.3, "Thriller": 0.3, "Mystery": 0.3, "반전": 0.2, "신나는": 0.2,
         "기발한": 0.2},
        {"잔잔한": 0.6, "일상": 0.4, "gore": 0.3, "suicide": 0.6, "abuse": 0.4},
    ),
}  # fmt: skip
_OF_TABLE: Final = frozenset(
    trait for fit in TABLE.values() for traits in (fit.suits, fit.spoils) for trait in traits
)

# What a film is called by its feel → the moods and genres that are meant.
FEELINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "웃긴": ("유쾌한", "Comedy"),
    "웃기": ("유쾌한", "Comedy"),
    "웃을": ("유쾌한", "Comedy"),
    "웃고": ("유쾌한", "Comedy"),
    "유쾌": ("유쾌한", "Comedy"),
    "신나": ("신나는",),
    "통쾌": ("통쾌한",),
    "시원한": ("통쾌한",),
    "사이다": ("통쾌한",),
    "힐링": ("위로되는", "따뜻한", "잔잔한"),
    "위로": ("위로되는", "따뜻한"),
    "따뜻": ("따뜻한",),
    "따듯": ("따뜻한",),
    "훈훈": ("따뜻한",),
    "잔잔": ("잔잔한",),
    "조용한": ("잔잔한",),
    "감동": ("감동적인",),
    "슬픈": ("슬픈", "Drama"),
    "울고": ("슬픈", "Drama"),
    "울 ": ("슬픈", "Drama"),
    "펑펑": ("슬픈", "Drama"),
    "눈물": ("슬픈", "Drama"),
    "먹먹": ("슬픈", "여운 있는"),
    "여운": ("여운 있는",),
    "설레": ("설레는", "Romance"),
    "달달": ("설레는", "Romance"),
    "풋풋": ("풋풋한",),
    "무서": ("무서운", "Horror"),
    "오싹": ("무서운", "Horror"),
    "소름": ("긴장되는", "무서운", "Thriller"),
    "긴장": ("긴장되는", "Thriller"),
    "쫄깃": ("긴장되는", "Thriller"),
    "몰입": ("긴장되는",),
    "쓸쓸": ("쓸쓸한",),
    "어두운": ("어두운",),
    "기발": ("기발한",),
    "신박": ("기발한",),
    "웅장": ("웅장한",),
    "스케일": ("웅장한",),
    "몽환": ("몽환적인", "Fantasy"),
    "아름다": ("몽환적인", "여운 있는"),
}
MOODS: Final = frozenset(
    {
        "유쾌한", "신나는", "통쾌한", "따뜻한", "위로되는", "잔잔한", "감동적인", "슬픈", "쓸쓸한", "여운 있는",
        "설레는", "풋풋한", "매혹적인", "긴장되는", "무서운", "어두운", "기발한", "몽환적인", "웅장한",
    }
)  # fmt: skip
