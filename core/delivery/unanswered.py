"""Lines that waited and are answered by nobody: kept, so that the report tells of them."""

from collections.abc import Callable, Sequence
from functools import partial

from core.errands import Errand
from core.gate.candidate import Candidate, turn_of
from core.gifts.approval import Approval
from core.stores import Turns
from core.turns import Passed


class Unanswered:
    """Notes them as turns that were dropped; words of gifts among them wait for approval no
    more."""

    def __init__(
        self, turns: Turns, approval: Approval, errand: Callable[[Errand], object]
    ) -> None:
        self._turns = turns
        self._approval = approval
        self._errand = errand

    def __call__(self, lines: Sequence[Candidate], why: Passed) -> None:
        """Never waits."""
        self._approval.unanswered(lines)
        # What was given has a row of its own, and is thanked for.
        gone = [turn_of(line) for line in lines if line.support is None]
        if gone:
            self._errand(partial(self._turns.passed, gone, why))
