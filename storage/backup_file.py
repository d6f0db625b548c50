"""A backup's file: gzip of JSON lines, an array for each row, and at the end a manifest."""

import gzip
import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct

from core.errors import BadInput

FORMAT: Final = 1
# Small enough for memory; no row that LoveLM writes comes near it.
LONGEST_LINE: Final = 64 << 20


class Output(Protocol):
    def write(self, data: bytes, /) -> object: ...


class Head(Struct, frozen=True, tag="backup"):
    """What the file is; `at` in Unix seconds."""

    format: int
    revision: str
    at: float


class TableHead(Struct, frozen=True, tag="table"):
    """The rows of a table follow, with these columns, each of one of KINDS."""

    name: str
    columns: dict[str, str]


class Sum(Struct, frozen=True):
    """How many rows there are, and the SHA-256 of their lines."""

    rows: int
    sha256: str


class Manifest(Struct, frozen=True, tag="manifest"):
    """The last line."""

    tables: dict[str, Sum]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())


class BackupWriter:
    """Writes one line after the other."""

    def __init__(self, out: Output, head: Head) -> None:
        self._out = out
        self._sums: dict[str, Sum] = {}
        self._line(head)

    def _line(self, line: Struct) -> None:
        self._out.write(_encode(line) + b"\n")

    @contextmanager
    def table(self, name: str, columns: dict[str, str]) -> Iterator["TableWriter"]:
        """What takes the rows of a table."""
        self._line(TableHead(name, columns))
        table = TableWriter(self._out)
        yield table
        self._sums[name] = Sum(table.rows, table.digest.hexdigest())

    def end(self) -> Manifest:
        """Write the manifest: without it a file is not whole."""
        manifest = Manifest(self._sums)
        self._line(manifest)
        return manifest


class TableWriter:
    """Writes and counts the rows of one table."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self.digest = sha256()
        self.rows = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        lines = b"".join(_encode(row) + b"\n" for row in rows)
        self.digest.update(lines)
        self._out.write(lines)
        self.rows += len(rows)


class BackupReader:
    """Reads a file twice: once to know that it is whole, once for its rows.

    Raises BadInput that says what is wrong with it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.head, self.manifest = self._checked()

    def tables(self) -> Iterator[tuple[TableHead, Iterator[Mapping[str, Any]]]]:
        """Each table with its rows by column, which must be read before the next table is."""
        with self._read() as lines:
            next(lines, None)  # the head
            rest = list(itertools.islice(lines, 1))
            while rest and isinstance(table := self._about(rest[0]), TableHead):
                rest = []
                yield table, self._rows(table, lines, rest)

    def _rows(
        self, table: TableHead, lines: Iterator[bytes], rest: list[bytes]
    ) -> Iterator[Mapping[str, Any]]:
        """The rows of `table`; the line after them goes into `rest`."""
        try:
            kinds = tuple(KINDS[kind] for kind in table.columns.values())
        except KeyError:
            raise self._damaged(f"table {table.name}") from None
        decoder: msgspec.json.Decoder[tuple[Any, ...]] = msgspec.json.Decoder(
            tuple[kinds]  # type: ignore[valid-type]
        )
        for line in lines:
            if not line.startswith(b"["):
                rest.append(line)
                return
            try:
                yield dict(zip(table.columns, decoder.decode(line), strict=True))
            except UNREADABLE:
                raise self._damaged(f"table {table.name}") from None

    def _checked(self) -> tuple[Head, Manifest]:
        """The first line and the last, after every row has been counted and summed up."""
        name, rows, digest = "", 0, sha256()
        sums: dict[str, Sum] = {}
        last: Head | TableHead | Manifest | None = None
        with self._read() as lines:
            head = self._head(next(lines, b""))
            for line in lines:
                if isinstance(last, Manifest):
                    raise self._damaged("something follows its end")
                if line.startswith(b"["):
                    digest.update(line)
                    rows += 1
                    continue
                if name:
                    sums[name] = Sum(rows, digest.hexdigest())
                last = self._about(line)
                name, rows, digest = getattr(last, "name", ""), 0, sha256()
        if not isinstance(last, Manifest):
            raise self._short()
        for table in sums.keys() | last.tables.keys():
            if sums.get(table) != last.tables.get(table):
                raise self._damaged(f"table {table}")
        return head, last

    def _head(self, line: bytes) -> Head:
        try:
            head = _HEAD.decode(line)
        except UNREADABLE:
            raise self._foreign() from None
        if head.format > FORMAT:
            raise BadInput(f"{self._path} was made by a newer LoveLM; use that version")
        return head

    def _about(self, line: bytes) -> TableHead | Manifest:
        try:
            found: TableHead | Manifest = _ABOUT.decode(line)
        except UNREADABLE:
            raise self._damaged("a line cannot be read") from None
        return found

    @contextmanager
    def _read(self) -> Iterator[Iterator[bytes]]:
        try:
            with gzip.open(self._path, "rb") as file:
                yield iter(lambda: file.readline(LONGEST_LINE), b"")
        except EOFError:
            raise self._short() from None
        except gzip.BadGzipFile as error:
            if "CRC" in str(error) or "length" in str(error):
                raise self._damaged("its checksum") from None
            raise self._foreign() from None
        except zlib.error:
            raise self._damaged("it cannot be unpacked") from None
        except OSError as error:
            raise BadInput(f"{self._path} cannot be read ({error.strerror})") from error

    def _foreign(self) -> BadInput:
        return BadInput(f"{self._path} is no backup of LoveLM")

    def _short(self) -> BadInput:
        return BadInput(f"{self._path} is cut short; take another backup")

    def _damaged(self, where: str) -> BadInput:
        return BadInput(f"{self._path} is damaged ({where}); take another backup")


UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError)
_encode: Final = msgspec.json.Encoder().encode
_HEAD: Final = msgspec.json.Decoder(Head)
_ABOUT: Final = msgspec.json.Decoder(TableHead | Manifest)
KINDS: Final[dict[str, Any]] = {
    "text": str | None,
    "integer": int | None,
    "real": float | None,
    "boolean": bool | None,
    "bytes": bytes | None,
}
