"""Never more than a platform allows, with room kept for what cannot wait."""

import asyncio
from collections import deque
from collections.abc import Iterable

from core.ports import Clock


class Limiter:
    """At most `limit` sends in any `per` seconds; the last `reserve` of them only if urgent."""

    def __init__(self, limit: int, per: float, reserve: int, clock: Clock) -> None:
        self._limit = limit
        self._per = per
        self._reserve = reserve
        self._clock = clock
        self._sent: deque[float] = deque()

    def resume(self, sent: Iterable[float]) -> None:
        """Count what was sent before this limiter was made, at these times, oldest first."""
        self._sent.extend(sent)

    async def wait(self, urgent: bool = False) -> None:
        """Return when one more send is allowed; it counts from then on."""
        while (delay := self.delay(urgent)) > 0:  # noqa: ASYNC110 - waits for time, not an event
            await asyncio.sleep(delay)
        self._sent.append(self._clock())

    def delay(self, urgent: bool = False) -> float:
        """Seconds until one more send is allowed."""
        now = self._clock()
        # A clock that was set back must not block sending until it has caught up.
        while self._sent and not 0 <= now - self._sent[0] < self._per:
            self._sent.popleft()
        allowed = self._limit if urgent else self._limit - self._reserve
        if len(self._sent) < allowed:
            return 0.0
        return self._sent[len(self._sent) - allowed] + self._per - now
