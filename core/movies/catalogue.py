"""The films there are, by id and by title."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from core.errors import ConfigError
from core.movies.film import Film
from core.movies.film_record import read_film
from core.movies.titles import TitleFinder, fold, plain, without_particle


class Catalogue:
    """An ordered set of films. Immutable; iterating gives them in the order of the file."""

    def __init__(self, films: Iterable[Film]) -> None:
        """Raises ConfigError when two films share an id."""
        self._films = tuple(films)
        self._by_id = {film.id: film for film in self._films}
        if len(self._by_id) != len(self._films):
            raise ConfigError("catalogue", "two films share an id", "give each film its own id")
        self._by_title = _titles(self._films)
        self._finder = TitleFinder(self._by_title)

    @classmethod
    def load(cls, path: Path | None = None) -> "Catalogue":
        """Read JSON lines, the packaged films when no `path` is given.

        Empty lines are skipped; an empty file is an empty catalogue. Raises ConfigError
        naming file, line and field for a file that cannot be read, a broken line or an
        id used twice.
        """
        path = path or PACKAGED
        films: dict[str, Film] = {}
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            film = read_film(line, str(path), number)
            if film.id in films:
                raise ConfigError(
                    f"{path}:{number}", f"field 'id': {film.id!r} is used twice", "give it its own"
                )
            films[film.id] = film
        return cls(films.values())

    def __len__(self) -> int:
        return len(self._films)

    def __iter__(self) -> Iterator[Film]:
        return iter(self._films)

    def by_id(self, film_id: str) -> Film | None:
        return self._by_id.get(film_id)

    def by_title(self, title: str) -> Film | None:
        """The film of that Korean or original title.

        Spacing, case, punctuation and a particle at the end do not matter; of films
        that share a title the best known is given.
        """
        wanted = plain(title)
        return self._by_title.get(wanted) or self._by_title.get(without_particle(wanted))

    def mentioned(self, text: str) -> tuple[Film, ...]:
        """Films whose titles stand in `text`, in that order, each once.

        A title that is also an everyday word counts only in quotes or where what is
        beside it says that a film is meant ("괴물 같은 영화").
        """
        found = (self._by_title[title] for title, _, _ in self._finder.find(fold(text)))
        return tuple(dict.fromkeys(found))

    def blanked(self, text: str) -> str:
        """Folded `text`, every title in it one sign, so that its words mean nothing else."""
        text = fold(text)
        pieces, last = [], 0
        for _, start, end in self._finder.find(text):
            pieces += [text[last:start], TITLE_SIGN]
            last = end
        return "".join((*pieces, text[last:]))


def _lines(path: Path) -> list[str]:
    try:
        # Not splitlines(): U+2028 and its like may stand inside a JSON string.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            str(path), f"cannot be read as UTF-8 ({type(exc).__name__})", "check path and encoding"
        ) from exc


def _titles(films: Iterable[Film]) -> Mapping[str, Film]:
    known: dict[str, Film] = {}
    for film in sorted(films, key=lambda film: (-film.renown, -film.votes)):
        for title in (film.title, film.original_title):
            if plain(title):
                known.setdefault(plain(title), film)
    for film in tuple(known.values()):
        head = plain(film.title.split(":")[0])
        if len(head) > 2:
            known.setdefault(head, film)
    return known


TITLE_SIGN: Final = "◆"
PACKAGED: Final = Path(__file__).parent / "data" / "films.jsonl"
