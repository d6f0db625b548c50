"""A turn: something that will be answered, and how far its answer has come."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from core.events import Emote, Viewer
from core.labels import Platform


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


class State(StrEnum):
    """accepted → answered → saying → said | unknown; or dropped on the way."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    SAYING = "saying"
    SAID = "said"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Support(Struct, frozen=True, kw_only=True):
    """What a viewer gave: `kind` is a key of the bank's `thanks` section."""

    kind: str
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

    `promised` turns got a receipt or are owed one: they are never dropped for age. `thanked`:
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
    # Only its viewer sees the answer.
    private: bool = False

    @property
    def people(self) -> frozenset[str]:
        """Ids of all viewers it is about, if only among others."""
        others = (*(one.id for one in self.also), *(one.viewer for one in self.thanked))
        return frozenset((self.viewer.id, *others))


# The states that a turn may move from. Back to answered: it was certainly not said.
BEFORE: Final = {
    State.ACCEPTED: (),
    State.ANSWERED: (State.SAYING,),
    State.SAYING: (State.ANSWERED,),
    State.SAID: (State.SAYING,),
    State.UNKNOWN: (State.SAYING,),
    State.DROPPED: (State.ACCEPTED, State.ANSWERED, State.SAYING),
}
