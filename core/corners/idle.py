"""How long it has been quiet in one channel, and when a persona may break that."""

from dataclasses import dataclass
from typing import Final

# The wait doubles while nobody reacts, so often at most.
DOUBLINGS: Final = 4
LONGEST: Final = 3_600.0
# Seconds after a disclosure anywhere in the channel in which nothing is said unasked.
CALM_AFTER: Final = 900.0
# Letters that are spoken in a second, rather too few; and a breath.
LETTERS_A_SECOND: Final = 5.0
BREATH: Final = 2.0


def spoken_in(text: str) -> float:
    """Seconds that it takes to say `text`, rather too many."""
    return BREATH + len(text) / LETTERS_A_SECOND if text else 0.0


@dataclass(slots=True)
class Silence:
    """All times in Unix seconds. `since` is when somebody last wrote, was answered, or was
    spoken to unasked; `tries` counts what was said unasked since somebody wrote."""

    since: float
    tries: int = 0
    # When somebody wrote, if that is known; when the last disclosure was.
    wrote_at: float | None = None
    crisis_at: float = float("-inf")

    def wrote(self, now: float) -> None:
        """Somebody wrote, or gave something."""
        self.since = max(self.since, now)
        self.wrote_at, self.tries = now, 0

    def spoke(self, now: float, text: str) -> None:
        """`text` is being said from now on: quiet begins after it."""
        self.since = max(self.since, now) + spoken_in(text)

    def aired(self, now: float, text: str) -> None:
        """`text`, which nobody asked for, is being said from now on."""
        self.spoke(now, text)
        self.tries += 1

    def crisis(self, now: float) -> None:
        """Somebody disclosed one."""
        self.crisis_at = now

    def calm(self, now: float) -> bool:
        """Whether the last disclosure was long enough ago."""
        return now - self.crisis_at >= CALM_AFTER

    def wait(self, after: float) -> float:
        """Seconds of silence after which the next line may be said, the first `after` so many."""
        return min(after * 2.0 ** min(self.tries, DOUBLINGS), max(after, LONGEST))

    def due(self, now: float, after: float) -> bool:
        """Whether it has been quiet for long enough, the first time `after` so many seconds."""
        return self.calm(now) and now - self.since >= self.wait(after)
