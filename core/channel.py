"""One channel as it is now: its gate, its pace, and whether anything is said there."""

from dataclasses import dataclass, field

from core.gate.gate import Gate
from core.labels import Platform
from core.turns import Turn

# Seconds between two unprompted answers, so that chat can be read and limits are kept.
PACE: dict[Platform, float] = {
    Platform.ROOM: 0.8,
    Platform.TWITCH: 2.0,
    Platform.CHZZK: 3.5,
    Platform.DISCORD: 1.2,
}
# How long one answer takes from its turn to its last spoken word, for estimates.
TURN_SECONDS = 8.0
IN_FLIGHT = 4


@dataclass(slots=True)
class Channel:
    platform: Platform
    key: str
    gate: Gate
    paused: bool = False
    quiet: bool = False
    last_taken: float = 0.0
    in_flight: dict[str, Turn] = field(default_factory=dict)

    def take(self, now: float) -> Turn | None:
        """The next turn when the pace allows one."""
        if self.paused or len(self.in_flight) >= IN_FLIGHT:
            return None
        if now - self.last_taken < PACE[self.platform]:
            return None
        turn = self.gate.take(now)
        if turn is not None:
            self.last_taken = now
            self.in_flight[turn.id] = turn
        return turn

    def done(self, turn_id: str) -> None:
        """The turn was answered or dropped."""
        self.in_flight.pop(turn_id, None)

    def eta(self, position: int) -> int:
        """Seconds until the turn at `position` (from 1) is answered, roughly."""
        return round(max(1.0, (position - 1 + len(self.in_flight) / 2) * TURN_SECONDS))
