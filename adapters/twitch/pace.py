"""How fast one account may speak on Twitch."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from adapters.ratelimit import Share, counted_later
from core.errors import RateLimited
from core.ports import Clock

# https://dev.twitch.tv/docs/chat/#rate-limits: who says more is mute for half an hour.
SENDS, AS_MODERATOR, PER_SECONDS = 20, 100, 30.0
# Of each, kept for what cannot wait.
RESERVED = 2
SAME_AGAIN = 30.0


class Pace:
    """Twitch counts everything that an account says anywhere, and compares the sum with the
    limit of the channel it speaks to, which is higher where it moderates. Of that `share` is
    this process's."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque()
        self._said: dict[tuple[str, str], float] = {}
        self._moderated: set[str] = set()
        self.share = Share(PER_SECONDS, clock)

    def resume(self, ago: Iterable[float]) -> None:
        """Count lines that were said so many seconds ago, the oldest first."""
        now = self._clock()
        self._sent.extend(now - max(0.0, seconds) for seconds in ago)

    def moderates(self, channel: str, moderator: bool) -> None:
        """Whether the account is moderator or owner of `channel`."""
        (self._moderated.add if moderator else self._moderated.discard)(channel)

    def delay(self, channel: str, urgent: bool = False) -> float:
        """Seconds until one more line may be said in `channel`."""
        now = self._clock()
        while self._sent and now - self._sent[0] >= PER_SECONDS:
            self._sent.popleft()
        most = AS_MODERATOR if channel in self._moderated else SENDS
        allowed, reserved = self.share.part(most, RESERVED)
        if not urgent:
            allowed -= reserved
        if len(self._sent) < allowed:
            return 0.0
        return self._sent[len(self._sent) - allowed] + PER_SECONDS - now

    @asynccontextmanager
    async def slot(self, channel: str, urgent: bool, within: float) -> AsyncIterator[None]:
        """Say one line inside. It counts from the end of that on, since Twitch counts when it
        arrives. Raises RateLimited when it may not begin within so many seconds."""
        let = await self.wait(channel, urgent, within)
        try:
            yield
        finally:
            counted_later(self._sent, let, self._clock())

    async def wait(self, channel: str, urgent: bool, within: float) -> float:
        """Return when one more line may be said; it counts from then on, the time returned.
        Raises RateLimited when that takes longer than `within` seconds."""
        latest = self._clock() + within
        while (delay := self.delay(channel, urgent)) > 0:
            if self._clock() + delay > latest:
                raise RateLimited(delay)
            await asyncio.sleep(delay)
        self._sent.append(now := self._clock())
        return now

    def said(self, channel: str, text: str) -> None:
        """`text` is being said in `channel`."""
        self._said[channel, text] = self._clock()

    def unsaid(self, channel: str, text: str) -> None:
        """It was not."""
        self._said.pop((channel, text), None)

    def again_in(self, channel: str, text: str) -> float:
        """Seconds until Twitch takes `text` in `channel` once more."""
        now = self._clock()
        self._said = {key: at for key, at in self._said.items() if now - at < SAME_AGAIN}
        at = self._said.get((channel, text))
        if at is None or channel in self._moderated:
            return 0.0
        return at + SAME_AGAIN - now
