"""Titles: the same one however it is spaced, and when a word of a text is one."""

import re
import unicodedata
from typing import Final

_NOT_LETTERS = re.compile(r"[\W_]+")
_PARTICLE = re.compile(
    r"(?:이라는|라는|이란|란|이랑|랑|이나|처럼|보다|말고|같은|은|는|이|가|을|를|의|와|과|도|만|요)$"
)
_HANGUL = re.compile(r"[가-힣]")
_QUOTES = "\"'“”‘’「」『』<>《》〈〉[]`"
# A title of a length that is not a word by accident may carry on as any noun does.
_GOES_ON = re.compile(
    r"$|[\W_]|이?랑|이?나(?![가-힣])|[을를은는이가의와과도만요야]|보다|처럼|같|말고|이?라는|급|류|풍"
    r"|[봤본볼]|보고|보니|영화|추천|느낌|스타일|감성|빼고|이에요|예요|인데|였"
)
_LIKE_IT = (
    r"\s*(?:이랑|랑|하고|와|과)?\s*(?:같은|비슷한|느낌의?|스타일의?|분위기의?|풍의?|류의?)\s*"
    r"(?:거|것|게|걸|건|영화|작품|느낌|분위기|류|스타일|로맨스|스릴러|코미디)"
)
_AS_FILM = r"\s*(?:이?라는\s*)?영화(?![관제배표계])"
_LIKED = r"\s*처럼\s*(?:\S{1,20}\s+){0,2}영화"
_WATCHED = r"\s*(?:을|를|은|는|도)?\s*(?:봤|본\s*적|보고\s*(?:나서|왔|울었)|재밌|재미있)"
_CUE = re.compile(rf"{_LIKE_IT}|{_AS_FILM}|{_LIKED}|{_WATCHED}")
_STRONG_CUE = re.compile(rf"{_LIKE_IT}|{_AS_FILM}|{_LIKED}")
_FILM_BEFORE = re.compile(r"영화\s*$")
_LIKE_BEFORE = re.compile(r"(?:like|similar to|loved|love|watched|seen)\s*$")


def plain(title: str) -> str:
    """`title` in lower case without spaces and punctuation."""
    return _NOT_LETTERS.sub("", fold(title))


def fold(text: str) -> str:
    """`text` as `TitleIndex.find` wants it; places it gives are places in this."""
    return unicodedata.normalize("NFC", text).casefold()


def without_particle(title: str) -> str:
    """A plain title without the particle at its end, itself when that leaves nothing."""
    return _PARTICLE.sub("", title) or title


def is_meant(title: str, before: str, after: str) -> bool:
    """Whether the plain `title` between folded `before` and `after` is a film and no word."""
    if before and after and before[-1] in _QUOTES and after[0] in _QUOTES:
        return True
    if title in _EVERYDAY:
        return bool(_STRONG_CUE.match(after) or _FILM_BEFORE.search(before))
    if _is_short(title):
        cue = _CUE.match(after) or _FILM_BEFORE.search(before) or _LIKE_BEFORE.search(before)
        return bool(cue)
    return bool(_GOES_ON.match(after))


def _is_short(title: str) -> bool:
    if title.isdigit():
        return True
    return len(title) <= 2 if _HANGUL.search(title) else len(title) <= 5


# Titles that people also write when they mean no film.
_EVERYDAY: Final = frozenset(
    {
        "가족", "괴물", "그녀", "남매의여름밤", "너의결혼식", "너의이름은", "노트북", "도둑들",
        "동감", "마더", "목소리", "미나리", "밀양", "변호인", "비밀", "소울", "아가씨", "아버지",
        "아저씨", "어머니", "업", "완벽한타인", "우리들", "우리집", "원더", "인턴", "친구", "클래식",
        "태양은없다", "행복", "헤어질결심", "건축학개론", "극한직업", "봄날은간다", "연애의온도",
        "연애의목적", "가장보통의연애", "결혼이야기", "타인의삶", "작은아씨들", "윤희에게", "코다",
        "전우치", "해바라기", "파수꾼", "사도", "무뢰한", "오아시스", "제보자", "김씨표류기",
        "싱글라이더", "만추", "박하사탕", "her", "up", "it", "us", "big", "once", "friends", "alone",
        "home", "love", "happy", "mother", "father", "inside", "wonder", "intern",
    }
)  # fmt: skip
