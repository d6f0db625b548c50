"""Those who gave something: thanked before everything else, and then in line with the others."""

from collections.abc import Callable, Sequence

import msgspec

from core.events import Donation, Event
from core.gate.address import Address
from core.gate.burst import BURST, SPOKEN, burst_turn, fitting
from core.gate.candidate import Candidate, turn_of
from core.gate.fairness import Fairness
from core.gate.newest import Newest
from core.gate.queue import Queue
from core.gate.support import support_of
from core.gate.worth import CHEAP_FLOOR, PROMISED, cheap_worth
from core.gifts.tiers import STEPS, in_won
from core.gifts.wishes import Wishes
from core.gifts.words import words_of
from core.turns import Reason, Turn


class Donors:
    """The part of a gate that gifts go through, on the gate's own queue."""

    def __init__(
        self,
        address: Address,
        queue: Queue,
        fairness: Fairness,
        started: Newest[Candidate],
        glance: Callable[[str], tuple[int, float]],
    ) -> None:
        """`started` are lines that wait to be read by the classifier."""
        self._address = address
        self._wishes = Wishes(address.personas)
        self._queue = queue
        self._fairness = fairness
        self._open = started
        self._glance = glance
        # Amounts (won) from which thanks are livelier.
        self.steps: Sequence[int] = STEPS

    def hear(self, event: Event, now: float) -> Candidate | None:
        """Queue what somebody gave; None when it was nothing."""
        support = support_of(event, self.steps)
        if support is None:
            return None
        if in_won(event):
            self._fairness.gave(event.viewer.id, now)
        reason = Reason.DONATION if isinstance(event, Donation) else Reason.SUPPORT
        candidate = self._promised(event, event.text, reason, now)
        candidate.support = support
        self._queue.put(candidate)
        return candidate

    def words(self, gift: Event, now: float) -> Candidate:
        """A donor's words that may be answered only now, when thanks were said already."""
        candidate = self._promised(words_of(gift), gift.text, Reason.DONATION, now)
        candidate.won = in_won(gift)
        self._queue.put(candidate)
        return candidate

    def _promised(self, event: Event, text: str, reason: Reason, now: float) -> Candidate:
        wish = self._wishes.of(text)
        candidate = Candidate(
            events=[event],
            reason=reason,
            cheap=1.0,
            ready_at=now,
            score=PROMISED[reason],
            promised=True,
            weighed=True,
            persona=wish.persona or self._address.persona(wish.text),
        )
        candidate.text = wish.text
        return candidate

    def even(self, taken: Candidate, now: float) -> None:
        """Count whose turn it is. While others wait for theirs, a donor's is thanks, and the
        words are weighed like anybody's."""
        if not self._queue.even(taken, self._fairness, now) and taken.support:
            taken.support = msgspec.structs.replace(taken.support, counsel=False)
            self._reconsider(taken, now, owed=True)

    def burst(self, now: float, limit: int) -> tuple[list[Turn], list[Candidate]]:
        """As Gate.burst, with whom it thanks."""
        waiting = self._queue.gifts()
        named = fitting(waiting, limit) if len(waiting) >= BURST else []
        if len(named) < 2:
            return [], []
        turns = [burst_turn([candidate.events[0] for candidate in named])]
        for candidate in named:
            self._queue.remove(candidate)
            if candidate.support and candidate.support.kind == SPOKEN:
                self.even(candidate, now)
                turns.append(msgspec.structs.replace(turn_of(candidate), aloud=True))
            elif candidate.text:
                self._reconsider(candidate, now)
        # After a line for donors it is somebody else's turn.
        self._queue.even(named[-1], self._fairness, now)
        return turns, named

    def _reconsider(self, thanked: Candidate, now: float, owed: bool = False) -> None:
        """The words of a donor who was thanked are weighed like anybody's."""
        cheap = cheap_worth(thanked.text, *self._glance(thanked.text))
        if cheap < CHEAP_FLOOR:
            return
        words = [words_of(event) for event in thanked.events]
        started = self._open.get(thanked.viewer.id)
        if started is not None:  # who types as well: one worry, answered once
            started.events += words
            started.text = f"{started.text} {thanked.text}"
            started.cheap = max(started.cheap, cheap)
            started.persona = started.persona or thanked.persona
            started.owed = started.owed or owed
        else:
            self._open[thanked.viewer.id] = Candidate(
                events=words,
                reason=Reason.WORRY,
                cheap=cheap,
                ready_at=now,
                persona=thanked.persona,
                text=thanked.text,
                owed=owed,
            )
