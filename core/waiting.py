"""What stands in a channel's queue, as its managers see it."""

from msgspec import Struct

from core.events import Command
from core.gate.candidate import Candidate
from core.replies import Notice


class Waiting(Struct, frozen=True, kw_only=True):
    """A line in the queue. `id` is its first event's; a donation cannot be skipped; `text` is ""
    where it was written for the bot alone."""

    id: str
    viewer: str
    name: str
    text: str
    reason: str
    paid: bool


class Held(Struct, frozen=True, kw_only=True):
    """A question that may not be fit to be shown, and what was answered to it in chat."""

    id: str
    name: str
    text: str
    answer: str


class ToCheck(Struct, frozen=True, kw_only=True):
    """A gift whose thanks may not have been seen. `given` is what people call it there."""

    id: str
    name: str
    given: str
    text: str
    at: float


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


def excuse(dropped: Candidate, text: str) -> Notice:
    """What whoever was promised an answer hears when it does not come."""
    first = dropped.events[0]
    return Notice(first.platform, first.channel, first.viewer, first.id, text)


SKIPPED = "이번 차례는 건너뛰었어요. 다시 남겨 주시면 이어서 볼게요."
PASSED_OVER = "이번 차례는 건너뛰었어요."
