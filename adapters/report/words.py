"""What the report says, whatever its language."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from msgspec import Struct

from core.gifts.gift import GiftState
from core.korea import KOREA
from core.labels import Emotion, Platform, Situation
from core.reports.highlights import Span
from core.reports.report import Gifts, Skip, Tier
from core.reports.waits import Wait
from core.spending.spent import MICRO, Spent
from core.turns import Reason

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Tile(Struct, frozen=True):
    """A figure at the top of the page, what it is, and a note on it."""

    name: str
    figure: str
    note: str


class Words(Protocol):
    """The page's words in one language; whatever is counted goes in as a number.

    Languages inherit it, and as it is a Protocol mypy finds what one of them lacks.
    """

    lang: str  # as HTML names it
    brand: str
    # After a number that says nothing else of what it counts.
    unit: str
    minute: str
    second: str

    # What the cards are called, and what stands there where there is nothing to show.
    moods: str
    no_moods: str
    moments: str
    no_moments: str
    worries: str
    no_worries: str
    films: str
    no_films: str
    gifts: str
    no_gifts: str
    cost: str
    answers: str
    no_answers: str
    waits: str
    no_waits: str

    # In the cards.
    offsets: str
    shown_films: str
    tiers: str
    writers: str
    why_answered: str
    not_answered: str
    all_answered: str
    until_chat: str
    until_sound: str

    def platform(self, platform: Platform) -> str: ...

    def title(self, where: str, since: float) -> str:
        """Of the window."""
        ...

    def day(self, at: float) -> str:
        """In Korea, with its weekday."""
        ...

    def step(self, at: float, width: float) -> str:
        """When a step of so many seconds began."""
        ...

    def lasted(self, seconds: float) -> str:
        """In hours and minutes; days where there are many."""
        ...

    def won(self, amount: float) -> str: ...

    def donations(self, count: int) -> str: ...

    def people(self, count: int) -> str: ...

    def answered(self, count: int, asked: int) -> Tile: ...

    def waited(self, wait: Wait | None) -> Tile: ...

    def given(self, gifts: Gifts) -> Tile: ...

    def recommended(self, shown: int, saved: int) -> Tile: ...

    def paid(self, spent: Spent) -> Tile: ...

    def each_bar(self, width: float) -> str:
        """What the moods are of; a bar is so many seconds."""
        ...

    def feeling(self, emotion: Emotion) -> str: ...

    def worry(self, situation: Situation) -> str: ...

    def more_people(self, count: int) -> str: ...

    def other_worries(self, count: int) -> str: ...

    def film(self, shown: int, saved: int) -> str: ...

    def more_films(self, count: int) -> str: ...

    def credit(self, credit: str) -> str:
        """Of a film, as it was when it was recommended."""
        ...

    def tier(self, tier: Tier) -> str:
        """Which donations are in it, and what they come to."""
        ...

    def state(self, state: GiftState) -> str: ...

    def in_state(self, count: int) -> str: ...

    def also_given(self, gifts: Gifts) -> Sequence[str]:
        """All that is no donation of money."""
        ...

    def tokens(self, spent: Spent) -> str: ...

    def model(self, name: str) -> str:
        """What wrote an answer."""
        ...

    def reason(self, reason: Reason) -> str: ...

    def skip(self, skip: Skip) -> str: ...

    def heard(self, lines: int) -> str: ...

    def bounds(self) -> Sequence[str]:
        """The bins of a wait."""
        ...

    def within(self, wait: Wait) -> str: ...

    def nobody_named(self, cost: bool) -> str:
        """What is not in there, and where private talks count; `cost` is among it or not."""
        ...

    def kept_for(self, days: int) -> str: ...

    def span(self, since: float, until: float) -> str:
        """From when to when, and how long that was."""
        day = self.day(until)
        end = clock(until) if day == self.day(since) else f"{day} {clock(until)}"
        return f"{self.day(since)} {clock(since)} – {end} · {self.lasted(until - since)}"

    def took(self, seconds: float) -> str:
        """A wait: with tenths while it is short."""
        if seconds < 10:
            return f"{max(0.1, seconds):.1f}{self.second}"
        minutes, rest = divmod(round(seconds), MINUTE)
        if not minutes:
            return f"{rest}{self.second}"
        return f"{minutes}{self.minute} {rest}{self.second}" if rest else f"{minutes}{self.minute}"

    def microwon(self, amount: int) -> str:
        return self.won(amount / MICRO)


def digits(amount: float) -> str:
    """Of a sum; where it is small the fraction matters."""
    return f"{amount:,.0f}" if amount >= 100 or amount == round(amount) else f"{amount:,.2f}"


def in_korea(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(KOREA)


def clock(at: float) -> str:
    return in_korea(at).strftime("%H:%M")


def span_of(span: Span) -> str:
    """As 20:12:30 – 20:13:10, in Korea."""
    return " – ".join(f"{in_korea(at):%H:%M:%S}" for at in (span.begin, span.end))
