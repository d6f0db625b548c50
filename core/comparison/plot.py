"""A comparison drawn as SVG, labelled in Korean, with nothing but text."""

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np

from core.comparison.figures import Estimate
from core.comparison.measures import Row

WIDTH, LEFT, RIGHT = 760, 190, 130
TOP, HEAD, LINE, GAP = 64, 30, 24, 18
COLOURS: Final = ("#b3184f", "#27624a", "#2f4f8f", "#8a5a00", "#5b3a8c", "#444444")
# Fonts that have Hangul, on every system.
_FONT = (
    "font-family=\"Pretendard, 'Noto Sans KR', 'Noto Sans CJK KR', 'Malgun Gothic', "
    '\'Apple SD Gothic Neo\', sans-serif" font-size="13"'
)
UNITS: Final = {"s": "초", "%": "%"}


def draw(rows: Sequence[Row], title: str) -> str:
    """An SVG: a panel for each measure, in it a point and its 95 % interval for each back end."""
    panels, at = [], TOP
    for row in rows:
        panels += _panel(row, at)
        at += HEAD + LINE * len(row.figures) + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at}" {_FONT}>',
            f'<rect width="{WIDTH}" height="{at}" fill="#fff"/>',
            f'<text x="14" y="28" font-size="17">{escape(title)}</text>',
            '<text x="14" y="48" fill="#555">점은 측정값, 선은 95% 신뢰구간</text>',
            *panels,
            "</svg>\n",
        ]
    )


def _panel(row: Row, top: int) -> list[str]:
    ends = [
        end
        for figure in row.figures.values()
        for end in (figure.figure, figure.low, figure.high)
        if np.isfinite(end)
    ]
    longest = 100.0 if row.measure.unit == "%" else max([*ends, 0.0]) or 1.0
    unit = UNITS.get(row.measure.unit, "")
    label = f"{row.measure.label} ({unit})" if unit else row.measure.label
    parts = [
        f'<text x="14" y="{top + 16}" font-weight="bold">{escape(label)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{top + 16}" fill="#777" text-anchor="end">{longest:.3g}</text>',
    ]
    for number, (backend, figure) in enumerate(row.figures.items()):
        middle = top + HEAD + LINE * number + LINE // 2
        parts += _mark(backend, figure, middle, longest, COLOURS[number % len(COLOURS)])
    return parts


def _mark(backend: str, figure: Estimate, middle: int, longest: float, colour: str) -> list[str]:
    """One back end's name, axis, interval and point."""
    room = WIDTH - LEFT - RIGHT
    parts = [
        f'<text x="{LEFT - 12}" y="{middle + 5}" text-anchor="end">{escape(backend)}</text>',
        f'<line x1="{LEFT}" y1="{middle}" x2="{LEFT + room}" y2="{middle}" stroke="#e4e4e4"/>',
    ]

    def place(value: float) -> str:
        return f"{LEFT + room * min(max(value / longest, 0.0), 1.0):.1f}"

    if not figure.told:
        said = "값 없음"
    else:
        said = f"{figure.figure:.3g}"
        if not np.isnan(figure.low):
            parts.append(
                f'<line x1="{place(figure.low)}" y1="{middle}" x2="{place(figure.high)}" '
                f'y2="{middle}" stroke="{colour}" stroke-width="3"/>'
            )
        parts.append(f'<circle cx="{place(figure.figure)}" cy="{middle}" r="5" fill="{colour}"/>')
    parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{middle + 5}">{said}</text>')
    return parts
