"""What a local Twitch lets a bot say, and when it does not.

https://dev.twitch.tv/docs/chat/#rate-limits
"""

import asyncio
from dataclasses import dataclass, field

SENDS, AS_MODERATOR, PER_SECONDS, SAME_AGAIN = 20, 100, 30.0, 30.0


@dataclass(slots=True)
class Said:
    """A line the ledger holds; `at` in seconds of the event loop."""

    channel: str
    text: str
    reply_to: str | None
    at: float = 0.0


@dataclass(slots=True)
class Ledger:
    """What was said. `moderated` are the channels in which the bot is moderator, `breaches`
    the lines that came faster than Twitch allows."""

    said: list[Said] = field(default_factory=list)
    moderated: set[str] = field(default_factory=set)
    breaches: int = 0

    def refused(self, channel: str, text: str) -> str:
        """Why the line is not said; empty when it may be."""
        now = asyncio.get_running_loop().time()
        if channel in self.moderated:
            return self._too_fast(now, AS_MODERATOR)
        if any(
            (line.channel, line.text) == (channel, text) and now - line.at < SAME_AGAIN
            for line in self.said
        ):
            return "msg_duplicate"
        return self._too_fast(now, SENDS)

    def _too_fast(self, now: float, allowed: int) -> str:
        if sum(now - line.at < PER_SECONDS for line in self.said) < allowed:
            return ""
        self.breaches += 1
        return "msg_ratelimit"

    def add(self, channel: str, text: str, reply_to: str | None) -> None:
        self.said.append(Said(channel, text, reply_to, asyncio.get_running_loop().time()))
