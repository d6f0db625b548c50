"""What stands in a channel's queue, as its managers see it."""

from msgspec import Struct

from core.events import Command
from core.gate.candidate import Candidate


class Waiting(Struct, frozen=True, kw_only=True):
    """A line in the queue. `id` is its first event's; a donation cannot be skipped; `text` is ""
    where it was written for the bot alone."""

    id: str
    viewer: str
    name: str
    text: str
    reason: str
    paid: bool


def waiting(candidate: Candidate) -> Waiting:
    """The line that `candidate` is."""
    first = candidate.events[0]
    return Waiting(
        id=first.id,
        viewer=candidate.viewer.id,
        name=candidate.viewer.name,
        text="" if isinstance(first, Command) else candidate.text,
        reason=candidate.reason,
        paid=candidate.support is not None,
    )
