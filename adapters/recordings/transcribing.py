"""A recording's transcript, block by block."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import msgspec

from adapters.recordings.files import Progress
from adapters.recordings.recording import RATE, Block, Recording, Samples
from adapters.recordings.voices import told_apart, voice_print
from core.recordings.transcript import Segment

# Seconds missing at a recording's end that its container may have counted wrongly.
_ROUNDING: Final = 1.0


class Recogniser(Protocol):
    """Reads one block of sound."""

    def read(self, samples: Samples) -> Iterator[Segment]: ...


def transcribe(
    recording: Recording, recogniser: Recogniser, progress: Progress, told: Callable[[float], None]
) -> tuple[list[Segment], float]:
    """Everything said, and the seconds that could not be decoded.

    `told` hears how many seconds are read. Goes on where `progress` stopped. Raises BadInput and
    ConfigError.
    """
    found: list[dict[str, Any]] = list(progress.found)
    end = progress.until
    told(end / RATE)
    for block in recording.blocks(progress.until):
        for said in recogniser.read(block.samples):
            row = _row(said, block)
            progress.add(row)
            found.append(row)
            told(row["end"])
        progress.step(end := block.end)
        told(end / RATE)
    lost = recording.seconds - end / RATE
    return _segments(found), lost if lost > _ROUNDING else 0.0


def _row(said: Segment, block: Block) -> dict[str, Any]:
    """What is known of a segment before all voices are heard."""
    begun = block.start / RATE
    cut = block.samples[int(said.start * RATE) : int(said.end * RATE)]
    return msgspec.structs.asdict(said) | {
        "start": round(begun + said.start, 2),
        "end": round(begun + said.end, 2),
        "voice": voice_print(cut),
    }


def _segments(found: list[dict[str, Any]]) -> list[Segment]:
    """Voices are letters from here on: the prints, which would tell a person again, are not kept."""
    letters = told_apart(
        [tuple(row["voice"]) for row in found], [row["end"] - row["start"] for row in found]
    )
    return [
        Segment(row["start"], row["end"], row["text"], letter, row["sure"])
        for row, letter in zip(found, letters, strict=True)
    ]
