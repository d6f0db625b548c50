"""One channel's gate: events in, at a few microseconds each; turns out, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.events import ChatMessage, Event
from core.gate.address import Address, Addressee
from core.gate.aside import Aside
from core.gate.candidate import Candidate, turn_of
from core.gate.cues import Cue, Cues
from core.gate.donors import Donors
from core.gate.fairness import Fairness
from core.gate.names import Names
from core.gate.newest import Newest
from core.gate.pace import Pace
from core.gate.pieces import LONGEST_WAIT, patience, unfinished_opening
from core.gate.queue import Queue
from core.gate.worth import CHEAP_FLOOR, PROMISED, cheap_worth, refined, worth
from core.meter import SILENT, Meter
from core.turns import Reason, Turn
from core.understanding.reading import Reading

FOLLOW_UP_WINDOW = 180.0
CONSOLING = 60.0  # so long people talk to whoever disclosed a crisis, not to us
# Promised turns that one viewer may have waiting.
WAITING = 2
_NEVER = float("-inf")
# A plain int: the & of an IntFlag costs as much as the rest of a glance.
_BOT = int(Cue.BOT)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """`floor` is the worth (0 to 1) from which unprompted lines are answered."""

    floor: float = 0.54
    fresh_for: float = 30.0
    burst: int = 3
    every: float = 12.0


class Gate:
    """What one channel's chat deserves an answer to.

    `hear` is the hot path and only glances; `ripe` and `weigh` bring the classifier in;
    `take` hands out the best candidate as a turn. Nothing here waits or does input/output.
    """

    def __init__(
        self, cues: Cues, address: Address, settings: GateSettings, meter: Meter = SILENT
    ) -> None:
        self._glance = cues.glance
        self._address = address
        self._settings = settings
        self.pace = Pace(settings.burst, settings.every, meter)
        self._fairness = Fairness()
        self._queue = Queue(settings.fresh_for, meter)
        self.aside = Aside(self._queue)
        self._open: Newest[Candidate] = Newest()
        self._names = Names()
        self._donors = Donors(address, self._queue, self._fairness, self._open, self._glance)
        self._answered_at: Newest[float] = Newest()
        self._last_text: Newest[str] = Newest()
        self.disclosed_at = _NEVER  # when a crisis was heard of here
        # As the channel's streamer decided, like `pace.favours`.
        self.called_only = False

    def hear(self, event: Event, now: float) -> Candidate | None:
        """Look at one event; the candidate it became or joined, if any."""
        if type(event) is ChatMessage:
            return self._hear_chat(event, now)
        return self._donors.hear(event, now)

    def words(self, gift: Event, now: float) -> Candidate:
        """A donor's words that may be answered only now, when thanks were said already."""
        return self._donors.words(gift, now)

    def _hear_chat(self, event: ChatMessage, now: float) -> Candidate | None:
        text = event.text
        viewer = event.viewer.id
        if event.viewer.name not in self._names.of:
            self._names.spoke(event.viewer.name, viewer)
        cues, weight = self._glance(text)
        started = self._open.get(viewer)
        cheap = cheap_worth(text, cues, weight)
        if cheap < CHEAP_FLOOR and not cues & _BOT:
            answered = self._answered_at.get(viewer, _NEVER)
            if not (started or now - answered <= FOLLOW_UP_WINDOW or unfinished_opening(text)):
                return None
        return self._consider(event, cues, cheap, started, now)

    def _consider(
        self, event: ChatMessage, cues: int, cheap: float, started: Candidate | None, now: float
    ) -> Candidate | None:
        """The closer look, for the few lines that passed the cheap one."""
        viewer, text = event.viewer, event.text
        self._names.spoke(viewer.name, viewer.id)
        to = self._address.to(text, bool(cues & _BOT), self._names.of, viewer.name)
        if to is Addressee.ELSEWHERE or (event.reply_to and to is not Addressee.BOT):
            if called := self._address.called(text):
                self._names.called(called)
            return None
        if self._repeats(viewer.id, text):
            return None
        waiting = patience(text, started is not None or cheap < CHEAP_FLOOR)
        if started is not None and now <= started.first_at + LONGEST_WAIT:
            started.join(event, min(now + waiting, started.first_at + LONGEST_WAIT))
            started.cheap = max(started.cheap, cheap)
            return started
        reason = self._reason(to, viewer.id, now)
        if self.called_only and reason is Reason.WORRY:
            return None
        candidate = Candidate(
            events=[event],
            reason=reason,
            cheap=cheap,
            ready_at=now + waiting,
            promised=reason is Reason.MENTION,
            persona=self._address.persona(text) if to is Addressee.BOT else None,
        )
        may = self.pace.asks if candidate.promised else self.pace.speaks
        if not may(viewer, now) or self._queue.waiting(viewer.id) >= WAITING:
            return None
        self._open.put(viewer.id, candidate)
        return candidate

    def _reason(self, to: Addressee, viewer: str, now: float) -> Reason:
        if to is Addressee.BOT:
            return Reason.MENTION
        answered = self._answered_at.get(viewer, _NEVER)
        return Reason.FOLLOW_UP if now - answered <= FOLLOW_UP_WINDOW else Reason.WORRY

    def _repeats(self, viewer: str, text: str) -> bool:
        last = self._last_text.pop(viewer, None)
        self._last_text.put(viewer, text)
        return last == text

    def id_of(self, name: str) -> str | None:
        """The viewer who was called `name` when last heard."""
        return self._names.of.get(name) or None

    def ask(self, event: Event, text: str, persona: str | None, now: float) -> Candidate | None:
        """A command that asks for an answer: promised, with the command's words as text.

        None when its writer asks faster than anybody can be answered.
        """
        viewer = event.viewer
        if self._queue.waiting(viewer.id) >= WAITING or not self.pace.asks(viewer, now):
            return None
        return self._promise(event, Reason.COMMAND, now, persona, text=text)

    def skip(self) -> Candidate | None:
        """Drop the next turn that is no donation."""
        return self._queue.skip()

    def _promise(
        self,
        event: Event,
        reason: Reason,
        now: float,
        persona: str | None,
        text: str = "",
    ) -> Candidate:
        candidate = Candidate(
            events=[event],
            reason=reason,
            cheap=1.0,
            ready_at=now,
            score=PROMISED[reason],
            promised=True,
            weighed=True,
            persona=persona,
            text=text,
        )
        self._queue.put(candidate)
        return candidate

    def ripe(self, now: float) -> list[Candidate]:
        """Candidates whose writer has finished, to be read by the classifier."""
        # Nobody is waited for longer than LONGEST_WAIT, whatever the clock was set to meanwhile.
        done = [c for c in self._open.values() if not now < c.ready_at <= now + LONGEST_WAIT]
        for candidate in done:
            del self._open[candidate.viewer.id]
        return done

    def weigh(
        self, candidates: Sequence[Candidate], readings: Sequence[Reading], now: float
    ) -> list[Candidate]:
        """Queue those whose reading makes them worth an answer; the ones that stand in the
        queue by themselves."""
        queued = []
        for candidate, reading in zip(candidates, readings, strict=True):
            candidate.weighed = True
            if candidate.reason is Reason.MENTION and self._queue.promises_much:
                candidate.promised = False
            candidate.reason = refined(candidate.reason, reading)
            candidate.score = worth(candidate, reading)
            if candidate.reason is Reason.TALK and abs(now - self.disclosed_at) < CONSOLING:
                continue
            if candidate.score >= self._settings.floor and self._queue.put(candidate):
                queued.append(candidate)
                if candidate.owed:
                    self._queue.keep(candidate)
        return queued

    def take(self, now: float, gifts: bool = True) -> Turn | None:
        """The next turn, best first, those who gave among them if `gifts`; None for none."""
        return self._taken(self._queue.take(now, self._fairness, gifts), now)

    def pick(self, event_id: str, now: float) -> Turn | None:
        """The turn of the queued candidate that begins with this event, before all others."""
        return self._taken(self._queue.pick(event_id, now, self._fairness), now)

    def _taken(self, candidate: Candidate | None, now: float) -> Turn | None:
        if candidate is None:
            return None
        self._donors.even(candidate, now)
        for event in (candidate.events[0], *candidate.also):
            self._answered(event.viewer.id, now)
        return turn_of(candidate)

    def thank_from(self, steps: Sequence[int]) -> None:
        """Thanks are livelier from these amounts (won) on."""
        self._donors.steps = steps

    @property
    def donors_ahead(self) -> bool:
        """Whether others wait for an answer since a donor got one."""
        return self._fairness.donors_ahead

    def burst(self, now: float, limit: int) -> list[Turn]:
        """When several who gave wait: a turn that names as many as `limit` characters hold, and
        one, spoken only, for each who gave much. Questions among their words are kept."""
        turns, named = self._donors.burst(now, limit)
        for candidate in named:
            self._answered(candidate.viewer.id, now)
        return turns

    def _answered(self, viewer: str, now: float) -> None:
        self._answered_at.put(viewer, now)
        self._last_text.pop(viewer, None)  # what was answered may be said again: "다른 거"

    def keep(self, candidate: Candidate) -> None:
        """Owe `candidate` an answer: it is no longer dropped for age."""
        self._queue.keep(candidate)

    def withdraw(self, viewer: str) -> list[Candidate]:
        """Drop everything of `viewer` that still waits, or might come back; those lines."""
        self._open.pop(viewer, None)
        return [*self._queue.withdraw(viewer), *self.aside.withdraw(viewer)]

    def forget(self, viewer: str) -> None:
        """Drop that too, and what is known of `viewer`, apart from what bounds them."""
        self.withdraw(viewer)
        self._names.forget(viewer)
        self._answered_at.pop(viewer, None)
        self._last_text.pop(viewer, None)

    def clear(self) -> None:
        """Drop every line that waits without a promise."""
        self._open.clear()
        self._queue.clear_unpromised()
        self.aside.clear_unpromised()

    def waiting(self) -> list[Candidate]:
        """Everything queued, in the order it stands there."""
        return self._queue.everything()

    @property
    def gifts(self) -> int:
        """How many who gave something wait."""
        return len(self._queue.gifts())

    def position(self, candidate: Candidate) -> int:
        """Its place in the queue, from 1."""
        return self._queue.position(candidate)

    def place_of(self, viewer: str) -> int | None:
        """The place, from 1, of the viewer's first waiting turn."""
        return self._queue.place_of(viewer)

    @property
    def next_ripe_at(self) -> float | None:
        """When the next open candidate will be complete."""
        return min((c.ready_at for c in self._open.values()), default=None)

    def __len__(self) -> int:
        return len(self._queue)
