"""What was said in a recording, and when."""

from collections.abc import Sequence

from msgspec import Struct


class Segment(Struct, frozen=True):
    """`start` and `end` in seconds; `speaker` a letter, "A" for who talks longest; `sure`, from 0
    to 1, is what the recogniser thinks of its own words."""

    start: float
    end: float
    text: str
    speaker: str = ""
    sure: float = 1.0


class About(Struct, frozen=True):
    """What a transcript or script was made from; `own` is the speaker it was cleaned for."""

    recording: str
    digest: str
    model: str
    language: str
    own: str = ""


class Transcript(Struct, frozen=True):
    about: About
    segments: Sequence[Segment]


def talkers(segments: Sequence[Segment]) -> dict[str, float]:
    """Seconds that everybody talks, longest first."""
    seconds: dict[str, float] = {}
    for segment in segments:
        seconds[segment.speaker] = seconds.get(segment.speaker, 0.0) + segment.end - segment.start
    return dict(sorted(seconds.items(), key=lambda one: (-one[1], one[0])))


def clock_time(seconds: float) -> str:
    """As people write it: 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
