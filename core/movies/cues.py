"""Words of a request that name what a film should have: themes, people, feels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from core.movies.film import Film
from core.movies.moods import FEELINGS
from core.movies.postings import Ids, Scores


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing asked for, and the rows of the films that have it."""

    kind: Literal["keyword", "person", "feel"]
    label: str
    rows: Ids


class Cues:
    """Finds the catalogue's own words in a request. Immutable."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._size = len(films)
        people = {**_rows_of(films, "cast"), **_rows_of(films, "directors")}
        themes = _rows_of(films, "keywords")
        self._names = {
            **{name: Cue("person", name, rows) for name, rows in people.items() if len(name) > 2},
            **{
                name: Cue("keyword", name, rows)
                for name, rows in themes.items()
                if len(name) > 1 and name not in _VAGUE
            },
        }
        self._longest = min(_LONGEST_NAME, max(map(len, self._names), default=0))
        traits = _rows_of(films, "moods"), _rows_of(films, "genres")
        self._feels = {
            stem: Cue(
                "feel",
                wanted[0],
                _union([kind.get(name.casefold()) for name in wanted for kind in traits]),
            )
            for stem, wanted in FEELINGS.items()
        }

    def find(self, text: str) -> tuple[Cue, ...]:
        """What `text` asks for, each once."""
        text = text.casefold()[:_LONGEST]
        found = {
            cue.label: cue for stem, cue in self._feels.items() if stem in text and len(cue.rows)
        }
        for match in _WORD_START.finditer(text):
            start = match.start()
            for end in range(start + 2, min(len(text), start + self._longest) + 1):
                cue = self._names.get(text[start:end])
                if cue:
                    found.setdefault(cue.label, cue)
        return tuple(found.values())

    def score(self, cues: Sequence[Cue]) -> Scores:
        """Share of `cues` each film has, 0 to 1."""
        score = np.zeros(self._size, dtype=np.float32)
        for cue in cues:
            score[cue.rows] += 1
        return score / np.float32(max(1, len(cues)))


def _rows_of(films: Sequence[Film], field: str) -> Mapping[str, Ids]:
    rows: dict[str, list[int]] = {}
    for index, film in enumerate(films):
        for name in getattr(film, field):
            rows.setdefault(name.casefold(), []).append(index)
    return {name: np.unique(np.array(found, dtype=np.int32)) for name, found in rows.items()}


def _union(parts: Sequence[Ids | None]) -> Ids:
    known = [part for part in parts if part is not None]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int32), *known]))


_LONGEST: Final = 500
_LONGEST_NAME: Final = 20
_WORD_START = re.compile(r"(?<![0-9a-z가-힣])[0-9a-z가-힣]")
# Worries are told in these words; they ask for no film about them.
_VAGUE: Final = frozenset(
    {"이별", "배신", "불륜", "짝사랑", "사랑", "재회", "연애", "이혼", "외로움", "가족", "친구", "집",
     "직장", "기억", "시간", "결혼", "80년대", "90년대", "60년대", "하루", "여행", "편지", "대학생", "love", "relationship", "영화", "음악", "movie", "film", "family"}
)  # fmt: skip
