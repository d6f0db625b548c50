"""Films in a file of JSON lines, read when they are asked for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final, overload

import numpy as np

from core.errors import ConfigError
from core.movies.film import Film
from core.movies.film_record import read_film

_BOM = b"\xef\xbb\xbf"


class FilmFile(Sequence[Film]):
    """The films of one file, in its order. Only where each line starts is kept, and films lately read.

    A file may be replaced while it is in use: the one opened first goes on being read.
    """

    def __init__(self, path: Path) -> None:
        """Empty lines are skipped. Raises ConfigError for a file that cannot be read as UTF-8."""
        self._path = str(path)
        try:
            # A small file is not kept open: elsewhere an open file cannot be replaced.
            small = path.stat().st_size <= _SMALL
            self._file: BinaryIO = BytesIO(path.read_bytes()) if small else path.open("rb")
            self._lines = np.fromiter(_starts(self._file), dtype=_LINE)
        except (OSError, UnicodeDecodeError) as exc:
            raise ConfigError(
                str(path),
                f"cannot be read as UTF-8 ({type(exc).__name__})",
                "check path and encoding",
            ) from exc
        self._lock = Lock()
        self._lately = lru_cache(maxsize=_KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> Film: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[Film, ...]: ...
    def __getitem__(self, row: int | slice) -> Film | tuple[Film, ...]:
        if isinstance(row, slice):
            return tuple(self._lately(place) for place in range(*row.indices(len(self))))
        return self._lately(row)

    def __iter__(self) -> Iterator[Film]:
        """Every film once, none of them kept. Raises ConfigError naming a broken line."""
        return map(self._read, range(len(self)))

    def where(self, row: int) -> str:
        """File and line of the film, as messages name it."""
        return f"{self._path}:{self._lines['number'][row]}"

    def _read(self, row: int) -> Film:
        start, number = self._lines[row].item()
        with self._lock:
            self._file.seek(start)
            line = self._file.readline()
        return read_film(line.decode().removeprefix("\ufeff"), self._path, number)


def _starts(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each line that is not empty starts, and its number."""
    start = 0
    for number, line in enumerate(file, start=1):
        line.decode()
        if line.removeprefix(_BOM).strip():
            yield start, number
        start += len(line)


_LINE: Final = np.dtype([("start", np.int64), ("number", np.int32)])
_SMALL: Final = 2 << 20
_KEPT: Final = 2048
