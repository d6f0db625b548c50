"""Fields of meaning that a line touches, such as a blow, a farewell, a child."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import ahocorasick
import yaml

from core.errors import ConfigError

PATH = Path(__file__).parent / "data" / "senses.yaml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Senses:
    """Fields and their pairs, numbered: what meets in one line says more than any word."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.names = tuple(sorted(fields))
        of: dict[str, set[int]] = {}
        for number, name in enumerate(self.names):
            for stem in fields[name]:
                of.setdefault(stem.replace("_", " "), set()).add(number)
        self._automaton: Any = ahocorasick.Automaton()
        for stem, numbers in of.items():
            self._automaton.add_word(stem, tuple(numbers))
        self._automaton.make_automaton()

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Raises ConfigError when the file is missing or broken."""
        try:
            raw = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  # a safe loader
            return cls({str(name): str(stems).split() for name, stems in raw.items()})
        except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
            raise ConfigError(
                str(path), f"unreadable fields ({error})", "restore it from the release"
            ) from error

    @property
    def size(self) -> int:
        """How many numbers there are: fields, then pairs."""
        return len(self.names) + self._pairs

    @property
    def _pairs(self) -> int:
        return len(self.names) * (len(self.names) - 1) // 2

    def found(self, apart: str) -> list[int]:
        """Fields that a line touches, given its words; in rising order."""
        touched: set[int] = set()
        for _, numbers in self._automaton.iter(apart):
            touched.update(numbers)
        return sorted(touched)

    def pairs(self, fields: Sequence[int]) -> list[int]:
        """Numbers of the pairs of `fields`, which rise."""
        count = len(self.names)
        return [
            count + one * count - one * (one + 1) // 2 + other - one - 1
            for place, one in enumerate(fields)
            for other in fields[place + 1 :]
        ]
