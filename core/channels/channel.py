"""One channel as it is now: its gate, its pace, and whether anything is said there."""

from collections import OrderedDict
from dataclasses import dataclass, field

import msgspec

from core.channels.settings import ChannelSettings, Mode
from core.gate.candidate import turn_of
from core.gate.gate import Gate
from core.labels import Platform
from core.poll import Poll
from core.replies import CHAT_LIMIT, Reply
from core.safety.alarms import Alarm
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
ALARMS = 50


@dataclass(slots=True)
class Channel:
    platform: Platform
    key: str
    gate: Gate
    settings: ChannelSettings = field(default_factory=ChannelSettings)
    last_taken: float = 0.0
    in_flight: dict[str, Turn] = field(default_factory=dict)
    # Answered in chat, but not shown or spoken before a manager says so; by turn.
    held: OrderedDict[str, Reply] = field(default_factory=OrderedDict)
    poll: Poll | None = None
    # The line that a manager wants to be answered next, by its first event's id.
    chosen: str = ""
    # Disclosures of late, by an id of their own; no words.
    alarms: OrderedDict[str, Alarm] = field(default_factory=OrderedDict)
    # The name of the lease that its process holds.
    home: str = ""
    # What a manager said a moment ago of `paused` and `quiet`, until it is stored.
    unstored: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.decide(self.settings)

    def decide(self, settings: ChannelSettings) -> None:
        """Let new settings count at once, but for what a manager said since."""
        self.unstored = {
            what: on for what, on in self.unstored.items() if on is not getattr(settings, what)
        }
        self.settings = settings
        self.gate.called_only = settings.mode is Mode.CALLED
        self.gate.pace.favours = settings.subscriber_perk
        self.gate.thank_from(settings.steps)

    def take(self, now: float) -> Turn | None:
        """The next turn when the pace allows one; one that a manager chose needs no leave."""
        chosen, self.chosen = self.chosen, ""
        if chosen and not self.resting:
            turn = self.gate.pick(chosen, now)
            if turn is not None:
                return self._begun(turn, now)
        if self.resting or len(self.in_flight) >= IN_FLIGHT:
            return None
        # A clock that was set back must not keep a channel silent until it has caught up.
        if 0 <= now - self.last_taken < PACE[self.platform]:
            return None
        # Chat's next line belongs to them, unless it is the others' turn.
        if self._thanking and self.gate.gifts and not self.gate.donors_ahead:
            return None
        turn = self.gate.take(now, gifts=not self._thanking)
        return None if turn is None else self._begun(turn, now)

    def burst(self, now: float) -> list[Turn]:
        """Turns that thank several at once, where so many wait that each has no line."""
        if self.resting or self._thanking:
            return []
        turns = self.gate.burst(now, CHAT_LIMIT[self.platform])
        return [self._begun(turn, now) for turn in turns]

    def rest(self, *, paused: bool | None = None, quiet: bool | None = None) -> None:
        """Pause, silence or go on, at once; what is not named stays as it is."""
        if paused is not None and paused is not self.paused:
            self.unstored["paused"] = paused
        if quiet is not None and quiet is not self.quiet:
            self.unstored["quiet"] = quiet

    @property
    def paused(self) -> bool:
        return self.unstored.get("paused", self.settings.paused)

    @property
    def quiet(self) -> bool:
        return self.unstored.get("quiet", self.settings.quiet)

    @property
    def resting(self) -> bool:
        """Whether nothing is answered: a manager paused or silenced it."""
        return self.paused or self.quiet

    @property
    def _thanking(self) -> bool:
        """Whether thanks are on their way: the next ones come after them, and whoever gives
        meanwhile is thanked together."""
        return any(turn.support and not turn.aloud for turn in self.in_flight.values())

    def _begun(self, turn: Turn, now: float) -> Turn:
        turn = self._of_here(turn)
        self.last_taken = now
        self.in_flight[turn.id] = turn
        return turn

    def _of_here(self, turn: Turn) -> Turn:
        return msgspec.structs.replace(turn, among=self.settings.personas, home=self.home)

    def hold(self, reply: Reply) -> None:
        """Keep `reply` from the overlay until a manager decides; the oldest gives way."""
        self.held[reply.turn_id] = reply
        if len(self.held) > HELD:
            self.held.popitem(last=False)

    def alarmed(self, alarm: Alarm) -> None:
        """Somebody disclosed a crisis here; heard of it twice, it is one."""
        self.alarms[alarm.id] = alarm
        if len(self.alarms) > ALARMS:
            self.alarms.popitem(last=False)

    @property
    def owed(self) -> list[Turn]:
        """Turns of those who wait for what they were promised; gifts are kept elsewhere."""
        return [
            self._of_here(turn_of(candidate))
            for candidate in self.gate.waiting()
            if candidate.promised and candidate.support is None
        ]

    def clear(self, gate: Gate) -> None:
        """Nothing waits and nothing is being answered here any more; `gate` is a new one."""
        self.gate, self.poll, self.chosen = gate, None, ""
        self.unstored.clear()
        self.in_flight.clear()
        self.alarms.clear()
        self.decide(self.settings)

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
