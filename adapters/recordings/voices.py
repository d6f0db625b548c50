"""Which of a recording's segments the same person says: pitch and timbre, nothing learnt."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.recordings.recording import RATE, Samples

Print = tuple[float, ...]
Grid = NDArray[np.float64]

_FRAME, _STEP, _BINS = 640, 320, 1024
_BANDS, _KEPT = 26, 12
_LOWEST, _HIGHEST = 65, 400  # Hz of a talking voice
# Seconds below which a segment says too little of a voice to found one.
SHORTEST: Final = 1.0
# How far apart two prints of one voice lie at most.
FAR: Final = 1.3
MOST: Final = 26
_TURNS: Final = 5


def voice_print(samples: Samples) -> Print:
    """Pitch (semitones) and the spectrum's shape, in units in which voices differ by about 1.

    Empty where nothing in `samples` has a pitch.
    """
    frames = _frames(samples.astype(np.float64))
    if not len(frames):
        return ()
    loud = np.square(frames).mean(axis=1)
    pitch, voiced = _pitch(frames)
    kept = voiced & (loud > loud.max() / 100)
    if kept.sum() < 5:
        return ()
    shape = _cepstrum(frames[kept]).mean(axis=0)
    semitones = 12 * np.log2(float(np.median(pitch[kept])) / 100)
    values = (semitones / _SEMITONES, *(shape / _SHAPE))
    return tuple(round(float(value), 3) for value in values)


def told_apart(prints: Sequence[Print], seconds: Sequence[float]) -> list[str]:
    """A letter for every segment: "A" for the voice that talks longest, "" where there is none."""
    held = [index for index, one in enumerate(prints) if one]
    if not held:
        return [""] * len(prints)
    points = np.array([prints[index] for index in held])
    weights = np.array([seconds[index] for index in held])
    centres = _centres(points, weights)
    nearest = _distances(points, centres).argmin(axis=1)
    talked = [float(weights[nearest == centre].sum()) for centre in range(len(centres))]
    order = sorted(range(len(centres)), key=lambda centre: -talked[centre])
    letters = {centre: chr(ord("A") + place) for place, centre in enumerate(order)}
    found = [""] * len(prints)
    for index, centre in zip(held, nearest, strict=True):
        found[index] = letters[int(centre)]
    return found


def _centres(points: Grid, weights: Grid) -> Grid:
    """One for every voice: a new one where a long segment is far from all, then moved to the
    middle of theirs."""
    order = np.argsort(-weights, kind="stable")
    centres = points[order[:1]]
    for index in order[1:]:
        if weights[index] < SHORTEST or len(centres) == MOST:
            break
        if _distances(points[index : index + 1], centres).min() > FAR:
            centres = np.vstack([centres, points[index]])
    for _ in range(_TURNS):
        nearest = _distances(points, centres).argmin(axis=1)
        held = [centre for centre in range(len(centres)) if (nearest == centre).any()]
        centres = np.array(
            [
                np.average(points[nearest == centre], axis=0, weights=weights[nearest == centre])
                for centre in held
            ]
        )
    return centres


def _distances(points: Grid, centres: Grid) -> Grid:
    away: Grid = np.linalg.norm(points[:, None] - centres[None], axis=2)
    return away


def _frames(samples: Grid) -> Grid:
    count = (len(samples) - _FRAME) // _STEP + 1
    if count < 1:
        return np.zeros((0, _FRAME))
    windows = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)
    return windows[::_STEP][:count]


def _pitch(frames: Grid) -> tuple[Grid, NDArray[np.bool_]]:
    """Hz of every frame, by the highest peak of its autocorrelation; whether it has a pitch."""
    spectrum = np.fft.rfft(frames * np.hanning(_FRAME), 2 * _BINS, axis=1)
    same = np.fft.irfft(np.square(np.abs(spectrum)), axis=1)
    window = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(_FRAME), 2 * _BINS))))
    low, high = RATE // _HIGHEST, RATE // _LOWEST
    even = same[:, low:high] / (same[:, :1] + 1e-12) * (window[0] / window[low:high])
    lag = even.argmax(axis=1)
    return RATE / (lag + low), even.max(axis=1) > 0.5


def _cepstrum(frames: Grid) -> Grid:
    """Mel-frequency cepstral coefficients 1 to 12 of every frame; loudness, which is 0, is out."""
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_FRAME), _BINS, axis=1)))
    bands = np.log(power @ _mel().T + 1e-10)
    turns = np.pi / _BANDS * (np.arange(_BANDS) + 0.5)
    waves = np.cos(np.outer(np.arange(1, _KEPT + 1), turns))
    kept: Grid = bands @ waves.T * np.sqrt(2 / _BANDS)
    return kept


def _mel() -> Grid:
    """Triangles of even width on the mel scale, 60 Hz to 7.6 kHz."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (60, 7_600))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(_BINS, 1 / RATE)
    rising = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    return np.clip(np.minimum(rising, falling), 0, None)


# How much of each makes a distance of 1.
_SEMITONES: Final = 4.0
_SHAPE: Final = np.linspace(3.0, 1.5, _KEPT) * 2.0
