"""Candidates waiting for their turn."""

from collections import deque

from core.gate.candidate import Candidate
from core.gate.fairness import Fairness
from core.gate.similar import Shape, same, shape
from core.meter import SILENT, Drop, Meter

# Unprompted lines kept; promised ones are never dropped for room.
ROOM = 200
AGAIN = 0.25
# A mention is promised an answer that comes within about three minutes, at eight seconds a turn.
MENTIONS = 22
# Who asks what was answered so many seconds ago has the answer before their eyes; for a while
# after, a new question goes first.
BEFORE_THEIR_EYES = 20.0
NEWS_FOR = 180.0
OLD_NEWS = 0.25
ANSWERS = 60
# Longer than this not even one who had more than their share waits for a promise.
PATIENCE = 600.0


class Queue:
    """Promised turns in order of worth and arrival, then the best fresh unprompted one."""

    def __init__(self, fresh_for: float, meter: Meter = SILENT) -> None:
        self._fresh_for = fresh_for
        self._meter = meter
        self._promised: list[Candidate] = []
        self._unprompted: list[Candidate] = []
        self._answers: deque[tuple[float, Shape]] = deque(maxlen=ANSWERS)

    def put(self, candidate: Candidate) -> bool:
        """Add `candidate`; False when one that asks the same will answer it too, or just did."""
        if candidate.promised:
            self._promised.append(candidate)
            self._promised.sort(key=lambda c: -c.score)
            return True
        candidate.shape = shape(candidate.text)
        for waiting in self._unprompted:
            if same(waiting.shape, candidate.shape):
                waiting.also.extend(candidate.events)
                waiting.score = min(0.999, waiting.score + 0.02)
                self._meter.dropped(Drop.SAME)
                return False
        since = self._since_answered(candidate)
        if since <= BEFORE_THEIR_EYES:
            self._meter.dropped(Drop.SAME)
            return False
        if since <= NEWS_FOR:
            candidate.score -= OLD_NEWS
        self._unprompted.append(candidate)
        if len(self._unprompted) > ROOM:
            self._unprompted.remove(min(self._unprompted, key=lambda c: c.score))
            self._meter.dropped(Drop.CROWDED)
        return True

    def _since_answered(self, candidate: Candidate) -> float:
        """Seconds since what `candidate` asks was answered last."""
        answers = [at for at, shape in self._answers if same(shape, candidate.shape)]
        return candidate.last_at - max(answers, default=float("-inf"))

    def keep(self, candidate: Candidate) -> None:
        """A waiting unprompted candidate got a receipt: from now on it is owed an answer."""
        if candidate in self._unprompted:
            self._unprompted.remove(candidate)
            candidate.promised = True
            self._promised.append(candidate)

    def take(self, now: float, fairness: Fairness, gifts: bool) -> Candidate | None:
        """Remove and return the next, `gifts` among them or not; unprompted ones older than
        `fresh_for` are dropped."""
        before = len(self._unprompted)
        self._unprompted = [c for c in self._unprompted if now - c.last_at <= self._fresh_for]
        self._meter.dropped(Drop.STALE, before - len(self._unprompted))
        for waiting in self._unprompted:
            for event in (waiting.events[0], *waiting.also):
                fairness.worthy(event.viewer.id, now)
        for promised in self._promised:
            if not promised.support:
                fairness.worthy(promised.viewer.id, now)
        candidate = self._best(fairness, gifts, now)
        if candidate is None:
            return None
        self.remove(candidate)
        if candidate.support is None:
            fairness.answered(candidate.viewer.id)
        if not candidate.promised:
            self._answers.append((now, candidate.shape))
        return candidate

    def pick(self, event_id: str, now: float, fairness: Fairness) -> Candidate | None:
        """Remove and return the one that begins with this event, however old: somebody chose it."""
        found = next((c for c in self.everything() if c.events[0].id == event_id), None)
        if found is not None:
            self.remove(found)
            if found.support is None:
                fairness.answered(found.viewer.id)
            if not found.promised:
                self._answers.append((now, found.shape))
        return found

    def even(self, taken: Candidate, fairness: Fairness, now: float) -> bool:
        """Count who was taken; False when a donor's words are to wait for others' turn."""
        others_wait = any(
            (c.promised or now - c.last_at <= self._fresh_for)
            and not (c.support or fairness.gives(c.viewer.id, now))
            for c in self.everything()
        )
        donor = taken.support is not None or fairness.gives(taken.viewer.id, now)
        return fairness.even(donor, others_wait)

    def gifts(self) -> list[Candidate]:
        """Those who gave something, in order."""
        return [c for c in self._promised if c.support]

    def remove(self, candidate: Candidate) -> None:
        (self._promised if candidate.promised else self._unprompted).remove(candidate)

    def _best(self, fairness: Fairness, gifts: bool, now: float) -> Candidate | None:
        """Support, then promises to those who have not had enough, then the best of the rest."""
        paid = self.gifts() if gifts else None
        if paid:
            return paid[0]
        for others_wait in (True, False):
            found = self._fairest(fairness, others_wait, now)
            if found is not None:
                return found
        promised = (c for c in self._promised if not c.support)
        return next((c for c in promised if now - c.last_at > PATIENCE), None)

    def _fairest(self, fairness: Fairness, others_wait: bool, now: float) -> Candidate | None:
        """The next of those who have not had enough."""
        fair = [
            c
            for c in (*self._promised, *self._unprompted)
            if not (c.support or fairness.has_had_enough(c.viewer.id, others_wait))
        ]
        if fairness.donors_ahead:
            fair = [c for c in fair if not fairness.gives(c.viewer.id, now)] or fair
        promised = [c for c in fair if c.promised]
        if promised:
            return min(promised, key=lambda c: fairness.burden(c.viewer.id))
        return max(fair, key=lambda c: c.score - AGAIN * fairness.burden(c.viewer.id), default=None)

    @property
    def promises_much(self) -> bool:
        """Whether one more promise would be kept too late for whoever only called a name."""
        return len(self._promised) >= MENTIONS

    def waiting(self, viewer: str) -> int:
        """How many promised turns of `viewer` wait, donations apart."""
        return sum(1 for c in self._promised if c.viewer.id == viewer and not c.support)

    def skip(self) -> Candidate | None:
        """Remove the next that is no donation."""
        for line in (self._promised, self._unprompted):
            for candidate in line:
                if not candidate.support:
                    return self._taken_back(line, candidate)
        return None

    def _taken_back(self, line: list[Candidate], candidate: Candidate) -> Candidate:
        line.remove(candidate)
        self._meter.dropped(Drop.TAKEN_BACK)
        return candidate

    def everything(self) -> list[Candidate]:
        return [*self._promised, *self._unprompted]

    def drop(self, event_id: str) -> Candidate | None:
        """Remove the candidate that begins with this event; donations stay."""
        for line in (self._promised, self._unprompted):
            for candidate in line:
                if candidate.events[0].id == event_id and not candidate.support:
                    return self._taken_back(line, candidate)
        return None

    def put_back(self, candidate: Candidate, ahead: set[str]) -> None:
        """Queue again what was skipped, behind those that stood `ahead` of it, by the ids they
        begin with."""
        line = self._promised if candidate.promised else self._unprompted
        places = (
            place
            for place, other in enumerate(line, 1)
            if other.events[0].id in ahead or (candidate.promised and other.score > candidate.score)
        )
        line.insert(max(places, default=0), candidate)

    def withdraw(self, viewer: str) -> list[Candidate]:
        """Drop what waits of `viewer`; for what they gave they are thanked, without an answer to
        its words. What was dropped."""
        for gift in (c for c in self.gifts() if c.viewer.id == viewer):
            gift.text = ""
        gone = [c for c in self.everything() if c.viewer.id == viewer and not c.support]
        self._promised = [c for c in self._promised if c.viewer.id != viewer or c.support]
        self._unprompted = [c for c in self._unprompted if c.viewer.id != viewer]
        self._meter.dropped(Drop.TAKEN_BACK, len(gone))
        return gone

    def clear_unpromised(self) -> None:
        self._meter.dropped(Drop.TAKEN_BACK, len(self._unprompted))
        self._unprompted.clear()

    def position(self, candidate: Candidate) -> int:
        return (
            self._promised.index(candidate) + 1
            if candidate in self._promised
            else len(self._promised) + 1
        )

    def place_of(self, viewer: str) -> int | None:
        waiting = (n for n, c in enumerate(self._promised, 1) if c.viewer.id == viewer)
        return next(waiting, None)

    def __len__(self) -> int:
        return len(self._promised) + len(self._unprompted)
