"""Who disclosed a crisis lately, and how they are answered since."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from core.safety.helplines import Helplines
from core.safety.triage import Triage

FOLLOW_UP_FOR = 1_800.0
ANSWER_AGAIN_AFTER = 600.0
FOLLOW_UP_AGAIN_AFTER = 60.0
VIEWERS = 5_000


class Aftercare:
    """Fixed answers only, for half an hour: at most one a viewer every ten minutes for
    disclosures, one a minute for what else they write."""

    def __init__(self, helplines: Helplines) -> None:
        self._helplines = helplines
        self._cases: OrderedDict[str, _Case] = OrderedDict()
        self._turn = 0
        # Called with each disclosure that comes to be known here first, and with whom it is theirs
        # from now on.
        self.disclosed: Callable[[Disclosed], object] = lambda _: None
        # Called with a person who disclosed nothing after all.
        self.released: Callable[[str], object] = lambda _: None

    def answer(self, viewer: str, triage: Triage, now: float, english: bool = False) -> str | None:
        """What to say to a disclosure, in the language it was made in; None when this viewer
        was answered just before."""
        case = self._cases.pop(viewer, None)
        fresh = case is None or now - case.answered_at >= ANSWER_AGAIN_AFTER
        if fresh or case is None:
            case = _Case(triage, now)
        case.triage, case.at, case.english = triage, now, english
        self._cases[viewer] = case
        if len(self._cases) > VIEWERS:
            self._cases.popitem(last=False)
        self.disclosed(_told(viewer, case))
        if not fresh:
            return None
        self._turn += 1
        return self._helplines.answer(triage, self._turn, english)

    def holds(self, viewer: str, now: float) -> bool:
        """Whether `viewer` is in the half hour after a disclosure."""
        case = self._cases.get(viewer)
        return case is not None and now - case.at < FOLLOW_UP_FOR

    def release(self, viewer: str) -> None:
        """It was no disclosure: `viewer` is answered as before."""
        self.calm(viewer)
        self.released(viewer)

    def calm(self, viewer: str) -> None:
        """As `release`, decided in another process."""
        self._cases.pop(viewer, None)

    def note(self, told: "Disclosed") -> None:
        """Another process answered a disclosure."""
        known = self._cases.pop(told.person, None)
        case = _Case(told.triage, told.at, told.english)
        case.answered_at = case.spoke_at = told.answered_at
        if known is not None:
            case.at = max(case.at, known.at)
            case.answered_at = max(case.answered_at, known.answered_at)
            case.spoke_at = max(case.spoke_at, known.spoke_at)
        self._cases[told.person] = case
        if len(self._cases) > VIEWERS:
            self._cases.popitem(last=False)

    def cases(self, now: float) -> list["Disclosed"]:
        """Whoever is held now, for another process."""
        return [
            _told(person, case)
            for person, case in self._cases.items()
            if now - case.at < FOLLOW_UP_FOR
        ]

    def carry(self, viewer: str, to: str) -> None:
        """Whoever is known as `to` from now on is cared for as `viewer` was."""
        case, other = self._cases.get(viewer), self._cases.get(to)
        if case is not None and (other is None or other.at < case.at):
            self._cases[to] = case
            self.disclosed(_told(to, case))

    def follow_up(self, viewer: str, now: float, again: bool = False) -> str | None:
        """What to say to a later line; None when the last answer is under a minute old,
        unless `again` asks for one all the same."""
        case = self._cases[viewer]
        if not again and now - case.spoke_at < FOLLOW_UP_AGAIN_AFTER:
            return None
        case.spoke_at = now
        self._turn += 1
        return self._helplines.follow_up(case.triage, self._turn, case.english)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Who disclosed what, when (Unix seconds), and when that was answered in full last."""

    person: str
    triage: Triage
    at: float
    english: bool
    answered_at: float


@dataclass(slots=True)
class _Case:
    """`at` is the last disclosure, `answered_at` its last full answer, `spoke_at` any answer."""

    triage: Triage
    at: float
    english: bool = False
    answered_at: float = field(init=False)
    spoke_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.answered_at = self.spoke_at = self.at


def _told(person: str, case: _Case) -> Disclosed:
    return Disclosed(person, case.triage, case.at, case.english, case.answered_at)
