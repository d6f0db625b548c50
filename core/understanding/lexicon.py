"""Words that point to a love situation."""

from pathlib import Path

import ahocorasick
import yaml

from core.errors import ConfigError
from core.labels import Situation

WORDS = Path(__file__).parent / "data" / "situations.yaml"


class Lexicon:
    """Finds each situation's words in one pass."""

    def __init__(self, words: dict[Situation, list[str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        of: dict[str, set[Situation]] = {}
        for situation, stems in words.items():
            for stem in stems:
                for written in {stem.replace("_", " "), stem.replace("_", "")}:
                    of.setdefault(written, set()).add(situation)
        for written, situations in of.items():
            self._automaton.add_word(written, (len(written), frozenset(situations)))
        self._automaton.make_automaton()

    @classmethod
    def load(cls, path: Path = WORDS) -> "Lexicon":
        """Raises ConfigError when the file is missing or names no known situation."""
        try:
            raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
            return cls({Situation(key): list(map(str, stems)) for key, stems in raw.items()})
        except (OSError, yaml.YAMLError, ValueError, AttributeError, TypeError) as error:
            why = str(error).splitlines()[0]
            raise ConfigError(str(path), why, "restore it from the repository") from error

    def hits(self, text: str) -> dict[Situation, int]:
        """Letters of each situation's longest word in `text`; longer words say more."""
        found: dict[Situation, int] = {}
        for _, (length, situations) in self._automaton.iter(text.lower()):
            for situation in situations:
                found[situation] = max(found.get(situation, 0), length)
        return found
