"""A confusion matrix drawn as SVG, with nothing but text."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from html import escape
from typing import TypeVar

Label = TypeVar("Label", bound=StrEnum)

CELL, LEFT, TOP = 56, 90, 90
_FONT = 'font-family="sans-serif" font-size="13"'


def draw(confusion: Mapping[Label, Counter[Label]], title: str) -> str:
    """An SVG of `confusion[wanted][read]`: rows wanted, columns read, shaded by the row's share."""
    labels = list(confusion)
    width, height = LEFT + CELL * len(labels) + 20, TOP + CELL * len(labels) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT}>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" font-size="16">{escape(title)}</text>',
        '<text x="12" y="46" fill="#555">rows: wanted, columns: read</text>',
    ]
    for number, label in enumerate(labels):
        middle = CELL * number + CELL // 2
        parts.append(
            f'<text x="{LEFT - 8}" y="{TOP + middle + 5}" text-anchor="end">{label}</text>'
        )
        parts.append(
            f'<text x="{LEFT + middle}" y="{TOP - 10}" text-anchor="middle">{label}</text>'
        )
    for row, wanted in enumerate(labels):
        total = confusion[wanted].total()
        for column, read in enumerate(labels):
            count = confusion[wanted][read]
            parts += _cell(LEFT + CELL * column, TOP + CELL * row, count, count / (total or 1))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _cell(x: int, y: int, count: int, share: float) -> list[str]:
    square = (
        f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" '
        f'fill="#b3184f" fill-opacity="{share:.3f}" stroke="#ddd"/>'
    )
    if not count:
        return [square]
    ink = "#fff" if share > 0.5 else "#222"
    middle = CELL // 2 - 1
    return [
        square,
        f'<text x="{x + middle}" y="{y + middle + 5}" text-anchor="middle" fill="{ink}">{count}</text>',
    ]
