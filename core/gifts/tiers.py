"""How much a gift comes to, as a step from 1 to 4: how lively its thanks and its alert are."""

from collections.abc import Sequence

from core.events import Donation, Event, Subscription

# Amounts (won) from which thanks are livelier, where nobody decided.
STEPS = (1_000, 10_000, 50_000)


def tier(won: int, steps: Sequence[int]) -> int:
    """The step of an amount: 1, and one more for each of `steps` (won) that it reaches."""
    return 1 + sum(won >= step for step in steps)


def tier_of(event: Event, steps: Sequence[int]) -> int:
    """The step of what `event` gave."""
    return tier(in_won(event), steps)


def in_won(event: Event) -> int:
    """What a gift is worth in won, roughly; 0 for one that is no money."""
    match event:
        case Donation(amount=amount):
            return amount
        case Subscription(tier=level, gifted=gifted):
            return MONTH.get(level, MONTH[1]) * max(1, gifted)
    return 0


# A month's subscription by its tier. Twitch's own prices of 4.99, 9.99 and 24.99 dollars
# (twitch.tv/creatorcamp, "Bits and Subscriptions"), a cent as 14 won like a bit, and rounded.
# Chzzk publishes no price with its API: its tiers count as these.
MONTH = {1: 7_000, 2: 14_000, 3: 35_000}
