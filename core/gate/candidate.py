"""A line, or several, that may deserve an answer."""

from dataclasses import dataclass, field

from core.events import Event, Viewer
from core.gate.similar import NOTHING, Shape
from core.party import private
from core.safety.masking import mask
from core.show.emotes import kept
from core.turns import Reason, Support, Turn


@dataclass(slots=True)
class Candidate:
    """`ready_at` is when its pieces are taken to be complete; `score` orders the queue.

    `cheap` is what the first look was worth; `weighed` turns true when the classifier's
    reading has been added; `shape` is there once it is queued unprompted.
    """

    events: list[Event]
    reason: Reason
    cheap: float
    ready_at: float
    score: float = 0.0
    promised: bool = False
    weighed: bool = False
    persona: str | None = None
    together: bool = False
    support: Support | None = None
    text: str = ""
    # Words of a donor that thanks did not answer: owed an answer if they are worth one; and what
    # was given with them, where nobody has read them aloud (won).
    owed: bool = False
    won: int = 0
    also: list[Event] = field(default_factory=list)
    shape: Shape = NOTHING

    def __post_init__(self) -> None:
        self.text = self.text or self.events[0].text

    @property
    def viewer(self) -> Viewer:
        return self.events[0].viewer

    @property
    def first_at(self) -> float:
        return self.events[0].at

    @property
    def last_at(self) -> float:
        return self.events[-1].at

    def join(self, event: Event, ready_at: float) -> None:
        """Add the next piece of the same worry."""
        self.events.append(event)
        self.text = f"{self.text} {event.text}"
        self.ready_at = ready_at
        self.weighed = False


def turn_of(candidate: Candidate) -> Turn:
    """The turn that answers `candidate`; its id derives from the first event's."""
    first = candidate.events[0]
    return Turn(
        id=first.id,
        platform=first.platform,
        channel=first.channel,
        viewer=first.viewer,
        text=mask(candidate.text),
        event_ids=tuple(e.id for e in (*candidate.events, *candidate.also)),
        reason=candidate.reason,
        score=round(candidate.score, 3),
        at=candidate.last_at,
        persona=candidate.persona,
        together=candidate.together,
        support=candidate.support,
        token=getattr(first, "token", None),
        private=private(first),
        promised=candidate.promised,
        won=candidate.won,
        also=tuple(e.viewer for e in candidate.also),
        emotes=kept(emote for event in candidate.events for emote in event.emotes),
    )
