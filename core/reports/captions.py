"""Captions with their times, as SRT and WebVTT."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from msgspec import Struct

# Characters of a line and lines of a caption, as Korean captions are made.
LINE, LINES = 16, 2
# Seconds of a caption at least, and between two.
SHORTEST, GAP = 1.2, 0.2
# What would end a caption early, wherever it stands.
ARROW: Final = "-->"


class Caption(Struct, frozen=True):
    """`lines` are shown from `begin` to `end`, in seconds from the first."""

    begin: float
    end: float
    lines: tuple[str, ...]


def timed(sentences: Iterable[str], pace: float) -> list[Caption]:
    """Captions of `sentences` one after another, read at `pace` letters a second."""
    captions: list[Caption] = []
    at = 0.0
    for lines in (lines for sentence in sentences for lines in broken(sentence)):
        end = at + max(SHORTEST, letters(lines) / pace)
        captions.append(Caption(at, end, lines))
        at = end + GAP
    return captions


def letters(lines: Sequence[str]) -> int:
    """What is read of them: all but spaces."""
    return sum(not letter.isspace() for line in lines for letter in line)


def broken(sentence: str) -> list[tuple[str, ...]]:
    """`sentence` in captions, none with more than LINES lines of LINE characters."""
    lines: list[str] = []
    for word in sentence.replace(ARROW, "→").split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines += [word[at : at + LINE] for at in range(0, len(word), LINE)]
    return [tuple(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]


def srt(captions: Sequence[Caption]) -> str:
    blocks = (
        f"{number}\n{_clock(one.begin, ',')} --> {_clock(one.end, ',')}\n" + "\n".join(one.lines)
        for number, one in enumerate(captions, 1)
    )
    return "\n\n".join(blocks) + "\n"


def vtt(captions: Sequence[Caption]) -> str:
    blocks = (
        f"{_clock(one.begin, '.')} --> {_clock(one.end, '.')}\n"
        + "\n".join(escape(line, quote=False) for line in one.lines)
        for one in captions
    )
    return "\n\n".join(("WEBVTT", *blocks)) + "\n"


def _clock(seconds: float, point: str) -> str:
    """As 00:01:02,345."""
    millis = round(seconds * 1_000)
    minutes, millis = divmod(millis, 60_000)
    whole, millis = divmod(millis, 1_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{whole:02}{point}{millis:03}"
