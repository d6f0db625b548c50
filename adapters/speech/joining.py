"""Sentences that were spoken one by one, as one sound with its captions."""

import io
import wave
from collections.abc import Sequence

from core.errors import SpeechError
from core.show.sound import Caption, Utterance
from core.speech.reading import reading
from core.speech.text import sentences

# Seconds between two sentences.
PAUSE = 0.18


class NothingToSay(SpeechError):
    """The text holds no word; that tells nothing of the voice."""


def readings(text: str) -> list[tuple[str, str]]:
    """Each sentence as it is shown and as it is said. Raises NothingToSay."""
    read = [(part, reading(part)) for part in sentences(text)]
    found = [(part, said) for part, said in read if said]
    if not found:
        raise NothingToSay("nothing to say")
    return found


def join(
    parts: Sequence[str],
    sounds: Sequence[tuple[int, bytes]],
    words: Sequence[tuple[float, ...]] = (),
) -> Utterance:
    """The sentences' sounds (sample rate, 16-bit mono samples) with a pause between them.

    `words`: when each word of a sentence begins, seconds into its sound, where that is known.
    Raises SpeechError for silence.
    """
    rate = sounds[0][0]
    silence = b"\0\0" * int(rate * PAUSE)
    samples = bytearray()
    captions = []
    for number, (part, (_, sound)) in enumerate(zip(parts, sounds, strict=True)):
        start = len(samples) / 2 / rate
        samples += sound
        begins = tuple(round(start + at, 3) for at in words[number]) if words else ()
        captions.append(Caption(part, round(start, 3), round(len(samples) / 2 / rate, 3), begins))
        samples += silence
    if not any(samples):
        raise SpeechError("the voice gave only silence")
    return Utterance(riff(rate, bytes(samples)), round(len(samples) / 2 / rate, 3), tuple(captions))


def riff(rate: int, samples: bytes) -> bytes:
    """16-bit mono `samples` as a RIFF file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


def begins(text: str, times: Sequence[float]) -> tuple[float, ...]:
    """When each word of `text` begins, given when each of the evenly counted pieces of its
    reading does."""
    letters, at = len(text.replace(" ", "")), 0
    found = []
    for word in text.split():
        found.append(round(times[min(at * len(times) // letters, len(times) - 1)], 3))
        at += len(word)
    return tuple(found)
