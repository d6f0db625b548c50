"""A recorded stream put through the gate as fast as it can be read."""

from collections.abc import Callable

from core.channels.settings import ChannelSettings
from core.commands.table import ASKING, find
from core.events import ChatMessage, Event
from core.gate.candidate import turn_of
from core.gate.gate import Gate
from core.safety.triage import Triager
from core.turns import Reason, Turn
from core.understanding.understander import Understander

# What waits but may not be answered yet is looked at again so many seconds later.
AGAIN = 0.25


class Replay:
    """Plays events by their own times; `show(turn, time)` is called for each answer."""

    def __init__(
        self,
        gate: Gate,
        triager: Triager,
        understander: Understander,
        every: float,
        show: Callable[[Turn, float], None],
    ) -> None:
        """`every` seconds at least lie between two answers, crisis apart."""
        self._gate = gate
        self._triager = triager
        self._understander = understander
        self._every = every
        self._show = show
        self._next_at = float("-inf")
        self._now = float("-inf")

    def hear(self, event: Event) -> None:
        """Everything due before `event`, then the event."""
        # A clock that ran backwards in the recording must not stop the stream.
        now = max(self._now, event.at)
        self._until(now)
        self._now = now
        if event.text and self._triager.triage(event.text).crisis:
            self._gate.withdraw(event.viewer.id)
            self._show(crisis_turn(event), now)
        elif isinstance(event, ChatMessage) and event.text.startswith("!"):
            self._command(event, now)
        else:
            self._gate.hear(event, now)

    def _command(self, event: ChatMessage, now: float) -> None:
        """Only commands that ask for an answer become turns."""
        found = find(event.text, ChannelSettings())
        if found and found[1] and found[0].run in ASKING:
            self._gate.ask(event, found[1], None, now)

    def finish(self) -> None:
        """Everything still due after the last event; who has had enough in a crowd by then is
        not waited for."""
        self._until(float("inf"))

    def _until(self, limit: float) -> None:
        while True:
            ripe_at = self._gate.next_ripe_at
            take_at = max(self._now, self._next_at) if len(self._gate) else None
            times = [at for at in (ripe_at, take_at) if at is not None and at <= limit]
            if not times:
                return
            self._now = max(self._now, min(times))
            self._ripen(self._now)
            taken = self._take(self._now)
            if not taken and limit == float("inf") and self._gate.next_ripe_at is None:
                return

    def _ripen(self, now: float) -> None:
        ripe = self._gate.ripe(now)
        for candidate in [c for c in ripe if len(c.events) > 1]:
            if self._triager.triage(candidate.text).crisis:
                ripe.remove(candidate)
                self._show(turn_of(candidate), now)
        readings = self._understander.read_many([candidate.text for candidate in ripe])
        self._gate.weigh(ripe, readings, now)

    def _take(self, now: float) -> bool:
        """Whether anything that waits was answered, or not yet due."""
        taken = now < self._next_at
        while len(self._gate) and now >= self._next_at:
            turn = self._gate.take(now)
            if turn is None:
                self._next_at = now + AGAIN
                break
            taken = True
            self._show(turn, now)
            self._next_at = now + self._every
        return taken


def crisis_turn(event: Event) -> Turn:
    """The turn of a fixed answer."""
    return Turn(
        id=event.id,
        platform=event.platform,
        channel=event.channel,
        viewer=event.viewer,
        text="",
        event_ids=(event.id,),
        reason=Reason.CRISIS,
        score=1.0,
        at=event.at,
    )
