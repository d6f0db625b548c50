"""When to ping, and when silence means that a connection is dead."""

PING_EVERY = 25.0
PONG_WITHIN = 15.0


class Heartbeat:
    """Engine.IO 3: the client pings, the server answers. Times are seconds of one clock."""

    def __init__(self, every_ms: float | None, within_ms: float | None, now: float) -> None:
        """As the server announced them. A pong is not waited for longer than PONG_WITHIN,
        whatever it announced: what is said meanwhile is never sent again."""
        self._every = every_ms / 1000 if every_ms and every_ms > 0 else PING_EVERY
        within = within_ms / 1000 if within_ms and within_ms > 0 else PONG_WITHIN
        self.within = min(within, PONG_WITHIN)
        self._ping_at = now + self._every
        self._last = now

    def frame(self, now: float) -> None:
        """Something came."""
        self._last = now

    def pinged(self, now: float) -> None:
        self._ping_at = now + self._every

    def ping_due(self, now: float) -> bool:
        return now >= self._ping_at

    def silent(self, now: float) -> bool:
        """Whether a ping went unanswered for too long."""
        return now - self._last >= self._every + self.within

    def wait(self, now: float) -> float:
        """Seconds until there is something to do or to find out."""
        return max(0.0, min(self._ping_at, self._last + self._every + self.within) - now)
