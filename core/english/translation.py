"""Sentences in English, found by how they are said in Korean."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property

BRACES, ESCAPED = re.compile(r"\{(\w+)\}"), re.compile(r"\\{(\w+)\\}")


def _as_it_is(_: str, value: str) -> str:
    return value


class Translation:
    """`said` is Korean → English, with what differs from time to time in the same braces on both
    sides; `fact(name, value)` says what stood in a pair of them. Of those that fit, the one with the
    most words of its own counts."""

    def __init__(
        self, said: Mapping[str, str], fact: Callable[[str, str], str] = _as_it_is
    ) -> None:
        self._said = said
        self._fact = fact

    def __call__(self, text: str) -> str:
        """`text` in English; "" where only its Korean is known."""
        if text in self._said:
            return self._said[text]
        for pattern, said in self._patterns:
            if found := pattern.fullmatch(text):
                facts = {name: self._fact(name, value) for name, value in found.groupdict().items()}
                return said.format(**facts)
        return ""

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        found = sorted(filter(BRACES.search, self._said), key=_own, reverse=True)
        return [(_pattern(korean), self._said[korean]) for korean in found]


def _own(korean: str) -> int:
    """How many of its letters are its own."""
    return len(BRACES.sub("", korean))


def _pattern(korean: str) -> re.Pattern[str]:
    return re.compile(ESCAPED.sub(r"(?P<\1>.+?)", re.escape(korean)))
