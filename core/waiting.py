"""What stands in a channel's queue, as its managers see it."""

from msgspec import Struct

from core.gate.candidate import Candidate


class Waiting(Struct, frozen=True, kw_only=True):
    """A line in the queue. `id` is its first event's; a donation cannot be skipped."""

    id: str
    viewer: str
    name: str
    text: str
    reason: str
    paid: bool


def waiting(candidate: Candidate) -> Waiting:
    """The line that `candidate` is."""
    return Waiting(
        id=candidate.events[0].id,
        viewer=candidate.viewer.id,
        name=candidate.viewer.name,
        text=candidate.text,
        reason=candidate.reason,
        paid=candidate.support is not None,
    )
