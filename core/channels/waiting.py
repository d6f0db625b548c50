"""What stands in a channel's queue, as its managers see it."""

from msgspec import Struct

from core.events import Command, Event
from core.gate.candidate import Candidate
from core.gifts.gift import given
from core.labels import Role
from core.replies import Notice
from core.safety.masking import mask
from core.turns import Reason


class Because(Struct, frozen=True, kw_only=True):
    """What speaks for a line, for panels to put into words: `what` is one of BECAUSE, `fact` what
    was given or how many there are."""

    what: str
    fact: str = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """A line in the queue. `id` is its first event's; a donation cannot be skipped; `text` is ""
    where it was written for the bot alone, and personal data in it is masked. `score` is its
    worth (0 to 1), `why` is what that comes from; `since` is when it was written."""

    id: str
    viewer: str
    name: str
    text: str
    reason: str
    paid: bool
    score: float = 0.0
    why: tuple[Because, ...] = ()
    promised: bool = False
    since: float = 0.0


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
    viewer: str = ""


def to_check(gift: Event) -> ToCheck:
    """A gift as managers see it."""
    who, text = gift.viewer, mask(gift.text)
    return ToCheck(
        id=gift.id, viewer=who.id, name=who.name, given=given(gift), text=text, at=gift.at
    )


def waiting(candidate: Candidate) -> Waiting:
    """The line that `candidate` is."""
    first = candidate.events[0]
    return Waiting(
        id=first.id,
        viewer=candidate.viewer.id,
        name=candidate.viewer.name,
        text="" if isinstance(first, Command) else mask(candidate.text),
        reason=candidate.reason,
        paid=candidate.support is not None,
        score=round(min(1.0, max(0.0, candidate.score)), 3),
        why=tuple(_why(candidate)),
        promised=candidate.promised,
        since=first.at,
    )


def _why(candidate: Candidate) -> list[Because]:
    """What speaks for it."""
    found = [Because(what=candidate.reason)]
    if candidate.support is not None and candidate.support.shown:
        found.append(Because(what=GIVEN, fact=candidate.support.shown))
    if candidate.together:
        found.append(Because(what=TOGETHER))
    if candidate.also:
        found.append(Because(what=ALSO, fact=str(len(candidate.also))))
    if Role.SUBSCRIBER in candidate.viewer.roles:
        found.append(Because(what=SUBSCRIBER))
    if candidate.promised and candidate.support is None:
        found.append(Because(what=PROMISED))
    return found


def excuse(dropped: Candidate, text: str) -> Notice:
    """What whoever was promised an answer hears when it does not come."""
    first = dropped.events[0]
    return Notice(first.platform, first.channel, first.viewer, first.id, text)


SKIPPED = "이번 차례는 건너뛰었어요. 다시 남겨 주시면 이어서 볼게요."
PASSED_OVER = "이번 차례는 건너뛰었어요."
GIVEN, TOGETHER, ALSO, SUBSCRIBER, PROMISED = "given", "together", "also", "subscriber", "promised"
# What `Because.what` can be; panels have words for each.
BECAUSE = (*Reason, GIVEN, TOGETHER, ALSO, SUBSCRIBER, PROMISED)
