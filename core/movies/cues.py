"""Words of a request that name what a film should have: themes, people, feels."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from core.movies.index import Index
from core.movies.moods import FEELINGS
from core.movies.postings import Ids, Part, Scores
from core.movies.terms import CAST, DIRECTOR, GENRE, KEYWORD, TRAIT, term

Kind = Literal["keyword", "person", "feel"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing asked for, and the places of the films that have it."""

    kind: Kind
    label: str
    rows: Ids


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for, and the terms that stand for it."""

    kind: Kind
    label: str
    terms: tuple[int, ...]


class Cues:
    """Finds the catalogue's own words in a request. Immutable."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._postings = index.postings
        feels = {
            stem: Asked("feel", wanted[0], self._known(_feel_terms(wanted)))
            for stem, wanted in FEELINGS.items()
        }
        self._feels = {stem: asked for stem, asked in feels.items() if asked.terms}

    def find(self, text: str) -> tuple[Asked, ...]:
        """What `text` asks for, each once."""
        text = text.casefold()[:_LONGEST]
        found = {asked.label: asked for stem, asked in self._feels.items() if stem in text}
        names = list(dict.fromkeys(_names(text)))
        for field in _NAMED:
            terms = self._postings.folded(term(field, name) for name in names)
            for place in np.flatnonzero(self._postings.seen[terms]).tolist():
                name = names[place]
                if _may_mean(field, name) and self._is_there(field, name, terms[place]):
                    kind: Kind = "keyword" if field == KEYWORD else "person"
                    known = found.get(name, Asked(kind, name, ()))
                    found[name] = replace(known, terms=(*known.terms, int(terms[place])))
        return tuple(found.values())

    def among(
        self, asked: Sequence[Asked], places: Ids, part: Part
    ) -> tuple[tuple[Cue, ...], Scores]:
        """The films at `places` that have what is `asked`, and the share each has of it, 0 to 1."""
        score = np.zeros(len(places), dtype=np.float32)
        cues = []
        for one in asked:
            having = np.unique(part.hits(np.array(one.terms, dtype=np.uint32)).films)
            score[having] += 1
            cues.append(Cue(one.kind, one.label, places[having]))
        return tuple(cues), score / np.float32(max(1, len(asked)))

    def _known(self, terms: Iterable[int]) -> tuple[int, ...]:
        folded = self._postings.folded(terms)
        return tuple(folded[self._postings.seen[folded] > 0].tolist())

    def _is_there(self, field: int, name: str, folded: np.uint32) -> bool:
        """Whether a film really has `name`: another may share its term."""
        (places,) = self._postings.best_known(np.array([folded]), 1)
        return any(
            name == own.casefold()
            for own in getattr(self._index.films[int(places[0])], _NAMED[field])
        )


def _names(text: str) -> Iterator[str]:
    for match in _WORD_START.finditer(text):
        start = match.start()
        for end in range(start + 2, min(len(text), start + _LONGEST_NAME) + 1):
            # A Latin name ends where the word does; a Korean one may carry a particle.
            if end == len(text) or not (text[end].isascii() and text[end - 1 : end + 1].isalnum()):
                yield text[start:end]


def _may_mean(field: int, name: str) -> bool:
    return name not in _VAGUE if field == KEYWORD else len(name) > 2


def _feel_terms(wanted: Sequence[str]) -> Iterator[int]:
    for name in wanted:
        yield term(TRAIT, name.casefold())
        yield term(GENRE, name.casefold())


_NAMED: Final[Mapping[int, str]] = {KEYWORD: "keywords", CAST: "cast", DIRECTOR: "directors"}
_LONGEST: Final = 500
_LONGEST_NAME: Final = 20
_WORD_START = re.compile(r"(?<![0-9a-z가-힣])[0-9a-z가-힣]")
# Worries are told in these words; they ask for no film about them.
_VAGUE: Final = frozenset(
    {"이별", "배신", "불륜", "짝사랑", "사랑", "재회", "연애", "이혼", "외로움", "가족", "친구", "집",
     "직장", "기억", "시간", "결혼", "80년대", "90년대", "60년대", "하루", "여행", "편지", "대학생", "love", "relationship", "영화", "음악", "movie", "film", "family"}
)  # fmt: skip
