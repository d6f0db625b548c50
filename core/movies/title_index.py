"""Finding films by their titles, alone or inside what people write."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from core.movies.film import Film
from core.movies.name_index import NameIndex
from core.movies.titles import is_meant, plain


class TitleIndex:
    """Titles of films, by hash: room for a million. Built once; `find` is linear in the text."""

    def __init__(self, films: Iterable[Film]) -> None:
        """Of films that share a title the best known counts, then the first."""
        reader = _Reader()
        self._whole = NameIndex(reader.titles(films), reader.fame)
        self._heads = NameIndex(reader.heads, reader.fame)
        self._lengths: Mapping[str, tuple[int, ...]] = {
            start: _bits(known) for start, known in reader.lengths.items()
        }
        # One request looks at its text three times.
        self.find = lru_cache(maxsize=64)(self._find)

    def row(self, title: str) -> int | None:
        """The place in `films` of the one with that plain title."""
        found = self._rows((title,))[0]
        return None if found < 0 else found

    def _rows(self, titles: Sequence[str]) -> list[int]:
        pairs = zip(self._whole.rows(titles), self._heads.rows(titles), strict=True)
        return [whole if whole >= 0 else head for whole, head in pairs]

    def _find(self, text: str) -> tuple[tuple[int, int, int], ...]:
        """(row, start, end) of each title in folded `text`, the longest at each place."""
        letters = [place for place, letter in enumerate(text) if letter.isalnum()]
        run = "".join(text[place] for place in letters)
        found = []
        end = -1
        for title, row, index in self._candidates(run, letters, text):
            start = letters[index]
            stop = letters[index + len(title) - 1] + 1
            # The sign at the end of a title is no end of a sentence: 너의 이름은. 같은 영화
            after = text[stop : stop + _BESIDE].lstrip(".!?")
            if start >= end and is_meant(title, text[max(0, start - _BESIDE) : start], after):
                found.append((row, start, stop))
                end = stop
        return tuple(found)

    def _candidates(
        self, run: str, letters: list[int], text: str
    ) -> Iterator[tuple[str, int, int]]:
        """(title, row, place in `run`) of what may be a title, in order, the longest first."""
        titles = [
            (run[index : index + length], index)
            for index, place in enumerate(letters)
            if not (place and text[place - 1].isalnum())
            for length in (
                *self._lengths.get(run[index : index + 2], ()),
                *self._lengths.get(run[index : index + 1], ()),
            )
            if index + length <= len(run)
        ]
        rows = self._rows([title for title, _ in titles])
        for (title, index), row in zip(titles, rows, strict=True):
            if row >= 0:
                yield title, row, index


class _Reader:
    """Gives the titles of films once, and remembers what they say on the way."""

    def __init__(self) -> None:
        self.fame = array("d")
        self.heads: list[tuple[str, int]] = []
        self.lengths: dict[str, int] = {}

    def titles(self, films: Iterable[Film]) -> Iterator[tuple[str, int]]:
        """Plain titles with their rows; what stands before a colon is kept as a head."""
        for row, film in enumerate(films):
            self.fame.append(film.renown * _RENOWN + film.votes)
            for title in {plain(film.title), plain(film.original_title)} - {""}:
                self._count(title)
                yield title, row
            head = plain(film.title.split(":")[0]) if ":" in film.title else ""
            if len(head) > _SHORTEST_HEAD:
                self._count(head)
                self.heads.append((head, row))

    def _count(self, title: str) -> None:
        start = title[:2]
        self.lengths[start] = self.lengths.get(start, 0) | 1 << len(title)


def _bits(known: int) -> tuple[int, ...]:
    """The places of the bits of `known`, the highest first."""
    return tuple(place for place in range(known.bit_length() - 1, 0, -1) if known >> place & 1)


_BESIDE: Final = 60
_SHORTEST_HEAD: Final = 2
# One step of our own judgement outweighs any count of votes.
_RENOWN: Final = 1e9
