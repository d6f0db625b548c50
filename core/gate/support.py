"""What somebody gave, as the gate and the personas see it."""

from collections.abc import Sequence

from core.events import Donation, Event, Raid, Redemption, Subscription
from core.gifts.tiers import tier
from core.turns import Support


def support_of(event: Event, steps: Sequence[int]) -> Support | None:
    """What `event` gave to the channel, if it gave anything; `steps` are amounts (won) from which
    thanks are livelier."""
    match event:
        case Donation(amount=amount, shown=shown):
            return Support(kind=KINDS[tier(amount, steps)], amount=amount, shown=shown)
        case Subscription(gifted=gifted) if gifted:
            return Support(kind="gift", amount=gifted)
        case Subscription(months=months):
            return Support(kind="subscription", amount=months)
        case Raid(viewers=viewers):
            return Support(kind="raid", viewers=viewers)
        case Redemption():
            return Support(kind="small", shown=event.reward)
    return None


KINDS = {1: "tiny", 2: "small", 3: "medium", 4: "large"}
