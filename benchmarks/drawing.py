"""Bars as SVG, with nothing but text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import log10
from typing import Final

WIDTH, LEFT, RIGHT = 900, 400, 110
TOP, LINE, BAR = 62, 24, 14
OURS, OTHERS, SHORT = "#b3184f", "#9aa3ad", "#c77700"
_FONT: Final = 'font-family="system-ui, sans-serif" font-size="13"'


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart; `figure` above 0, `said` beside it as text."""

    label: str
    figure: float
    said: str
    colour: str = OTHERS


def bars(title: str, about: str, rows: Sequence[Bar], mark: float | None = None) -> str:
    """Horizontal bars on a logarithmic scale, with a line at `mark`."""
    figures = [row.figure for row in rows] + ([mark] if mark else [])
    low, high = min(figures) / 2, max(figures) * 1.1
    height = TOP + LINE * len(rows) + 16

    def place(figure: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log10(figure / low) / log10(high / low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {_FONT}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="14" y="26" font-size="17">{escape(title)}</text>',
        f'<text x="14" y="46" fill="#555">{escape(about)}</text>',
    ]
    for number, row in enumerate(rows):
        top = TOP + LINE * number
        end = place(row.figure)
        parts += [
            f'<text x="{LEFT - 10}" y="{top + 12}" text-anchor="end">{escape(row.label)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{end - LEFT:.1f}" height="{BAR}" fill="{row.colour}"/>',
            f'<text x="{end + 6:.1f}" y="{top + 12}">{escape(row.said)}</text>',
        ]
    if mark:
        parts.append(
            f'<line x1="{place(mark):.1f}" y1="{TOP - 6}" x2="{place(mark):.1f}" '
            f'y2="{height - 14}" stroke="#222" stroke-dasharray="4 3"/>'
        )
    return "\n".join([*parts, "</svg>\n"])
