"""Whether a text gives away what a prompt holds."""

import base64
import re
import unicodedata
from functools import lru_cache

# Letters in a row: of a secret mark, of the rules, of what is told of a persona (which speaks in
# its own words, after all), and of the letters that only code is written in.
OF_MARK, OF_RULES, OF_CHARACTER = 6, 14, 30
_CODED = re.compile(r"[A-Za-z0-9+/=_-]{24,}|(?:[01]{8}\s*){4,}|(?:[0-9a-fA-F]{2}[\s:,]*){12,}")


class Secrecy:
    """Knows one prompt's marks and texts."""

    def __init__(self, marks: tuple[str, ...], rules: str, character: str) -> None:
        self._marks = {
            piece
            for mark in marks
            for form in (mark, mark[::-1], base64.b64encode(mark.encode()).decode())
            for piece in _pieces(letters(form), OF_MARK)
        }
        self._rules = _rules(rules)
        self._character = _character(character)

    def broken(self, text: str) -> bool:
        """Whether `text`, however spaced or turned round, repeats a mark or a stretch of the
        prompt, or holds what is no language."""
        said = letters(text)
        return bool(
            _CODED.search(text)
            or not self._marks.isdisjoint(_pieces(said, OF_MARK))
            or not self._rules.isdisjoint(_pieces(said, OF_RULES))
            or not self._character.isdisjoint(_pieces(said, OF_CHARACTER))
        )


# The same texts for turn after turn: a few personas in three manners.
@lru_cache(maxsize=32)
def _rules(text: str) -> frozenset[str]:
    told = letters(text)
    return frozenset(_pieces(told, OF_RULES) | _pieces(told[::-1], OF_RULES))


@lru_cache(maxsize=32)
def _character(text: str) -> frozenset[str]:
    return frozenset(_pieces(letters(text), OF_CHARACTER))


def letters(text: str) -> str:
    """Only the letters and digits of `text`, lower case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def _pieces(text: str, length: int) -> set[str]:
    return {text[start : start + length] for start in range(len(text) - length + 1)}
