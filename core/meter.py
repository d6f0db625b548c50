"""What is counted while the application runs; who shows it is an adapter's matter.

Nothing here names a viewer or a channel, nor holds a word of anybody.
"""

from enum import StrEnum
from typing import Final, Protocol

from core.errors import Disconnected, RateLimited
from core.gifts.gift import GiftState
from core.labels import Platform
from core.replies import Reply
from core.safety.levels import Level
from core.spending.spent import Spent
from core.turns import State


class Stage(StrEnum):
    """A part of the way from a line to its answer."""

    ACCEPTED = "accepted"  # written on its platform → its turn is stored
    BEGUN = "begun"  # written on its platform → an engine took it
    ANSWERED = "answered"  # taken → the reply is written
    SAID = "said"  # the reply is written → it is in chat
    SOUNDED = "first_audio"  # taken → its first sound
    WHOLE = "whole"  # written on its platform → its answer is in chat


class Glance(StrEnum):
    """What became of the lines that the gate's first look let through."""

    QUEUED = "queued"
    PASSED_OVER = "passed_over"  # not worth an answer, or another line's answer serves it
    ABUSIVE = "abusive"


class Drop(StrEnum):
    """Why something gets no answer, or no line."""

    DUPLICATE = "duplicate"  # an event that was heard already
    FAST = "too_fast"  # its writer writes faster than anybody is answered
    SAME = "same_question"  # another answers it
    STALE = "stale"  # waited longer than chat stays fresh
    CROWDED = "queue_full"
    TAKEN_BACK = "taken_back"  # skipped, cancelled, cleared, or its writer disclosed a crisis
    CRISIS = "crisis"  # answered, but its writer disclosed a crisis meanwhile
    UNWATCHED = "overlay_only"  # chat is off there and no overlay is open
    REFUSED = "refused"  # by the platform
    LIMITED = "rate_limited"
    DISCONNECTED = "disconnected"
    OLD = "too_old"  # found after a restart
    OUTBOX = "outbox_full"
    ERRAND = "errands_full"
    DONATION = "donations_full"  # passed on without being stored


class Asked(StrEnum):
    """How a call of a model ended."""

    ANSWERED = "answered"
    UNFIT = "unfit"
    BUDGET = "budget"  # not made: a cap is reached
    RESTING = "breaker_open"  # not made
    REFUSED = "misconfigured"
    OVERLOADED = "overloaded"
    DOWN = "down"
    LATE = "late"
    LEFT = "left"  # whoever asked went away
    FAILED = "failed"


class Meter(Protocol):
    """Takes note; never waits, never raises. `heard` is on the hot path: ≤ 0.3 µs."""

    def heard(self, platform: Platform) -> None:
        """An event came in."""

    def glanced(self, what: Glance, count: int = 1) -> None: ...

    def dropped(self, why: Drop, count: int = 1) -> None: ...

    def turn(self, platform: Platform, state: State, count: int = 1) -> None:
        """Turns that came to `state`."""

    def took(self, stage: Stage, seconds: float) -> None: ...

    def crisis(self, level: Level) -> None:
        """Somebody disclosed one."""

    def gift(self, platform: Platform, state: GiftState, won: int = 0) -> None:
        """Something that was given came to `state`; `won` only when it is new."""

    def asked(self, how: Asked) -> None: ...

    def spent(self, spent: Spent) -> None:
        """What a model's call came to."""

    def lost(self, platform: Platform) -> None:
        """A connection ended that is made again."""

    def lagged(self, seconds: float) -> None:
        """The event loop was so late."""


class NoMeter:
    """Counts nothing."""

    def heard(self, platform: Platform) -> None: ...

    def glanced(self, what: Glance, count: int = 1) -> None: ...

    def dropped(self, why: Drop, count: int = 1) -> None: ...

    def turn(self, platform: Platform, state: State, count: int = 1) -> None: ...

    def took(self, stage: Stage, seconds: float) -> None: ...

    def crisis(self, level: Level) -> None: ...

    def gift(self, platform: Platform, state: GiftState, won: int = 0) -> None: ...

    def asked(self, how: Asked) -> None: ...

    def spent(self, spent: Spent) -> None: ...

    def lost(self, platform: Platform) -> None: ...

    def lagged(self, seconds: float) -> None: ...


SILENT: Final[Meter] = NoMeter()


def ended(meter: Meter, reply: Reply, state: State, why: str, now: float) -> None:
    """Note how a reply's turn ended; `why` is what its row says."""
    meter.turn(reply.platform, state)
    if state is State.DROPPED:
        meter.dropped(WHY.get(why, Drop.REFUSED))
    elif state is State.SAID and not why and reply.written:
        meter.took(Stage.SAID, now - reply.written)
        meter.took(Stage.WHOLE, now - reply.heard)


# What a dropped turn's row says; all else is a platform's own wording.
WHY: Final = {
    "crisis": Drop.CRISIS,
    "overlay only": Drop.UNWATCHED,
    "too old": Drop.OLD,
    RateLimited.__name__: Drop.LIMITED,
    Disconnected.__name__: Drop.DISCONNECTED,
}
