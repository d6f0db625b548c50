"""A vote on several answers to one story: a bare number counts, the teller has the last word."""

import re
from dataclasses import dataclass, field

from core.events import Viewer
from core.replies import Part

OPEN_FOR = 75.0
# How long after the end the teller may still choose, in seconds.
LAST_WORD = 180.0
VOTERS = 20_000
_NUMBER = re.compile(r"\s*([1-9])\s*번?[\s!.~ㅋㅎ]*")
_LONGEST = 8


@dataclass(slots=True)
class Poll:
    """`votes` are the numbers, from 1, that people chose; each person has one and may change it."""

    id: str
    teller: Viewer
    parts: tuple[Part, ...]
    closes_at: float
    votes: dict[str, int] = field(default_factory=dict)
    told: bool = False
    chosen: int = 0

    def open(self, now: float) -> bool:
        return now < self.closes_at

    def take(self, person: str, viewer: str, text: str, now: float) -> bool:
        """Count a line that is a vote; False when it is none, or comes too late."""
        number = self.number(text)
        if not number:
            return False
        if viewer == self.teller.id and now < self.closes_at + LAST_WORD:
            self.chosen = number
        elif not self.open(now) or (person not in self.votes and len(self.votes) >= VOTERS):
            return False
        else:
            self.votes[person] = number
        return True

    def number(self, text: str) -> int:
        """The part that `text` votes for, from 1; 0 when it is something else."""
        found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
        number = int(found[1]) if found else 0
        return number if number <= len(self.parts) else 0

    @property
    def counts(self) -> list[int]:
        """Votes for each part, in order."""
        numbers = list(self.votes.values())
        return [numbers.count(number) for number in range(1, len(self.parts) + 1)]

    @property
    def result(self) -> str:
        """What chat is told at the end."""
        if not self.votes and not self.chosen:
            return "투표가 끝났어요. 이번에는 아무도 고르지 않았네요."
        counted = " · ".join(
            f"{part.speaker} {count}" for part, count in zip(self.parts, self.counts, strict=True)
        )
        said = f"투표 끝! {counted}." if self.votes else "투표가 끝났어요."
        return f"{said} {self.last_word}" if self.chosen else said

    @property
    def last_word(self) -> str:
        """What the teller chose, in words."""
        return f"이야기한 분은 {self.parts[self.chosen - 1].speaker}의 답을 골랐어요."
