"""What stands in a channel's queue, as its managers see it."""

from msgspec import Struct

from core.events import Command, Event
from core.gate.candidate import Candidate
from core.gifts.gift import given
from core.labels import Role
from core.replies import Notice
from core.safety.masking import mask
from core.turns import Reason


class Waiting(Struct, frozen=True, kw_only=True):
    """A line in the queue. `id` is its first event's; a donation cannot be skipped; `text` is ""
    where it was written for the bot alone, and personal data in it is masked. `score` is its
    worth (0 to 1), `why` tells people what that comes from; `since` is when it was written."""

    id: str
    viewer: str
    name: str
    text: str
    reason: str
    paid: bool
    score: float = 0.0
    why: tuple[str, ...] = ()
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


def _why(candidate: Candidate) -> list[str]:
    """What speaks for it."""
    found = [WHY.get(candidate.reason, "")]
    if candidate.support is not None and candidate.support.shown:
        found.append(candidate.support.shown)
    if candidate.together:
        found.append("넷이 함께 답하기")
    if candidate.also:
        found.append(f"같은 이야기를 한 사람 {len(candidate.also):,}명 더")
    if Role.SUBSCRIBER in candidate.viewer.roles:
        found.append("구독자")
    if candidate.promised and candidate.support is None:
        found.append("답하기로 약속했어요")
    return found


def excuse(dropped: Candidate, text: str) -> Notice:
    """What whoever was promised an answer hears when it does not come."""
    first = dropped.events[0]
    return Notice(first.platform, first.channel, first.viewer, first.id, text)


SKIPPED = "이번 차례는 건너뛰었어요. 다시 남겨 주시면 이어서 볼게요."
PASSED_OVER = "이번 차례는 건너뛰었어요."
WHY: dict[Reason, str] = {
    Reason.CRISIS: "위기 안내",
    Reason.DONATION: "후원했어요",
    Reason.SUPPORT: "구독·레이드로 응원했어요",
    Reason.COMMAND: "명령어로 부탁했어요",
    Reason.MENTION: "이름을 불렀어요",
    Reason.FOLLOW_UP: "방금 나눈 대화에 이어졌어요",
    Reason.WORRY: "연애 고민으로 읽혔어요",
    Reason.WISH: "영화를 부탁했어요",
    Reason.TALK: "말을 걸었어요",
}
