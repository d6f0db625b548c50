"""A turn: something that will be answered, and how far its answer has come."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from core.events import Emote, Viewer
from core.labels import Platform
from core.replies import Part

# Seconds after which an answer is no answer any more, but for thanks.
FRESH: Final = 600.0
# Whoever was promised an answer has it when the streamer was away for a while, too.
PROMISED_FRESH: Final = 3_600.0
# What nobody asked for is said at once or not at all.
UNASKED_FRESH: Final = 20.0
# What the id of such a turn begins with.
UNASKED: Final = "idle:"


class Reason(StrEnum):
    """Why this is answered at all."""

    CRISIS = "crisis"
    DONATION = "donation"
    SUPPORT = "support"  # subscription, gift, raid
    COMMAND = "command"
    MENTION = "mention"
    FOLLOW_UP = "follow_up"
    WORRY = "worry"
    WISH = "wish"
    TALK = "talk"
    IDLE = "idle"  # nobody asked, and nobody had written for a while
    STORY = "story"  # read aloud; all personas react to it in a turn of their own


class State(StrEnum):
    """accepted → answered → saying → said | unknown; or dropped on the way."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    SAYING = "saying"
    SAID = "said"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Passed(StrEnum):
    """Why what waited is answered by nobody."""

    SKIPPED = "skipped"  # a manager
    IGNORED = "ignored"  # their writer, from now on
    CANCELLED = "cancelled"  # by whoever wrote it


class Support(Struct, frozen=True, kw_only=True):
    """What a viewer gave: `kind` is a key of the bank's `thanks` section. Not `counsel`: thanks
    only, as it is others' turn to be answered."""

    kind: str
    counsel: bool = True
    amount: int = 0
    shown: str = ""
    viewers: int = 0


class Thanked(Struct, frozen=True):
    """A donor in a line that thanks without a persona; `given` as people say it there."""

    viewer: str
    name: str
    given: str


class Turn(Struct, frozen=True, kw_only=True):
    """Everything an answer needs. `event_ids` are the lines it answers, oldest first.

    `promised` turns got a receipt or are owed one: no queue drops them for age, and who waited in
    vain is told. `thanked`:
    these are named in one line of the service's own, and nothing else is said. `aloud`: spoken
    on the overlay only, as chat has had its line. `among` are the personas that may answer
    (empty: all); `together`: each of them does.
    """

    id: str
    platform: Platform
    channel: str
    viewer: Viewer
    text: str
    event_ids: tuple[str, ...]
    reason: Reason
    score: float
    at: float
    persona: str | None = None
    support: Support | None = None
    token: str | None = None
    promised: bool = False
    # Viewers whose question this answer serves besides `viewer`'s own.
    also: tuple[Viewer, ...] = ()
    emotes: tuple[Emote, ...] = ()
    thanked: tuple[Thanked, ...] = ()
    aloud: bool = False
    among: tuple[str, ...] = ()
    together: bool = False
    # What was given with these words, which are to be read aloud only now (won).
    won: int = 0
    # Only its viewer sees the answer.
    private: bool = False
    # What the process that says the answer holds a lease for.
    home: str = ""
    # What is said unasked, as it stands; in chat too or on the overlay only.
    script: tuple[Part, ...] = ()
    in_chat: bool = False

    @property
    def fresh(self) -> float:
        """Seconds after which its answer is none any more."""
        return fresh_for(unasked=bool(self.script), promised=self.promised)

    @property
    def people(self) -> frozenset[str]:
        """Ids of all viewers it is about, if only among others."""
        others = (*(one.id for one in self.also), *(one.viewer for one in self.thanked))
        return frozenset((self.viewer.id, *others))


def fresh_for(unasked: bool, promised: bool) -> float:
    """Seconds after which an answer is none any more."""
    if unasked:
        return UNASKED_FRESH
    return PROMISED_FRESH if promised else FRESH


# The states that a turn may move from. Back to answered: it was certainly not said.
BEFORE: Final = {
    State.ACCEPTED: (),
    State.ANSWERED: (State.SAYING,),
    State.SAYING: (State.ANSWERED,),
    State.SAID: (State.SAYING,),
    State.UNKNOWN: (State.SAYING,),
    State.DROPPED: (State.ACCEPTED, State.ANSWERED, State.SAYING),
}
