"""What is made of a recording, as files beside it that only their owner may read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from msgspec import Struct

from core.errors import BadInput, ConfigError
from core.files import put
from core.recordings.transcript import About, Segment, Transcript


class Found(Struct, frozen=True, tag="found"):
    value: Any


class Until(Struct, frozen=True, tag="until"):
    at: int


class Progress:
    """The file of unfinished work: one line for everything found, one at every step's end."""

    def __init__(self, path: Path, head: dict[str, Any]) -> None:
        """Takes up what is there. Raises BadInput where that began otherwise than `head` says,
        ConfigError where it cannot be written."""
        self.path = path
        self.until = 0
        self.found: list[Any] = []
        with writing(path):
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            self._begin(head)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def add(self, value: Any) -> None:
        """Write down what was found in the step under way."""
        self._put(Found(value))

    def step(self, until: int) -> None:
        """A step is done; from here on, not even a power cut costs it."""
        self._put(Until(until))
        with writing(self.path):
            os.fsync(self._file.fileno())

    def done(self) -> None:
        """The work is in its place: forget how it came there."""
        self.path.unlink(missing_ok=True)

    def _begin(self, head: dict[str, Any]) -> None:
        with writing(self.path):
            whole = self._taken_up(head)
            self._file.truncate(whole)
            self._file.seek(whole)
        if not whole:
            self._put(head)

    def _close(self) -> None:
        # What a full disk did not take was told when it was written.
        with suppress(OSError):
            self._file.close()

    def _put(self, line: Any) -> None:
        with writing(self.path):
            self._file.write(_ENCODE(line) + b"\n")
            self._file.flush()

    def _taken_up(self, head: dict[str, Any]) -> int:
        """Bytes up to the last whole step; a torn line and what follows it count for nothing."""
        lines = self._file.readlines()
        if not lines or not lines[0].endswith(b"\n"):
            return 0
        try:
            begun = msgspec.json.decode(lines[0])
        except msgspec.DecodeError:
            begun = None
        if begun != head:
            raise BadInput(f"{self.path}: {_otherwise(begun, head)}; --restart begins anew")
        whole = at = len(lines[0])
        pending: list[Any] = []
        for line in lines[1:]:
            try:
                step = _STEP.decode(line)
            except msgspec.DecodeError:
                break
            at += len(line)
            if isinstance(step, Found):
                pending.append(step.value)
            elif line.endswith(b"\n"):
                self.until, whole = step.at, at
                self.found += pending
                pending = []
        return whole


def _otherwise(begun: Any, head: dict[str, Any]) -> str:
    if not isinstance(begun, dict):
        return "is no unfinished work of ours"
    other = [f"{key} {begun.get(key)!r}" for key in head if begun.get(key) != head[key]]
    return f"was begun with {', '.join(other) or 'something else'}"


def replace(path: Path, content: bytes) -> None:
    """As core.files.put does. Raises ConfigError."""
    with writing(path):
        put(path, content)


def replace_lines(path: Path, lines: Iterable[Any]) -> None:
    """A JSON value a line. Raises ConfigError."""
    replace(path, b"".join(_ENCODE(line) + b"\n" for line in lines))


def save(path: Path, transcript: Transcript) -> None:
    """A transcript or script: what it is about, then a segment a line."""
    replace_lines(path, [transcript.about, *transcript.segments])


def load(path: Path) -> Transcript:
    """Raises BadInput naming the line; a person may have edited it."""
    head, *lines = numbered(path) or [(1, b"")]
    return Transcript(
        _decoded(path, head, About), [_decoded(path, line, Segment) for line in lines]
    )


def numbered(path: Path) -> list[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers. Raises BadInput."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _decoded(path: Path, line: tuple[int, bytes], kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(line[1], type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}:{line[0]}: {error}") from error


def plain(about: About) -> dict[str, Any]:
    """As a progress begins."""
    return {key: value for key, value in msgspec.structs.asdict(about).items() if value}


def fingerprint(path: Path) -> str:
    """Changes when a person edits the file. Raises BadInput."""
    return sha256(b"\n".join(line for _, line in numbered(path))).hexdigest()[:32]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            str(path),
            f"cannot be written ({error.strerror})",
            "make room there, or name another folder with --out; then run it again, and it goes on",
        ) from error


def beside(path: Path, folder: Path | None, suffix: str) -> Path:
    """Where what is made of `path` lies: `talk.mp4` and `talk.script.jsonl` give `talk` + suffix."""
    stem = path.name
    for ending in SUFFIXES:
        if stem.endswith(ending):
            return (folder or path.parent) / (stem.removesuffix(ending) + suffix)
    return (folder or path.parent) / (path.stem + suffix)


TRANSCRIPT, SCRIPT, DIFF = ".transcript.jsonl", ".script.jsonl", ".clean.diff"
PAIRS, MESSAGES, QA = ".pairs.jsonl", ".messages.jsonl", ".qa.jsonl"
SUFFIXES: Final[Sequence[str]] = (TRANSCRIPT, SCRIPT, DIFF, PAIRS, MESSAGES, QA)
PART: Final = ".part"
_ENCODE: Final = msgspec.json.Encoder().encode
_STEP: Final[msgspec.json.Decoder[Found | Until]] = msgspec.json.Decoder(Found | Until)
