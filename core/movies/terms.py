"""What a film is made of, as hashed terms: words, themes, people, kinds."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np

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
    said = _WORD.findall(text.casefold())
    whole = [word for word in said if word.isascii() or not _SYLLABLES.search(word)]
    parted = said if not whole else [word for word in said if _SYLLABLES.search(word)]
    return [term(TEXT, word) for word in whole if len(word) > 1] + _grams(parted)


def asked_words(text: str) -> list[int]:
    """Terms of what `text` asks for, without the words of asking."""
    return words(_ASKING.sub(" ", text.casefold()[:_LONGEST]))


def _traits(film: Film) -> list[str]:
    known = (("collection", film.collection), ("country", film.country))
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


def _grams(words: Sequence[str]) -> list[int]:
    """Terms of the 2- to 4-grams of `words`, a space before and after each; all at once, for a
    plot has hundreds."""
    if not words:
        return []
    letters = np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), np.uint32)
    letters = letters.astype(np.uint64)
    inside = letters[1:-1] != _SPACE
    two = (letters[:-1] << _LETTER) + letters[1:]
    three = (two[:-1] * _MIXER + letters[2:])[inside]
    four = (two[:-2] * _MIXER + two[2:])[inside[:-1] & inside[1:]]
    mixed = np.concatenate((two, three, four)) * _MIXER
    terms: list[int] = ((mixed >> _HIGH) << np.uint64(FIELD_BITS) | np.uint64(TEXT)).tolist()
    return terms


_ALL: Final = 0xFFFFFFFF
_WORD = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[가-힣] [가-힣]")
_SYLLABLES = re.compile(r"[가-힣぀-ヿ㐀-鿿]")
_LONGEST: Final = 500
_SPACE: Final = np.uint64(ord(" "))
_LETTER: Final = np.uint64(21)
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
# The highest bits of a product depend on all others.
_HIGH: Final = np.uint64(32 + FIELD_BITS)
_ASKING = re.compile(
    r"추천\S*|영화\S*|볼만한|(?<![가-힣])볼\s*(?:거|것|만한|게)\S*|보고\s*싶\S*|같은|거|좀|뭐|없나\S*|있나\S*"
    r"|해\s*(?:줘|주세요)\S*|알려\S*|골라\S*|\b(?:recommend|movies?|films?|like|watch|me|an?|the|i|please)\b"
)
