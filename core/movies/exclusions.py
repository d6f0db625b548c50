"""What a viewer does not want to meet, and the films that have it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.movies.film import GENRES, Caution, Film
from core.movies.korean_genres import SPOKEN
from core.movies.titles import plain


@dataclass(frozen=True, slots=True)
class Term:
    """A film has it through any of these; `words` are looked for in keywords and synopsis."""

    genres: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    moods: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    adults_only: bool = False


def has(film: Film, exclusion: str) -> bool:
    """Whether `film` has what `exclusion` names: a genre, a term of the table, a title or a word.

    When in doubt it has: a film wrongly left out costs less than one wrongly shown.
    """
    wanted = exclusion.strip()
    if not wanted:
        return False
    term = _term(wanted)
    if (
        set(term.genres) & set(film.genres)
        or set(term.cautions) & cautions_of(film)
        or set(term.moods) & set(film.moods)
        or (term.adults_only and film.rating in ("19", ""))
    ):
        return True
    return _says(film, (wanted, *term.words)) or plain(wanted) in _own_names(film)


def cautions_of(film: Film) -> frozenset[Caution]:
    """The film's own cautions and those its keywords give away."""
    return frozenset(film.cautions).union(*map(_given_away, film.keywords))


@lru_cache(maxsize=32_768)
def _given_away(keyword: str) -> frozenset[Caution]:
    word = keyword.casefold()
    return frozenset(
        caution
        for caution, signs in _SIGNS.items()
        if any(_pattern(sign).search(word) for sign in signs)
    )


@lru_cache(maxsize=512)
def _term(wanted: str) -> Term:
    known = TERMS.get(wanted) or TERMS.get(wanted.casefold())
    if known:
        return known
    for genre in GENRES:
        if genre.casefold() == wanted.casefold():
            return _GENRE_TERMS.get(genre, Term(genres=(genre,)))
    spoken = SPOKEN.get(wanted.casefold())
    if spoken:
        return Term(genres=spoken[:1])
    for stem, term in TERMS.items():
        if wanted.startswith(stem):
            return term
    return Term()


def _says(film: Film, words: tuple[str, ...]) -> bool:
    text = "\n".join(
        (*film.keywords, *film.moods, *film.genres, *film.directors, *film.cast, film.overview)
    ).casefold()
    return any(_pattern(word.casefold()).search(text) for word in words)


@lru_cache(maxsize=2048)
def _pattern(word: str) -> re.Pattern[str]:
    """Korean words are found anywhere; short English ones only whole: war is not in warm."""
    if not word.isascii():
        return re.compile(re.escape(word))
    return re.compile(rf"\b{re.escape(word)}" + (r"s?\b" if len(word) <= 4 else ""))


def _own_names(film: Film) -> tuple[str, str, str]:
    return plain(film.title), plain(film.original_title), film.id


_SIGNS: Final[Mapping[Caution, tuple[str, ...]]] = {
    "suicide": ("suicid", "자살"),
    "illness": ("terminal illness", "cancer", "시한부", "불치병", "말기"),
    "loss": ("death of", "grief", "mourning", "사별"),
    "infidelity": ("infidelity", "adultery", "extramarital", "love affair", "불륜", "외도"),
    "abuse": ("abuse", "rape", "domestic violence", "bullying", "학대", "성폭력", "따돌림"),
    "injustice": ("injustice", "wrongful", "누명"),
    "betrayal": ("betrayal", "배신"),
    "revenge": ("revenge", "vengeance", "복수"),
    "war": ("world war", "vietnam war", "전쟁"),
    "disaster": ("disaster", "apocalyp", "earthquake", "tsunami", "재난"),
    "isolation": ("isolation", "고립"),
    "gore": ("gore", "splatter", "slasher", "torture", "serial killer", "dismember", "cannibal",
             "massacre", "murder", "blood", "잔혹", "연쇄 살인", "연쇄살인", "고문"),
    "sexual": ("nudity", "erotic", "softcore", "sex", "노출", "선정"),
    "bleak": ("dystopia", "hopeless", "nihilis", "절망"),
}  # fmt: skip

_CRUEL: Final = Term(
    ("Horror",), ("gore",), (), ("잔인", "고어", "살인", "torture", "gore", "brutal")
)
_SCARY: Final = Term(
    ("Horror",), (), ("무서운",), ("귀신", "악령", "좀비", "ghost", "haunted", "demon")
)
_SAD: Final = Term((), ("loss", "illness", "suicide"), ("슬픈",), ("tragedy", "tearjerker", "비극"))
_LEWD: Final = Term((), ("sexual",), (), ("erotic", "sex", "nudity", "에로"))
_UNFAITHFUL: Final = Term((), ("infidelity",), (), ("불륜", "외도", "바람난", "affair", "adultery"))
_FIGHT: Final = Term((), ("gore", "abuse", "war"), (), ("폭력", "조직폭력", "violence", "gang"))
_DEATH: Final = Term(
    (), ("suicide", "loss", "illness"), (), ("죽음", "사망", "살인", "시한부", "death", "murder")
)
_DARK: Final = Term((), ("bleak", "suicide"), ("어두운",), ("우울", "depress", "dystopia"))
_PARTING: Final = Term((), (), (), ("이별", "헤어", "break-up", "breakup", "divorce", "이혼"))
_WARLIKE: Final = Term(("War",), ("war",), (), ("전쟁", "war"))
_SLOW: Final = Term((), (), ("잔잔한",), ("느린",))

# Genres that stand for more than their own label.
_GENRE_TERMS: Final[Mapping[str, Term]] = {
    "Horror": Term(("Horror",), (), ("무서운",), ("공포", "좀비", "zombie")),
    "War": Term(("War",), ("war",), (), ("전쟁",)),
}

TERMS: Final[Mapping[str, Term]] = {
    "잔인": _CRUEL,
    "고어": _CRUEL,
    "피 튀": _CRUEL,
    "징그": _CRUEL,
    "gore": _CRUEL,
    "폭력": _FIGHT,
    "violent": _FIGHT,
    "violence": _FIGHT,
    "무서": _SCARY,
    "scary": _SCARY,
    "귀신": _SCARY,
    "좀비": Term((), (), (), ("좀비", "zombie", "undead")),
    "슬픈": _SAD,
    "슬프": _SAD,
    "눈물": _SAD,
    "우는": _SAD,
    "울리": _SAD,
    "신파": _SAD,
    "sad": _SAD,
    "우울": _DARK,
    "어두운": _DARK,
    "무거운": Term((), ("bleak", "suicide", "abuse", "injustice", "war"), ("어두운",), ()),
    "야한": _LEWD,
    "선정": _LEWD,
    "노출": _LEWD,
    "sexual": _LEWD,
    "19금": Term((), ("sexual",), (), (), adults_only=True),
    "청불": Term((), (), (), (), adults_only=True),
    "불륜": _UNFAITHFUL,
    "바람피": _UNFAITHFUL,
    "바람": _UNFAITHFUL,
    "외도": _UNFAITHFUL,
    "infidelity": _UNFAITHFUL,
    "자살": Term((), ("suicide",), (), ("자살", "suicid")),
    "죽는": _DEATH,
    "죽음": _DEATH,
    "시한부": Term((), ("illness",), (), ("시한부", "cancer", "terminal")),
    "이별": _PARTING,
    "헤어지": _PARTING,
    "전쟁": _WARLIKE,
    "지루": _SLOW,
    "느린": _SLOW,
    "복수": Term((), ("revenge",), (), ("복수", "revenge", "vengeance")),
    "배신": Term((), ("betrayal",), (), ("배신", "betray")),
    "학대": Term((), ("abuse",), (), ("학대", "abuse")),
    "왕따": Term((), ("abuse",), (), ("따돌림", "왕따", "bully")),
    "사랑": Term(("Romance",), (), (), ()),
    "커플": Term(("Romance",), (), (), ()),
    "동물": Term((), (), (), ("동물", "강아지", "고양이", "dog", "animal")),
    "스포츠": Term((), (), (), ("스포츠", "야구", "축구", "복싱", "핸드볼", "sport", "boxing")),
}
