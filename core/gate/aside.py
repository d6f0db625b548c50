"""Lines that were skipped a moment ago and may still come back."""

from core.gate.candidate import Candidate
from core.gate.queue import Queue


class Aside:
    """Beside one channel's queue; nothing here is answered."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        # By the id that a line begins with, and with the ids of those that stood before it.
        self._kept: dict[str, tuple[Candidate, set[str]]] = {}

    def take(self, event_id: str) -> Candidate | None:
        """Skip the queued line that begins with this event, or ("") the next; donations stay."""
        before = [candidate.events[0].id for candidate in self._queue.everything()]
        skipped = self._queue.drop(event_id) if event_id else self._queue.skip()
        if skipped is not None:
            id = skipped.events[0].id
            self._kept[id] = skipped, set(before[: before.index(id)])
        return skipped

    def put_back(self, event_id: str) -> Candidate | None:
        """Queue it as before; None when it is not there any more."""
        if event_id not in self._kept:
            return None
        candidate, ahead = self._kept.pop(event_id)
        self._queue.put_back(candidate, ahead)
        return candidate

    def let_go(self, event_id: str) -> Candidate | None:
        """It does not come back; None when it is not there any more."""
        candidate, _ = self._kept.pop(event_id, (None, None))
        return candidate

    def lines(self) -> list[Candidate]:
        return [candidate for candidate, _ in self._kept.values()]

    def withdraw(self, viewer: str) -> list[Candidate]:
        """Nothing of `viewer` comes back; what would have."""
        gone = [candidate for candidate in self.lines() if candidate.viewer.id == viewer]
        self._kept = {id: one for id, one in self._kept.items() if one[0].viewer.id != viewer}
        for candidate in self.lines():
            candidate.also = [one for one in candidate.also if one.viewer.id != viewer]
        return gone

    def clear_unpromised(self) -> None:
        self._kept = {id: one for id, one in self._kept.items() if one[0].promised}
