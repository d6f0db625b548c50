"""A vote on several answers to one story: a bare number counts, the teller has the last word, as
long as that does not tell who they are."""

import re
from dataclasses import dataclass, field

from core.events import Viewer
from core.replies import Part

OPEN_FOR = 75.0
# How long after the end the teller may still choose, in seconds.
LAST_WORD = 180.0
# How many besides them must have typed the number of a teller whom nobody is to know.
OTHERS = 2
VOTERS = 20_000
_NUMBER = re.compile(r"\s*([1-9])\s*번?[\s!.~ㅋㅎ]*")
_LONGEST = 8


@dataclass(slots=True)
class Poll:
    """`votes` are the numbers, from 1, that people chose; each person has one and may change it.
    `nameless`: chat does not know who the `teller` is."""

    id: str
    teller: Viewer
    parts: tuple[Part, ...]
    closes_at: float
    nameless: bool = False
    votes: dict[str, int] = field(default_factory=dict)
    told: bool = False
    chosen: int = 0

    def open(self, now: float) -> bool:
        return now < self.closes_at

    @property
    def ends_at(self) -> float:
        """Until when the teller may choose: a number typed when nobody votes shows who they are."""
        return self.closes_at + (0.0 if self.nameless else LAST_WORD)

    def take(self, person: str, viewer: str, text: str, now: float) -> bool:
        """Count a line that is a vote; False when it is none, or comes too late."""
        if viewer == self.teller.id:
            return self.choose(person, text, now)
        number = self.number(text)
        return bool(number) and self._count(person, number, now)

    def choose(self, person: str, text: str, now: float) -> bool:
        """Take a line of the teller's, from whichever account; False as for anybody's vote."""
        number = self.number(text)
        if not number or now >= self.ends_at:
            return False
        self.chosen = number
        if self.nameless:  # else the one number that is not counted is theirs
            self._count(person, number, now)
        return True

    def _count(self, person: str, number: int, now: float) -> bool:
        if not self.open(now) or (person not in self.votes and len(self.votes) >= VOTERS):
            return False
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
    def known(self) -> int:
        """The part that the teller chose, from 1; 0 while nobody may know it."""
        if self.nameless and self.chosen and self.counts[self.chosen - 1] <= OTHERS:
            return 0
        return self.chosen

    @property
    def result(self) -> str:
        """What chat is told at the end."""
        if not self.votes and not self.chosen:
            return "투표가 끝났어요. 이번에는 아무도 고르지 않았네요."
        counted = " · ".join(
            f"{part.speaker} {count}" for part, count in zip(self.parts, self.counts, strict=True)
        )
        said = f"투표 끝! {counted}." if self.votes else "투표가 끝났어요."
        return f"{said} {self.last_word}" if self.known else said

    @property
    def last_word(self) -> str:
        """What the teller chose, in words."""
        return f"이야기한 분은 {self.parts[self.known - 1].speaker}의 답을 골랐어요."
