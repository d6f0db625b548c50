"""Spoken sound and the captions that go with it."""

from msgspec import Struct


class Caption(Struct, frozen=True):
    """A piece of text shown from `start` to `end`, seconds into the sound."""

    text: str
    start: float
    end: float


class Utterance(Struct, frozen=True):
    """`wav` is a whole RIFF file; `duration` in seconds."""

    wav: bytes
    duration: float
    captions: tuple[Caption, ...]
