"""Soft sounds, one a syllable, where a stream has no voice: captions are read, and heard coming."""

import asyncio
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from adapters.speech.joining import begins, join, readings
from core.persona import Voice
from core.show.sound import Utterance

RATE = 24_000
# Loudest sample of a blip, of 1: it lies under a streamer's voice.
LOUDEST = 0.16
# Syllables a second at 200 words a minute; read along, not listened to.
PACE, OWN_SPEED = 8.5, 200
# Seconds in which a blip comes, so that nothing clicks.
FADE = 0.004
_SYLLABLES, _FIRST = 28 * 21, ord("가")


@dataclass(frozen=True, slots=True)
class Timbre:
    """`partials`: how loud each harmonic is; `ring` and `come` in seconds; `breath` is how much
    of it is air, `glide` how far each blip falls, in semitones; `base` in hertz."""

    base: float
    partials: tuple[float, ...]
    ring: float
    come: float = 0.008
    breath: float = 0.0
    glide: float = 0.0


@dataclass(frozen=True, slots=True)
class Blip:
    """A sound at `at` seconds, `steps` semitones from the base, for `seconds`, so `loud`."""

    at: float
    steps: float
    seconds: float
    loud: float


class Blips:
    """Each persona has an instrument of its own; melody and rhythm come from the syllables."""

    label = ""

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say."""
        return await asyncio.to_thread(played, text, voice)


def played(text: str, voice: Voice) -> Utterance:
    """`text` as blips, with the times of its words. Blocks for about 1 ms a second of sound."""
    read = readings(text)
    timbre = timbre_of(voice)
    pace = PACE * voice.speed / OWN_SPEED
    sounds, words = [], []
    for part, said in read:
        blips, seconds = melody(said, pace)
        sounds.append((RATE, _sound(blips, seconds, timbre)))
        words.append(begins(part, [blip.at for blip in blips]))
    return join([part for part, _ in read], sounds, words)


def melody(said: str, pace: float) -> tuple[list[Blip], float]:
    """The blips of a sentence, and its length in seconds."""
    blips: list[Blip] = []
    at, last = 0.0, max(1, sum(map(str.isalnum, said)) - 1)
    for letter in said:
        if letter.isalnum():
            lasts, steps, loud = _syllable(letter)
            falling = -2.5 * len(blips) / last  # a sentence sinks towards its end
            blips.append(Blip(at, steps + falling, lasts / pace, loud))
            at += lasts / pace
        else:
            at += RESTS.get(letter, 0.0) / pace
    return _ended(blips, said), max(at, blips[-1].at + 1.5 * blips[-1].seconds)


def _syllable(letter: str) -> tuple[float, float, float]:
    """Length, semitones and loudness, by its vowel and how it opens and closes."""
    place = ord(letter) - _FIRST
    if not 0 <= place < 19 * _SYLLABLES:  # Latin: many letters make a syllable
        return 0.5, SCALE[ord(letter) % len(SCALE)], 0.7
    first, vowel, final = place // _SYLLABLES, place // 28 % 21, place % 28
    lasts = 1.0 + (0.25 if final in SONORANT_FINALS else -0.12 if final else 0.0)
    return lasts, VOWELS[vowel], 1.0 if first in STRONG else 0.82


def _ended(blips: list[Blip], said: str) -> list[Blip]:
    """The last syllables tell a question and a cry from a statement."""
    ends = ENDINGS.get(said[-1], ENDINGS["."])
    for back, steps in enumerate(reversed(ends), 1):
        if back <= len(blips):
            blip = blips[-back]
            blips[-back] = Blip(blip.at, blip.steps + steps, 1.2 * blip.seconds, blip.loud)
    return blips


def _sound(blips: list[Blip], seconds: float, timbre: Timbre) -> bytes:
    """16-bit samples."""
    samples = np.zeros(int(RATE * (seconds + timbre.ring)) + 1, np.float32)
    for blip in blips:
        start = int(blip.at * RATE)
        tone = _tone(blip, timbre)[: len(samples) - start]
        samples[start : start + len(tone)] += tone
    # Overlapping rings may add up; a soft knee keeps them below full.
    return (np.tanh(samples) * 32_767).astype("<i2").tobytes()


def _tone(blip: Blip, timbre: Timbre) -> NDArray[np.float32]:
    at = np.arange(int(RATE * (blip.seconds + timbre.ring)), dtype=np.float32) / RATE
    height = timbre.base * 2.0 ** (blip.steps / 12)
    fallen = timbre.glide * blip.seconds * (1.0 - np.exp(-at / max(blip.seconds, 0.01)))
    phase = np.float32(2 * np.pi * height) * (at - fallen / 12 * np.float32(np.log(2.0)))
    tone = sum(
        (np.float32(part) * np.sin(order * phase) for order, part in enumerate(timbre.partials, 1)),
        np.zeros_like(at),
    )
    if timbre.breath:
        air = np.random.default_rng(int(height)).standard_normal(len(at)).astype(np.float32)
        tone += np.float32(timbre.breath) * np.convolve(air, np.ones(12, np.float32) / 12, "same")
    shape = np.minimum(at / max(timbre.come, FADE), 1.0) * np.exp(-at / timbre.ring)
    shape *= np.minimum((at[-1] - at) / FADE, 1.0)
    scale = LOUDEST * blip.loud / (sum(timbre.partials) + timbre.breath)
    return np.asarray(tone * shape * np.float32(scale), np.float32)


def timbre_of(voice: Voice) -> Timbre:
    """A persona's own; a guest's is found by its name and tuned to its pitch."""
    own = TIMBRES.get(voice.who)
    if own is None:
        kind = GUESTS[crc32(voice.who.encode()) % len(GUESTS)]
        own = Timbre(BASE * 2.0 ** ((voice.pitch - 50) / 36), kind.partials, kind.ring, kind.come)
    lifted = own.base * 2.0 ** (voice.shift / 36)
    return Timbre(lifted, own.partials, own.ring, own.come, own.breath, own.glide)


BASE: Final = 360.0
# Semitones of a scale in which nothing sounds wrong beside anything else.
SCALE: Final = (0.0, 2.0, 4.0, 7.0, 9.0)
# Bright vowels stand high, dark ones low: ㅏㅐㅑㅒ ㅓㅔㅕㅖ ㅗㅘㅙㅚㅛ ㅜㅝㅞㅟㅠ ㅡㅢㅣ.
VOWELS: Final = (
    4.0, 4.0, 7.0, 7.0, 0.0, 2.0, 2.0, 2.0, 2.0, 4.0, 4.0, 2.0, 7.0, -3.0, 0.0, 2.0, 2.0, 0.0, -3.0, 0.0, 2.0,
)  # fmt: skip
# ㄲㄸㅃㅆㅉㅊㅋㅌㅍ begin with a stroke; ㄴㄹㅁㅇ at the end ring on.
STRONG: Final = frozenset({1, 4, 8, 10, 13, 14, 15, 16, 17})
SONORANT_FINALS: Final = frozenset({4, 8, 16, 21})
# How long a mark is waited at, in syllables.
RESTS: Final = {" ": 0.35, ",": 1.6, "'": 0.0}
# What is added to the last syllables, in semitones.
ENDINGS: Final = {".": (0.0, -2.0), "?": (2.0, 5.0), "!": (3.0, 1.0)}
TIMBRES: Final = {
    # A music box, warm: rings long, comes softly.
    "onyu": Timbre(392.0, (1.0, 0.22, 0.0, 0.08), 0.13, 0.012),
    # Wood, low and dry: odd harmonics, gone at once.
    "dogeon": Timbre(196.0, (1.0, 0.05, 0.36, 0.02, 0.12), 0.055, 0.004, glide=3.0),
    # A low flute with breath in it: slow to come.
    "yudam": Timbre(174.6, (1.0, 0.3, 0.06), 0.15, 0.028, breath=0.5),
    # A bright bubble that jumps.
    "raon": Timbre(523.3, (1.0, 0.42, 0.2, 0.06), 0.07, 0.005, glide=-4.0),
}
GUESTS: Final = (
    Timbre(BASE, (1.0, 0.12), 0.1, 0.01),
    Timbre(BASE, (1.0, 0.0, 0.28, 0.0, 0.1), 0.07, 0.005),
    Timbre(BASE, (1.0, 0.5, 0.25, 0.12), 0.06, 0.005),
    Timbre(BASE, (1.0, 0.06, 0.02, 0.14), 0.16, 0.014),
)
