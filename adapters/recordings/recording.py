"""A recording's sound, whatever container and codec hold it; FFmpeg comes with PyAV."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput

Samples = NDArray[np.float32]

RATE: Final = 16_000
# Seconds: a block is cut at its quietest place after SHORTEST, at LONGEST at the latest.
SHORTEST, LONGEST = 100, 120
# Samples of the stretches whose loudness is compared.
_STRETCH: Final = RATE // 10
_EDGE: Final = 1 << 20
# A playlist must not make us read other files or fetch anything.
_OPTIONS: Final = {"protocol_whitelist": "none"}


class Block(NamedTuple):
    """Sound at RATE, one channel; `start` counts samples from the recording's beginning."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


class Recording:
    """An audio or video file."""

    def __init__(self, path: Path) -> None:
        """Raises BadInput when there is no sound that can be decoded."""
        self.path = path
        if path.is_file() and not path.stat().st_size:
            raise BadInput(f"{path}: is empty")
        with self._opened() as sound:
            # Microseconds; 0 where the container does not say.
            self.seconds = max(0, sound.duration or 0) / 1_000_000

    @property
    def digest(self) -> str:
        """Tells this recording from others: its length, its first and last mebibyte."""
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            read = hashlib.sha256(f"{size}:".encode() + file.read(_EDGE))
            file.seek(max(0, size - _EDGE))
            read.update(file.read(_EDGE))
        return read.hexdigest()[:32]

    def blocks(self, after: int = 0) -> Iterator[Block]:
        """Its sound from the block that begins at sample `after`. Blocks are the same every time.

        What cannot be decoded is left out. Raises BadInput where nothing can.
        """
        start = 0
        for samples in _cut(self._pieces()):
            if start >= after:
                yield Block(start, samples)
            start += len(samples)
        if not start:
            raise BadInput(f"{self.path}: its sound cannot be decoded")

    def _pieces(self) -> Iterator[Samples]:
        with self._opened() as sound:
            # Joined recordings change in the middle; a resampler is for one kind of sound.
            for _, alike in groupby(_frames(sound), _kind):
                resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
                for frame in chain(alike, [None]):
                    if frame is not None:
                        frame.pts = None  # gaps and jumps in the times are no silence
                    for even in resampler.resample(frame):
                        yield even.to_ndarray()[0]

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            with (
                self.path.open("rb") as file,
                av.open(file, metadata_errors="ignore", options=_OPTIONS) as sound,
            ):
                if not sound.streams.audio:
                    raise BadInput(f"{self.path}: has no sound")
                yield sound
        except (av.FFmpegError, ValueError, RuntimeError) as error:
            # PyAV's own refusals are plain ones.
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise BadInput(f"{self.path}: no recording that can be decoded ({why})") from error
        except OSError as error:
            raise BadInput(f"{self.path}: cannot be read ({error.strerror})") from error


def _frames(sound: Any) -> Iterator[Any]:
    """The frames that can be decoded, whatever lies between them."""
    for packet in sound.demux(audio=0):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue


def _kind(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _cut(pieces: Iterator[Samples]) -> Iterator[Samples]:
    """`pieces` joined to blocks."""
    held: list[Samples] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        while length >= LONGEST * RATE:
            whole = np.concatenate(held)
            cut = _quietest(whole)
            yield whole[:cut]
            held, length = [whole[cut:]], length - cut
    if length:
        yield np.concatenate(held)


def _quietest(held: Samples) -> int:
    """Where to cut: in the middle of the quietest stretch."""
    late = held[SHORTEST * RATE : LONGEST * RATE]
    loud = np.square(late.reshape(-1, _STRETCH)).mean(axis=1)
    return SHORTEST * RATE + int(loud.argmin()) * _STRETCH + _STRETCH // 2
