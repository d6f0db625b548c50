"""Spoken sound and the captions that go with it."""

import io
import wave

from msgspec import Struct


class Caption(Struct, frozen=True, omit_defaults=True):
    """A piece of text shown from `start` to `end`, seconds into the sound; `words` is when each
    of its words begins, where the voice tells."""

    text: str
    start: float
    end: float
    words: tuple[float, ...] = ()

    def earlier(self, seconds: float) -> "Caption":
        """The same in a sound that begins that much later."""
        start, end, *words = (round(at - seconds, 3) for at in (self.start, self.end, *self.words))
        return Caption(self.text, start, end, tuple(words))


class Utterance(Struct, frozen=True):
    """`wav` is a whole RIFF file, b"" where captions are all there is; `duration` in seconds."""

    wav: bytes
    duration: float
    captions: tuple[Caption, ...]

    @property
    def text(self) -> str:
        """What is said in it."""
        return " ".join(caption.text for caption in self.captions)

    def sentences(self) -> "list[Utterance]":
        """One after another, each with the pause that follows it."""
        ends = [at for at, caption in enumerate(self.captions, 1) if _ends(caption.text)]
        ends = list(dict.fromkeys([*ends, len(self.captions)]))
        if len(ends) == 1:
            return [self]
        starts = [0, *ends[:-1]]
        return [self._part(first, last) for first, last in zip(starts, ends, strict=True)]

    def within(self, seconds: float) -> "Utterance | None":
        """As many whole sentences from its beginning on as are heard within `seconds`; None when
        not even the first is."""
        captions = self.captions
        if not captions or captions[-1].end <= seconds:
            return self
        ends = [at for at, one in enumerate(captions, 1) if _ends(one.text) and one.end <= seconds]
        return self._part(0, ends[-1]) if ends else None

    def _part(self, first: int, last: int) -> "Utterance":
        """From one caption up to another."""
        whole = last == len(self.captions)
        begin = self.captions[first].start if first else 0.0
        end = self.duration if whole else self.captions[last].start
        captions = tuple(one.earlier(begin) for one in self.captions[first:last])
        wav = _cut(self.wav, begin, None if whole else end) if self.wav else b""
        return Utterance(wav, round(end - begin, 3), captions)


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’) ").endswith((".", "!", "?", "…"))


def _cut(wav: bytes, begin: float, end: float | None) -> bytes:
    """A RIFF file of that part of another."""
    with wave.open(io.BytesIO(wav)) as file:
        rate, form = file.getframerate(), file.getparams()
        file.setpos(min(round(begin * rate), file.getnframes()))
        last = file.getnframes() if end is None else round(end * rate)
        frames = file.readframes(max(0, last - file.tell()))
    out = io.BytesIO()
    with wave.open(out, "wb") as part:
        part.setparams(form)
        part.writeframes(frames)
    return out.getvalue()
