"""One channel as it is now: its gate, its pace, and whether anything is said there."""

from collections import OrderedDict
from dataclasses import dataclass, field

import msgspec

from core.channel_settings import ChannelSettings, Mode
from core.gate.gate import Gate
from core.labels import Platform
from core.poll import Poll
from core.replies import CHAT_LIMIT, Reply
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
HELD = 50


@dataclass(slots=True)
class Channel:
    platform: Platform
    key: str
    gate: Gate
    settings: ChannelSettings = field(default_factory=ChannelSettings)
    paused: bool = False
    quiet: bool = False
    last_taken: float = 0.0
    in_flight: dict[str, Turn] = field(default_factory=dict)
    # Answered in chat, but not shown or spoken before a manager says so; by turn.
    held: OrderedDict[str, Reply] = field(default_factory=OrderedDict)
    poll: Poll | None = None

    def __post_init__(self) -> None:
        self.decide(self.settings)

    def decide(self, settings: ChannelSettings) -> None:
        """Let new settings count at once."""
        self.settings = settings
        self.gate.called_only = settings.mode is Mode.CALLED
        self.gate.subscriber_perk = settings.subscriber_perk

    def take(self, now: float) -> Turn | None:
        """The next turn when the pace allows one."""
        if self.paused or len(self.in_flight) >= IN_FLIGHT:
            return None
        if now - self.last_taken < PACE[self.platform]:
            return None
        if self._thanking and self.gate.gifts:  # chat's next line belongs to them
            return None
        turn = self.gate.take(now, gifts=not self._thanking)
        return None if turn is None else self._begun(turn, now)

    def burst(self, now: float) -> list[Turn]:
        """Turns that thank several at once, where so many wait that each has no line."""
        if self.paused or self._thanking:
            return []
        turns = self.gate.burst(now, CHAT_LIMIT[self.platform])
        return [self._begun(turn, now) for turn in turns]

    @property
    def _thanking(self) -> bool:
        """Whether thanks are on their way: the next ones come after them, and whoever gives
        meanwhile is thanked together."""
        return any(turn.support and not turn.aloud for turn in self.in_flight.values())

    def _begun(self, turn: Turn, now: float) -> Turn:
        turn = msgspec.structs.replace(turn, among=self.settings.personas)
        self.last_taken = now
        self.in_flight[turn.id] = turn
        return turn

    def hold(self, reply: Reply) -> None:
        """Keep `reply` from the overlay until a manager decides; the oldest gives way."""
        self.held[reply.turn_id] = reply
        if len(self.held) > HELD:
            self.held.popitem(last=False)

    @property
    def gathering(self) -> bool:
        """Whether a story that all personas answer waits or is being answered."""
        waits = any(candidate.together for candidate in self.gate.waiting())
        return waits or any(turn.together for turn in self.in_flight.values())

    def done(self, turn_id: str) -> None:
        """The turn was answered or dropped."""
        self.in_flight.pop(turn_id, None)

    def eta(self, position: int) -> int:
        """Seconds until the turn at `position` (from 1) is answered, roughly."""
        return round(max(1.0, (position - 1 + len(self.in_flight) / 2) * TURN_SECONDS))
