"""Fixed answers to a crisis, from a reviewed file; no model ever writes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from core.errors import ConfigError
from core.safety.levels import Kind, Level, Triage

PATH = Path(__file__).parent / "data" / "helplines.yaml"
LONGEST = 99
_FEWEST = 4
_RETIRED = ("1393", "735-8994")
_ANSWER = {
    (Level.EXPLICIT, Kind.SELF_HARM): "self_harm_explicit",
    (Level.INDIRECT, Kind.SELF_HARM): "self_harm_indirect",
}
_FOLLOW_UP = {
    Kind.SELF_HARM: "self_harm",
    Kind.THIRD_PERSON: "third_person",
    Kind.DATING_VIOLENCE: "violence",
    Kind.STALKING: "violence",
    Kind.SEXUAL_EXTORTION: "violence",
    Kind.MINOR: "minor",
}
_ANSWERS = frozenset(_ANSWER.values()) | {kind.value for kind in Kind if kind is not Kind.SELF_HARM}
_VIOLENCE = frozenset({"dating_violence", "stalking", "sexual_extortion", "minor", "violence"})


def _checked(
    key: str, raw: Any, expected: frozenset[str], numbers: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, dict) or raw.keys() != expected:
        raise ConfigError(key, f"does not hold exactly {sorted(expected)}", "restore the file")
    sets: dict[str, tuple[str, ...]] = {}
    for name, texts in raw.items():
        if not isinstance(texts, list) or len(texts) < _FEWEST:
            raise ConfigError(f"{key}.{name}", "too few texts", f"write at least {_FEWEST}")
        for place, text in enumerate(texts):
            _check(f"{key}.{name}[{place}]", text, numbers, violent=name in _VIOLENCE)
        sets[name] = tuple(texts)
    return sets


def _check(key: str, text: Any, numbers: Sequence[str], *, violent: bool) -> None:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ConfigError(key, f"not a text of at most {LONGEST} characters", "shorten it")
    if any(number in text for number in _RETIRED):
        raise ConfigError(key, "names a retired number", "name one from `numbers`")
    named = sorted((text.find(number), number) for number in numbers if number in text)
    if not named:
        raise ConfigError(key, "names no help line", "name one from `numbers`")
    if violent and named[0][1] != "112":
        raise ConfigError(key, f"names {named[0][1]} before 112", "name 112 first")


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's texts, by what they answer."""

    answers: Mapping[str, Sequence[str]]
    follow_ups: Mapping[str, Sequence[str]]


class Helplines:
    """Texts that answer a crisis, varied by turn so that they do not sound like a machine's;
    in English for who writes it."""

    def __init__(self, korean: Texts, english: Texts, reviewed: str) -> None:
        self._texts = {False: korean, True: english}
        self.reviewed = reviewed

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Read and check a template file. Raises ConfigError naming what breaks the policy."""
        try:
            raw = yaml.safe_load(path.read_text("utf-8"))
            numbers = [str(number) for number in raw["numbers"]]
            english, reviewed = raw["english"], str(raw["reviewed"])
            languages = [
                (key, part["answers"], part["follow_ups"])
                for key, part in (("", raw), ("english.", english))
            ]
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise ConfigError(
                str(path), f"unreadable ({error})", "restore it from the release"
            ) from error
        korean_texts, english_texts = (
            Texts(
                _checked(f"{key}answers", answers, _ANSWERS, numbers),
                _checked(f"{key}follow_ups", follow_ups, frozenset(_FOLLOW_UP.values()), numbers),
            )
            for key, answers, follow_ups in languages
        )
        return cls(korean_texts, english_texts, reviewed)

    def answer(self, triage: Triage, turn: int, english: bool = False) -> str:
        """The text for a crisis on a viewer's `turn`. Raises ValueError for a calm triage."""
        if triage.kind is None:
            raise ValueError("a calm line has no help-line answer")
        texts = self._texts[english].answers[
            _ANSWER.get((triage.level, triage.kind), triage.kind.value)
        ]
        return texts[turn % len(texts)]

    def follow_up(self, triage: Triage, turn: int, english: bool = False) -> str:
        """The text for later turns of that viewer. Raises ValueError for a calm triage."""
        if triage.kind is None:
            raise ValueError("a calm line has no follow-up")
        texts = self._texts[english].follow_ups[_FOLLOW_UP[triage.kind]]
        return texts[turn % len(texts)]
