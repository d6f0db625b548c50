"""The films there are, by id and by title."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from core.errors import ConfigError
from core.movies.film import Film
from core.movies.film_file import FilmFile
from core.movies.name_index import NameIndex
from core.movies.title_index import TitleIndex
from core.movies.titles import fold, plain, without_particle

PACKAGED: Final = Path(__file__).parent / "data" / "films.jsonl"


class Catalogue:
    """An ordered set of films. Immutable; iterating gives them in the order of the file."""

    def __init__(self, films: Iterable[Film]) -> None:
        """Raises ConfigError when two films share an id."""
        file = films if isinstance(films, FilmFile) else None
        self._films: Sequence[Film] = file if file and len(file) > _MOST_HELD else tuple(films)
        ids: list[str] = []
        self._titles = TitleIndex(_noting(self._films, ids))
        self._ids = NameIndex(zip(ids, range(len(ids)), strict=True))
        if len(self._ids) != len(ids):
            first = dict(zip(reversed(ids), range(len(ids) - 1, -1, -1), strict=True))
            row = next(row for row, id in enumerate(ids) if first[id] != row)
            where = file.where(row) if file else "catalogue"
            raise ConfigError(where, f"field 'id': {ids[row]!r} is used twice", "give it its own")

    @classmethod
    def load(cls, path: Path = PACKAGED) -> "Catalogue":
        """Read JSON lines; of a large file films are read again when they are asked for.

        Empty lines are skipped; an empty file is an empty catalogue. Raises ConfigError
        naming file, line and field for a file that cannot be read, a broken line or an
        id used twice.
        """
        return cls(FilmFile(path))

    @property
    def films(self) -> Sequence[Film]:
        """The films in order."""
        return self._films

    def _titled(self, title: str) -> int | None:
        wanted = plain(title)
        row = self._titles.row(wanted)
        return self._titles.row(without_particle(wanted)) if row is None else row

    def __len__(self) -> int:
        return len(self._films)

    def __iter__(self) -> Iterator[Film]:
        return iter(self._films)

    def by_id(self, film_id: str) -> Film | None:
        row = self.id_row(film_id)
        return None if row is None else self._films[row]

    def rows(self, names: Sequence[str]) -> list[int | None]:
        """For each name the place in `films` of the film with that id, else of that title."""
        return [
            self._titled(name) if row < 0 else row
            for name, row in zip(names, self._ids.rows(names), strict=True)
        ]

    def id_row(self, film_id: str) -> int | None:
        """The place in `films` of the film with that id."""
        return self._ids.row(film_id)

    def by_title(self, title: str) -> Film | None:
        """The film of that Korean or original title.

        Spacing, case, punctuation and a particle at the end do not matter; of films
        that share a title the best known is given.
        """
        row = self._titled(title)
        return None if row is None else self._films[row]

    def mentioned(self, text: str) -> tuple[Film, ...]:
        """Films whose titles stand in `text`, in that order, each once.

        A title that is also an everyday word counts only in quotes or where what is
        beside it says that a film is meant ("괴물 같은 영화").
        """
        rows = dict.fromkeys(row for row, _, _ in self._titles.find(fold(text)))
        return tuple(self._films[row] for row in rows)

    def blanked(self, text: str) -> str:
        """Folded `text`, every title in it one sign, so that its words mean nothing else."""
        text = fold(text)
        pieces, last = [], 0
        for _, start, end in self._titles.find(text):
            pieces += [text[last:start], TITLE_SIGN]
            last = end
        return "".join((*pieces, text[last:]))


def _noting(films: Iterable[Film], ids: list[str]) -> Iterator[Film]:
    """`films`, their ids added to `ids` on the way: reading a large file costs a minute."""
    for film in films:
        ids.append(film.id)
        yield film


TITLE_SIGN: Final = "◆"
# So many films are held as they are: a megabyte.
_MOST_HELD: Final = 1000
