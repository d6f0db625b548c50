"""What somebody gave to a channel, and whether that was acknowledged."""

from enum import StrEnum

from msgspec import Struct

from core.events import Donation, Event, Raid, Redemption, Subscription


class GiftState(StrEnum):
    """received → acknowledged, or check: nobody knows whether its thanks were seen.

    off: recorded only, since the channel wants nothing said by us.
    """

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CHECK = "check"
    OFF = "off"


class WordState(StrEnum):
    """waiting → shown or hidden, as a manager says; free: nobody asks one."""

    FREE = ""
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Gift(Struct, frozen=True, kw_only=True):
    """`plain`: its words were a disclosure, or came after one. They are kept nowhere, and
    no persona answers."""

    event: Donation | Subscription | Raid | Redemption
    state: GiftState = GiftState.RECEIVED
    plain: bool = False
    words: WordState = WordState.FREE


def given(event: Event) -> str:
    """What `event` gave, as a line of thanks names it: "5,000원", "3개월 구독"."""
    match event:
        case Donation(shown=shown):
            return shown
        case Subscription(gifted=gifted) if gifted:
            return f"구독 선물 {gifted:,}개"
        case Subscription(months=months):
            return f"{months}개월 구독" if months > 1 else "구독"
        case Raid(viewers=viewers):
            return f"레이드 {viewers:,}명"
        case Redemption(reward=reward):
            return reward
    return ""
