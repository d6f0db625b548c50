"""Token buckets, one a key, in bounded memory."""

from core.meter import SILENT, Drop, Meter


class Cooldown:
    """Lets each key through `burst` times at once and then once every `every` seconds; `meter`
    counts the others."""

    __slots__ = ("_burst", "_every", "_full_at", "_keys", "_meter")

    def __init__(self, burst: int, every: float, meter: Meter = SILENT, keys: int = 10_000) -> None:
        self._burst = burst
        self._every = every
        self._keys = keys
        self._meter = meter
        # When each key's bucket will be full again: the whole state of a bucket.
        self._full_at: dict[str, float] = {}

    def allows(self, key: str, now: float) -> bool:
        """Whether `key` may pass at `now`; takes a token if so."""
        full_at = max(self._full_at.pop(key, now), now)
        if full_at - now > (self._burst + 1) * self._every:  # the clock was set back
            full_at = now
        if full_at - now > (self._burst - 1) * self._every:
            self._full_at[key] = full_at
            self._meter.dropped(Drop.FAST)
            return False
        self._full_at[key] = full_at + self._every
        if len(self._full_at) > self._keys:
            del self._full_at[next(iter(self._full_at))]
        return True

    def begin(self, key: str, now: float) -> None:
        """Let what `key` was let through for last count from `now` on."""
        full_at = self._full_at.get(key)
        if full_at is not None:
            self._full_at[key] = max(full_at, now + self._every)
