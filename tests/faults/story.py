"""A flood as it is planned, and what came of it."""

import re
from dataclasses import dataclass, field

from tests.e2e.test_metrics import Shown
from tests.faults.crowd import Sends


@dataclass
class Given:
    """A donation: when it came, and when a line that names it was said (seconds of the loop)."""

    donor: str
    amount: str
    at: float
    thanked: float | None = None
    line: int = -1
    named: bool = False


@dataclass
class Disclosed:
    """A disclosure, by its message's id; `while_` what went on."""

    id: str
    name: str
    at: float
    while_: str


@dataclass(frozen=True)
class Form:
    """How long each part lasts, in seconds, and how many give something."""

    calm: float
    peak: float
    flood: float
    donations: int
    # Whether the bot is moderator on Twitch: its limit there is then too high to matter in seconds.
    moderator: bool = False


SHORT = Form(calm=4.0, peak=20.0, flood=13.0, donations=60, moderator=True)
FULL = Form(calm=30.0, peak=600.0, flood=60.0, donations=200)


@dataclass
class Story:
    """Everything that happened in one flood."""

    rates: dict[str, float] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    # Lines said on Twitch a second, in each part.
    goodput: dict[str, float] = field(default_factory=dict)
    lasted: dict[str, float] = field(default_factory=dict)
    # Seconds until somebody was answered before, and from the flood's end to an answer as soon.
    calm: float = 0.0
    recovered: float | None = None
    # By the message's id: seconds until it was answered, None for never.
    promised: dict[str, float | None] = field(default_factory=dict)
    # Of each line answered without being asked: how old it was when an engine took it.
    ages: list[float] = field(default_factory=list)
    stale: float = 0.0
    given: dict[str, list[Given]] = field(default_factory=dict)
    gifts: dict[str, int] = field(default_factory=dict)
    # Seconds until each disclosure was answered, None for never; the troll's apart.
    disclosed: dict[str, list[float | None]] = field(default_factory=dict)
    # How many answers the one got who disclosed the same again and again, and each who did once.
    trolled: list[int] = field(default_factory=list)
    silenced: bool = False
    # Of how many each alarm speaks.
    alarms: list[int] = field(default_factory=list)
    sends: dict[str, Sends] = field(default_factory=dict)
    breaches: int = 0
    moderator: bool = False
    end: Shown | None = None


def thanked(given: list[Given], said: list[tuple[float, str]]) -> None:
    """Note which line names which donor."""
    by_name = {one.donor: one for one in given}
    for number, (at, text) in enumerate(said):
        for name in re.findall(r"후원\d+", text):
            one = by_name.get(name)
            if one is not None and one.thanked is None:
                one.thanked, one.line, one.named = at, number, one.amount in text
