"""Sound files that voices send, as samples."""

import struct

import numpy as np

from core.errors import SpeechError

_PCM = (1, 0xFFFE)
SLOWEST, FASTEST = 8_000, 48_000


def samples(file: bytes) -> tuple[int, bytes]:
    """Sample rate and 16-bit mono samples of a RIFF file; of two channels their mean.

    Sizes in the header are taken with care: a server that sends while it speaks writes 0 or the
    greatest there is. Raises SpeechError for what is no such file, and for silence.
    """
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise SpeechError("the voice sent no RIFF file")
    at, form = 12, b""
    while at + 8 <= len(file):
        name, size = struct.unpack_from("<4sI", file, at)
        body = file[at + 8 : at + 8 + size]
        if name == b"fmt ":
            form = body
        elif name == b"data":
            return _mono(form, body if size else file[at + 8 :])
        at += 8 + size + size % 2
    raise SpeechError("the voice sent a file without sound")


def _mono(form: bytes, body: bytes) -> tuple[int, bytes]:
    if len(form) < 16:
        raise SpeechError("the voice sent a file of no known form")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if kind not in _PCM or channels not in (1, 2) or bits != 16:
        raise SpeechError("the voice sent a file of another form than 16-bit samples")
    if not SLOWEST <= rate <= FASTEST:
        raise SpeechError(f"the voice sent {rate} samples a second")
    frames = np.frombuffer(body[: len(body) // (2 * channels) * (2 * channels)], "<i2")
    if not frames.any():
        raise SpeechError("the voice sent only silence")
    return rate, frames.reshape(-1, channels).mean(axis=1).astype("<i2").tobytes()
