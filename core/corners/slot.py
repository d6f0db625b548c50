"""A slot of a channel's programme: a corner's name, when it is, and what happens there."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct

# How many seconds before it begins a corner is announced.
LEAD: Final = 300.0
# A corner of which less is left is not opened any more, in seconds.
LEAST: Final = 120.0
MINUTE: Final = 60.0

# The first time at or after one (Unix seconds) that a cron expression names in Korean time; None
# when there is none. Raises BadInput, worded for people, for what is no such expression.
Following = Callable[[str, float], float | None]


class Kind(StrEnum):
    """What happens in a corner."""

    RADIO = "radio"  # stories, one after another
    FILMS = "films"
    TALK = "talk"


class Slot(Struct, frozen=True, kw_only=True):
    """`id` is unique in its channel, `cron` in Korean time; `announced`, `opened` and `ended` are
    the beginnings (Unix seconds) of what was announced, opened and ended last."""

    id: str
    name: str
    kind: Kind
    cron: str
    minutes: int
    announced: float = 0.0
    opened: float = 0.0
    ended: float = 0.0

    def running(self, now: float) -> bool:
        """Whether it was opened and has not ended yet."""
        return self.ended < self.opened <= now < self.opened + self.minutes * MINUTE


class Step(StrEnum):
    """What is to be done about a corner now; each is the name of the field that remembers it."""

    ANNOUNCE = "announced"
    OPEN = "opened"
    CLOSE = "ended"


def step(slot: Slot, now: float, following: Following) -> tuple[Step, float] | None:
    """What is due, and the beginning (Unix seconds) that it is about; each once. Raises BadInput
    where `following` does."""
    length = slot.minutes * MINUTE
    if slot.ended < slot.opened <= now - length:
        return Step.CLOSE, slot.opened
    running = following(slot.cron, now - length + LEAST)
    if running is not None and running <= now and slot.opened < running:
        return Step.OPEN, running
    coming = following(slot.cron, now)
    if coming is not None and now < coming <= now + LEAD and slot.announced < coming:
        return Step.ANNOUNCE, coming
    return None


def words(slot: Slot, what: Step) -> str:
    """The service's own line."""
    if what is Step.ANNOUNCE:
        return f"5분 뒤에 〈{slot.name}〉 코너를 열어요. {INVITES[slot.kind]}"
    if what is Step.OPEN:
        return f"지금부터 {slot.minutes}분 동안 〈{slot.name}〉 코너예요. {INVITES[slot.kind]}"
    return f"〈{slot.name}〉 코너는 여기까지예요. 함께해 주셔서 고마워요."


INVITES: dict[Kind, str] = {
    Kind.RADIO: "사연은 !사연 으로 보내 주세요.",
    Kind.FILMS: "보고 싶은 영화는 !영화 로 물어봐 주세요.",
    Kind.TALK: "하고 싶은 이야기를 편하게 적어 주세요.",
}
