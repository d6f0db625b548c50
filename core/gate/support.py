"""What somebody gave, as the gate and the personas see it."""

from core.events import Donation, Event, Raid, Redemption, Subscription
from core.turns import Support

MEDIUM, LARGE = 5_000, 30_000


def support_of(event: Event) -> Support | None:
    """What `event` gave to the channel, if it gave anything."""
    match event:
        case Donation(amount=amount, shown=shown):
            return Support(kind=_tier(amount), amount=amount, shown=shown)
        case Subscription(gifted=gifted) if gifted:
            return Support(kind="gift", amount=gifted)
        case Subscription(months=months):
            return Support(kind="subscription", amount=months)
        case Raid(viewers=viewers):
            return Support(kind="raid", viewers=viewers)
        case Redemption():
            return Support(kind="small", shown=event.reward)
    return None


def _tier(won: int) -> str:
    return "small" if won < MEDIUM else "medium" if won < LARGE else "large"
