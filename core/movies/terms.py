"""What a film is made of, as hashed terms: words, themes, people, kinds."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from zlib import crc32

from core.movies.film import Film
from core.movies.korean_genres import korean

# The lowest bits of a term say which of these it belongs to.
FIELDS: Final = ("text", "keyword", "cast", "director", "genre", "trait")
FIELD_BITS: Final = 3
FIELD_MASK: Final = (1 << FIELD_BITS) - 1
TEXT, KEYWORD, CAST, DIRECTOR, GENRE, TRAIT = range(len(FIELDS))


def term(field: int, name: str) -> int:
    """The term of `name` in `field`, 32 bits; two names share one once in 500 million pairs."""
    return (crc32(name.encode("utf-8", "replace")) << FIELD_BITS & _ALL) | field


def terms_of(film: Film) -> list[int]:
    """Every term of `film`, those of its words as often as they stand there."""
    named = (
        (KEYWORD, film.keywords),
        (CAST, film.cast),
        (DIRECTOR, film.directors),
        (GENRE, film.genres),
        (TRAIT, _traits(film)),
    )
    return words(_text(film)) + [_name(field, name) for field, names in named for name in names]


def words(text: str) -> list[int]:
    """Terms of the words in `text`: of Korean and its neighbours the 2- to 4-grams inside each
    word between spaces (char_wb), which need no analyser; of others the word itself."""
    return [one for word in _WORD.findall(text.casefold()) for one in _of_word(word)]


def asked_words(text: str) -> list[int]:
    """Terms of what `text` asks for, without the words of asking."""
    return words(_ASKING.sub(" ", text.casefold()[:_LONGEST]))


def _traits(film: Film) -> list[str]:
    known = (
        ("collection", film.collection),
        ("decade", film.year and film.year // 10),
        ("country", film.country),
    )
    return [*film.moods, *(f"{kind}:{value}" for kind, value in known if value)]


def _text(film: Film) -> str:
    genres: Iterable[str] = map(korean, film.genres)
    # A foreigner is often called by one of the names: 행크스.
    people = (name for name in (*film.directors, *film.cast) if _PARTED.search(name))
    told = (*film.keywords, *film.moods, *genres, *people)
    return " ".join((film.title, film.original_title, *told, film.overview))


@lru_cache(maxsize=1 << 12)
def _name(field: int, name: str) -> int:
    return term(field, name.casefold())


@lru_cache(maxsize=1 << 12)
def _of_word(word: str) -> tuple[int, ...]:
    if not _SYLLABLES.search(word):
        return (term(TEXT, word),) if len(word) > 1 else ()
    padded = f" {word} "
    return tuple(
        term(TEXT, padded[start : start + size])
        for size in (2, 3, 4)
        for start in range(len(padded) - size + 1)
    )


_ALL: Final = 0xFFFFFFFF
_WORD = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[가-힣] [가-힣]")
_SYLLABLES = re.compile(r"[가-힣぀-ヿ㐀-鿿]")
_LONGEST: Final = 500
_ASKING = re.compile(
    r"추천\S*|영화\S*|볼만한|(?<![가-힣])볼\s*(?:거|것|만한|게)\S*|보고\s*싶\S*|같은|거|좀|뭐|없나\S*|있나\S*"
    r"|해\s*(?:줘|주세요)\S*|알려\S*|골라\S*|\b(?:recommend|movies?|films?|like|watch|me|an?|the|i|please)\b"
)
