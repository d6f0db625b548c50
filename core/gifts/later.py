"""Gifts that wait until the channel's own alert has spoken."""

import asyncio
from collections import deque
from collections.abc import Callable

from core.gifts.gift import Gift
from core.ports import Clock

# A channel's own alert speaks first.
AFTER_THEIR_ALERT = 12.0
TICK = 0.25


class Later:
    """Lets them pass in the order in which they came."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: deque[tuple[float, Gift]] = deque()

    def put(self, gift: Gift) -> None:
        self._waiting.append((self._clock() + AFTER_THEIR_ALERT, gift))

    async def run(self, release: Callable[[Gift], object]) -> None:
        """`release` them until cancelled."""
        while True:
            await asyncio.sleep(TICK)
            while self._waiting and self._waiting[0][0] <= self._clock():
                release(self._waiting.popleft()[1])

    def keep_if(self, stays: Callable[[Gift], bool]) -> None:
        """Forget those that do not stay."""
        self._waiting = deque(one for one in self._waiting if stays(one[1]))

    def change(self, each: Callable[[Gift], Gift]) -> None:
        """What `each` makes of them waits in their place."""
        self._waiting = deque((at, each(gift)) for at, gift in self._waiting)
