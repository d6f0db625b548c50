"""A persona's hand-written lines, by what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in two lengths.

    Both may hold slots such as `{name}` or `{partner:이/가}` (see `core.korean.fill`).
    `chat` fits a platform's message, `speech` is what is said aloud on the overlay.
    """

    chat: str
    speech: str


@dataclass(frozen=True, slots=True)
class Bank:
    """Lines by dotted key, such as `situation.read_ignored` or `talk.greeting`."""

    lines: Mapping[str, tuple[Line, ...]]

    def find(self, key: str) -> tuple[Line, ...]:
        """All variants under `key`; empty when the persona has none."""
        return self.lines.get(key, ())
