"""Who liked what, from a file of ratings."""

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from core.errors import ConfigError

COLUMNS: Final = ("user", "film", "rating")


def read_likes(
    path: Path, known: Callable[[str], bool]
) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """(ids of the films each user liked, ids of all films rated), of those that are `known`.

    A film is liked from four fifths of the highest rating on. Raises ConfigError, naming
    file and line, for a file that cannot be read or a line that is no rating.
    """
    given: dict[str, dict[str, float]] = {}
    highest = -math.inf
    for user, film, rating in _lines(path):
        highest = max(highest, rating)
        if known(film):
            given.setdefault(user, {})[film] = rating
    enough = _LIKED * highest
    likes = {
        user: tuple(film for film, rating in films.items() if rating >= enough)
        for user, films in given.items()
    }
    return likes, frozenset(film for films in given.values() for film in films)


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises ConfigError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as exc:
        raise _unreadable(path, exc) from exc


def _lines(path: Path) -> Iterator[tuple[str, str, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = [name.strip().casefold() for name in next(rows, [])]
            places = [header.index(name) for name in COLUMNS if name in header]
            if len(places) < len(COLUMNS):
                raise ConfigError(
                    f"{path}:1", "is no header", f"begin with a line {','.join(COLUMNS)}"
                )
            for row in rows:
                if row:
                    yield _rating(row, places, f"{path}:{rows.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise _unreadable(path, exc) from exc


def _unreadable(path: Path, exc: Exception) -> ConfigError:
    return ConfigError(
        str(path), f"cannot be read as CSV ({type(exc).__name__})", "check path and encoding"
    )


def _rating(row: list[str], places: list[int], line: str) -> tuple[str, str, float]:
    if len(row) <= max(places):
        raise ConfigError(line, f"has {len(row)} fields", "give user, film and rating")
    user, film, rating = (row[place].strip() for place in places)
    try:
        value = float(rating)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ConfigError(line, f"rating {rating[:20]!r} is no number", "write one, such as 4.5")
    return user, film, value


_LIKED: Final = 0.8
