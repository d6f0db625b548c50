"""How many messages a channel of a local Discord takes.

https://discord.com/developers/docs/topics/rate-limits
"""

import time
from dataclasses import dataclass, field

BUCKET, PER_SECONDS = 5, 5.0


@dataclass(slots=True)
class Buckets:
    """BUCKET messages in PER_SECONDS for each channel."""

    sent: dict[str, list[float]] = field(default_factory=dict)

    def take(self, channel: str) -> dict[str, str] | None:
        """The headers for one more message; None when there must be none yet."""
        now = time.monotonic()
        sent = [at for at in self.sent.get(channel, ()) if now - at < PER_SECONDS]
        self.sent[channel] = sent
        if len(sent) >= BUCKET:
            return None
        sent.append(now)
        return {
            "X-RateLimit-Limit": str(BUCKET),
            "X-RateLimit-Remaining": str(BUCKET - len(sent)),
            "X-RateLimit-Reset-After": f"{PER_SECONDS - (now - sent[0]):.3f}",
            "X-RateLimit-Bucket": "messages",
        }
