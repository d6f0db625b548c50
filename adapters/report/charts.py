"""Plots as SVG. Places are in percent and letters in pixels, so that both fit any width."""

from collections.abc import Sequence
from html import escape
from typing import Final
from unicodedata import east_asian_width

from msgspec import Struct

COLUMN_HEIGHT: Final = 170
HEAD: Final = 8
FOOT: Final = 24
ROW: Final = 50
# Of a bar when it is full, in percent; its figure stands in the rest.
TRACK: Final = 64.0
BESIDE: Final = 2.5
# Of a name, in Latin letters: what a phone has room for.
LONGEST_NAME: Final = 32
# Labels of a time axis on the narrowest page, and where the last of them may begin (percent).
MOST_LABELS: Final = 5
LAST_LABEL: Final = 88.0
# Of a column's share of the width, what is left free beside it.
GAP: Final = 0.18
# A column, in percent.
WIDEST: Final = 12.0


class Series(Struct, frozen=True):
    """One colour of the columns: a class of the style sheet, and how high it is in each."""

    colour: str
    name: str
    heights: Sequence[int]


class Bar(Struct, frozen=True):
    """A row: what it is, how long it is, and the figure as people read it."""

    name: str
    length: float
    figure: str
    colour: str = "love"


def columns(labels: Sequence[str], series: Sequence[Series], unit: str, about: str) -> str:
    """A column for each of `labels`, of the series one on another, the first at the bottom.
    `about` says it all to whoever cannot see it."""
    top = max(map(sum, zip(*(one.heights for one in series), strict=True)), default=0)
    highest = ceiling(top)
    parts = [_line(value, highest, unit) for value in dict.fromkeys((highest, highest // 2, 0))]
    share = 100 / len(labels)
    for number, label in enumerate(labels):
        below = 0
        for one in series:
            height = one.heights[number]
            if height:
                tip = f"{label} {one.name} {height}{unit}".replace("  ", " ")
                parts.append(_block(number * share, share, below, height, highest, one, tip))
            below += height
    parts += _times(labels, share)
    return _svg(HEAD + COLUMN_HEIGHT + FOOT, about, parts, "columns")


def _line(value: int, highest: int, unit: str) -> str:
    y = _y(value, highest)
    line = f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" class="rule"/>'
    if not value:
        return line
    return f'{line}<text x="-8" y="{y + 4:.1f}" text-anchor="end" class="soft">{value}{unit}</text>'


def _block(
    left: float, share: float, below: int, height: int, highest: int, one: Series, tip: str
) -> str:
    top, bottom = _y(below + height, highest), _y(below, highest)
    width = min(share * (1 - GAP), WIDEST)
    return (
        f'<rect x="{left + (share - width) / 2:.2f}%" width="{width:.2f}%" '
        f'y="{top:.1f}" height="{bottom - top:.1f}" class="{one.colour}">'
        f"<title>{escape(tip)}</title></rect>"
    )


def _times(labels: Sequence[str], share: float) -> list[str]:
    """As many labels as there is room for; each begins where its column does, or, where all
    have room, is in the middle of it."""
    step = -(-len(labels) // MOST_LABELS)
    middle, anchor = (0.5, "middle") if step == 1 else (0.0, "start")
    return [
        f'<text x="{share * (number + middle):.2f}%" y="{HEAD + COLUMN_HEIGHT + 17}" '
        f'text-anchor="{anchor}" class="soft">{escape(label)}</text>'
        for number, label in enumerate(labels)
        if number % step == 0 and (step == 1 or share * number <= LAST_LABEL)
    ]


def _y(value: float, highest: int) -> float:
    return HEAD + COLUMN_HEIGHT * (1 - value / highest)


def ceiling(value: int) -> int:
    """The next round number from `value` on whose half is round too."""
    step = 1
    while True:
        for times in (2, 4, 5, 6, 8, 10):
            if value <= step * times and step * times % 2 == 0:
                return step * times
        step *= 10


def bars(rows: Sequence[Bar], about: str) -> str:
    """Under each name its bar, beside that the figure; the longest fills its track."""
    longest = max((row.length for row in rows), default=0) or 1
    parts: list[str] = []
    for number, row in enumerate(rows):
        top = ROW * number
        name = short(row.name, LONGEST_NAME)
        parts += [
            f'<text x="0" y="{top + 17}">{escape(name)}<title>{escape(row.name)}</title></text>',
            f'<text x="{TRACK + BESIDE}%" y="{top + 35}" class="soft">{escape(row.figure)}</text>',
            _strip(top, TRACK, "track"),
        ]
        if row.length:
            share = max(0.02, row.length / longest)
            parts.append(_strip(top, TRACK * share, row.colour))
    return _svg(ROW * len(rows), about, parts)


def _strip(top: int, width: float, colour: str) -> str:
    return f'<rect x="0" y="{top + 25}" width="{width:.2f}%" height="10" rx="5" class="{colour}"/>'


def short(text: str, most: int) -> str:
    """`text` cut to what `most` Latin letters take; those of East Asia are twice as wide."""
    room = most
    for at, letter in enumerate(text):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{text[:at].rstrip()}…"
    return text


def _svg(height: int, about: str, parts: Sequence[str], kind: str = "bars") -> str:
    inside = "\n".join(parts)
    about = escape(about)
    return (
        f'<svg class="{kind}" width="100%" height="{height}" role="img" aria-label="{about}">\n'
        f"{inside}\n</svg>"
    )
