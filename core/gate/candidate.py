"""A line, or several, that may deserve an answer."""

from dataclasses import dataclass, field

from core.events import Event, Viewer
from core.turns import Reason, Support


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
    support: Support | None = None
    text: str = ""
    also: list[Event] = field(default_factory=list)
    shape: frozenset[str] = frozenset()

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
