"""Synced films as files: a shelf that is replaced whole, and a sync under way beside it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec
from msgspec import Struct

from core.errors import ConfigError
from core.files import put
from core.movies.synced import Plan, Progress, Shelf, Synced


class Head(Struct, frozen=True):
    """The first line of a shelf; `films` is how many lines follow."""

    at: float
    count: int
    films: int


class Step(Struct, frozen=True):
    """A line of a sync under way."""

    id: int
    film: Synced | None


class FilmFiles:
    """Keeps films in `folder`, which only its owner may read. One writer at a time."""

    def __init__(self, folder: Path) -> None:
        self._shelf = folder / "films.jsonl"
        self._progress = folder / "films.part.jsonl"
        self._part: IO[bytes] | None = None

    def shelf(self) -> Shelf | None:
        """The last complete sync. Raises ConfigError for a file that is not whole."""
        try:
            head, *lines = self._shelf.read_bytes().splitlines()
            about = _HEAD.decode(head)
            films = [_FILM.decode(line) for line in lines]
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _broken(self._shelf, type(error).__name__) from error
        if len(films) != about.films:
            raise _broken(self._shelf, f"{len(films)} of {about.films} films")
        return Shelf(
            about.at, about.count, {film.film.tmdb_id: film for film in films if film.film.tmdb_id}
        )

    def progress(self) -> Progress | None:
        """What an unfinished sync had fetched; a line cut short by a killed process is not."""
        steps = self._lines()
        try:
            progress = Progress(_PLAN.decode(next(steps, b"")))
        except msgspec.DecodeError:
            return None
        for line in steps:
            with suppress(msgspec.DecodeError):
                step = _STEP.decode(line)
                progress.fetched[step.id] = step.film
        return progress

    def begin(self, plan: Plan, fetched: Mapping[int, Synced]) -> None:
        """Start a sync of which these films are fetched already."""
        self.close()
        with _writing(self._progress):
            steps = [_encode(Step(id, film)) for id, film in fetched.items()]
            _replace(self._progress, [_encode(plan), *steps])

    def add(self, tmdb_id: int, film: Synced | None) -> None:
        """Write one film down; once this returns, only a power cut can lose it."""
        with _writing(self._progress):
            if self._part is None:
                self._part = self._reopened()
            self._part.write(_encode(Step(tmdb_id, film)))
            self._part.flush()

    def complete(self, shelf: Shelf) -> None:
        """Replace the shelf, then forget the progress."""
        films = shelf.films.values()
        with _writing(self._shelf):
            _replace(
                self._shelf,
                [_encode(Head(shelf.at, shelf.count, len(films))), *map(_encode, films)],
            )
            self.close()
            self._progress.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file of the sync under way."""
        if self._part is not None:
            self._part.close()
            self._part = None

    def _lines(self) -> Iterator[bytes]:
        try:
            yield from self._progress.read_bytes().splitlines()
        except FileNotFoundError:
            return

    def _reopened(self) -> IO[bytes]:
        """The sync's file, without the half line that a killed process may have left."""
        part = self._progress.open("r+b")
        whole = part.read()
        part.truncate(whole.rfind(b"\n") + 1)
        part.seek(0, os.SEEK_END)
        return part


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be written ({error.strerror})",
            "make room on that disk, or choose a folder you may write to",
        ) from error


def _replace(path: Path, lines: list[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put(path, b"".join(lines))


def _encode(line: Head | Plan | Step | Synced) -> bytes:
    return _ENCODE(line) + b"\n"


def _broken(path: Path, why: str) -> ConfigError:
    return ConfigError(
        str(path),
        f"is not whole ({why})",
        f"remove it and sync again: rm {path}; lovelm movies sync",
    )


_ENCODE: Final = msgspec.json.Encoder().encode
_HEAD: Final = msgspec.json.Decoder(Head)
_PLAN: Final = msgspec.json.Decoder(Plan)
_STEP: Final = msgspec.json.Decoder(Step)
_FILM: Final = msgspec.json.Decoder(Synced)
