"""Films by what is written about them: character n-grams, which need no Korean analyser."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from core.movies.film import Film
from core.movies.korean_genres import korean
from core.movies.postings import Postings, Scores

_WORD = re.compile(r"[0-9a-z가-힣]+")


class TextIndex:
    """Cosines of films over TF-IDF of 2- to 4-grams inside words (char_wb)."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._postings = Postings([ngrams(_text(film)) for film in films], most_rows=0.5)

    def query(self, text: str) -> Scores:
        """Closeness of every film to `text`, 0 to 1, without the words of asking."""
        return self._postings.query(ngrams(_ASKING.sub(" ", text.casefold()[:_LONGEST])))

    def row(self, index: int) -> Scores:
        """Closeness of every film to the film at `index`, 0 to 1."""
        return self._postings.row(index)


def ngrams(text: str) -> Mapping[str, float]:
    """Sublinear counts of the 2- to 4-grams of `text`'s words, each word between spaces."""
    counts: dict[str, int] = {}
    for word in _WORD.findall(text.casefold()):
        for gram in _grams(word):
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: 1.0 if count == 1 else 1 + math.log(count) for gram, count in counts.items()}


@lru_cache(maxsize=1 << 15)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[start : start + size]
        for size in (2, 3, 4)
        for start in range(len(padded) - size + 1)
    )


def _text(film: Film) -> str:
    names = (*film.directors, *film.cast, *film.keywords, *film.moods)
    genres = (korean(genre) for genre in film.genres)
    return " ".join((film.title, film.original_title, *names, *names, *genres, film.overview))


_LONGEST: Final = 500
_ASKING = re.compile(
    r"추천\S*|영화\S*|볼만한|(?<![가-힣])볼\s*(?:거|것|만한|게)\S*|보고\s*싶\S*|같은|거|좀|뭐|없나\S*|있나\S*"
    r"|해\s*(?:줘|주세요)\S*|알려\S*|골라\S*|\b(?:recommend|movies?|films?|like|watch|me|an?|the|i|please)\b"
)
