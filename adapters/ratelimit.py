"""Never more than a platform allows, with room kept for what cannot wait."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterable

from core.ports import Clock


class Share:
    """How many processes share a limit. When they become fewer, that counts `per` seconds
    later: so long the platform remembers what the others said."""

    def __init__(self, per: float, clock: Clock) -> None:
        self._per = per
        self._clock = clock
        self._of = 1
        self._told = False
        # Numbers that count until a time.
        self._before: list[tuple[int, float]] = []

    def set(self, of: int) -> None:
        """`of` processes share it from now on, 1 or more. The first number counts at once."""
        if self._told and of < self._of:
            self._before.append((self._of, self._clock() + self._per))
        self._of, self._told = of, True

    def part(self, limit: int, reserve: int) -> tuple[int, int]:
        """Of `limit` and the `reserve` in it what is ours now; a limit of at least 1."""
        now = self._clock()
        # A clock that was set back must not keep an old number for longer.
        self._before = [(of, until) for of, until in self._before if 0 < until - now <= self._per]
        mine = max(1, limit // max(self._of, *(of for of, _ in self._before), 1))
        return mine, min(reserve, mine // 2)


class Limiter:
    """At most `limit` sends in any `per` seconds; the last `reserve` of them only if urgent."""

    def __init__(self, limit: int, per: float, reserve: int, clock: Clock) -> None:
        self._limit = limit
        self._per = per
        self._reserve = reserve
        self._clock = clock
        self._sent: deque[float] = deque()
        self.share = Share(per, clock)

    def resume(self, sent: Iterable[float]) -> None:
        """Count what was sent before this limiter was made, at these times, oldest first."""
        self._sent.extend(sent)

    async def wait(self, urgent: bool = False) -> float:
        """Return when one more send is allowed; it counts from then on, the time returned."""
        while (delay := self.delay(urgent)) > 0:  # noqa: ASYNC110 - waits for time, not an event
            await asyncio.sleep(delay)
        self._sent.append(now := self._clock())
        return now

    @contextlib.asynccontextmanager
    async def slot(self, urgent: bool = False) -> AsyncIterator[None]:
        """Send one inside. It counts from the end of that on: what is on its way arrives at any
        time until then, and the other side counts what arrives."""
        let = await self.wait(urgent)
        try:
            yield
        finally:
            counted_later(self._sent, let, self._clock())

    def delay(self, urgent: bool = False) -> float:
        """Seconds until one more send is allowed."""
        now = self._clock()
        # A clock that was set back must not block sending until it has caught up.
        while self._sent and not 0 <= now - self._sent[0] < self._per:
            self._sent.popleft()
        limit, reserve = self.share.part(self._limit, self._reserve)
        allowed = limit if urgent else limit - reserve
        if len(self._sent) < allowed:
            return 0.0
        return self._sent[len(self._sent) - allowed] + self._per - now


def counted_later(sent: deque[float], let: float, now: float) -> None:
    """What was let through at one time counts from another on."""
    with contextlib.suppress(ValueError):  # so slow that it was forgotten meanwhile
        sent.remove(let)
    sent.append(now)
