"""What is measured of a persona's bank: endings, words, lengths, and how much variants share."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Final

from core.bank import Line
from core.character import faults
from core.korean import fill
from core.persona import Manner, Persona

# Of the shorter one's trigrams; variants share less.
MOST_SHARED: Final = 0.5
# Phrases that nobody says aloud: calques, and the essay's "it is important to".
_WRITTEN: Final = re.compile(
    r"당신|그것은|그녀|에 대하여|에 대해서|에 의해|되어지|보여지|것이 중요합니다|것이 중요해요|할 수 있을 것입니다|을 통해서|를 통해서|가지고 있는 것"
)
_FILLED: Final = {
    "name": "두부", "partner": "그 사람", "duration": "3일", "when": "어제", "medium": "카톡",
    "place": "회사", "times": "세 번", "donor": "여름귤", "amount": "5,000원", "viewers": "42",
    "film": "〈그녀〉", "other": "그분", "before": "읽씹",
}  # fmt: skip
_ENGLISH: Final = _FILLED | {
    "name": "Dubu", "partner": "your ex", "duration": "3 days", "when": "yesterday",
    "medium": "texts", "place": "work", "times": "twice", "donor": "Gyul", "amount": "₩5,000",
    "film": "“Her”", "other": "Raon", "before": "being left on read",
}  # fmt: skip
_ALWAYS_POLITE: Final = "thanks."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one line, or two."""

    key: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one bank: `shared` is the largest share of trigrams between two variants, `lengths`
    the median and longest chat line and speech of situations, in characters."""

    lines: int
    shared: float
    lengths: tuple[float, int, float, int]
    findings: tuple[Finding, ...]


def check(persona: Persona, manner: Manner) -> Measures:
    """Measure one bank of a persona."""
    lines = persona.banks[manner].lines
    told = [line for key, found in lines.items() if key.startswith("situation.") for line in found]
    chats, speeches = [len(line.chat) for line in told], [len(line.speech) for line in told]
    return Measures(
        lines=sum(map(len, lines.values())),
        shared=max(share for found in lines.values() for share in _shares(found)),
        lengths=(median(chats), max(chats), median(speeches), max(speeches)),
        findings=tuple(_findings(persona, manner, lines)),
    )


def _findings(
    persona: Persona, manner: Manner, lines: Mapping[str, tuple[Line, ...]]
) -> Iterator[Finding]:
    values = _ENGLISH if manner is Manner.ENGLISH else _FILLED
    for key, found in lines.items():
        for text in dict.fromkeys(text for line in found for text in (line.chat, line.speech)):
            if not key.startswith(_ALWAYS_POLITE):
                for fault in faults(persona, manner, fill(text, values)):
                    yield Finding(key, fault, text)
            if written := _WRITTEN.search(text):
                yield Finding(key, f"nobody says {written[0]!r}", text)
        for one, other in combinations(found, 2):
            if shared(one.chat, other.chat) >= MOST_SHARED:
                yield Finding(key, "two variants are alike", f"{one.chat} / {other.chat}")
    often = Counter(line.chat for found in lines.values() for line in found)
    for text, count in often.items():
        if count > 1:
            yield Finding("", f"stands there {count} times", text)


def _shares(found: tuple[Line, ...]) -> Iterator[float]:
    yield 0.0
    for one, other in combinations(found, 2):
        yield shared(one.chat, other.chat)


def shared(one: str, other: str) -> float:
    """The share of the shorter text's trigrams, of letters, that stand in the other too."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _trigrams(text: str) -> set[str]:
    letters = re.sub(r"\W", "", text)
    return {letters[at : at + 3] for at in range(len(letters) - 2)}
