"""Abuse that a viewer writes letter by letter, a line each."""

from collections import OrderedDict, deque

from core.safety.moderation import Moderation
from core.safety.verdict import CLEAN, Verdict

# Longer lines are talk, not pieces of a word.
LONGEST = 4
LINES = 6
SECONDS = 12.0
VIEWERS = 2_000


class Joined:
    """Remembers each viewer's last short lines, a few seconds long."""

    def __init__(self, moderation: Moderation) -> None:
        self._moderation = moderation
        self._lines: OrderedDict[str, deque[tuple[float, str]]] = OrderedDict()

    def judge(self, viewer: str, text: str, now: float) -> Verdict:
        """The verdict on `text`, or on it behind the viewer's last short lines where that is
        worse; `now` in seconds. What was found out is forgotten, so that it counts once."""
        verdict = self._moderation.judge(text)
        if not text.strip() or len(text) > LONGEST or verdict is not CLEAN:
            return verdict
        lines = self._lines.setdefault(viewer, deque(maxlen=LINES))
        self._lines.move_to_end(viewer)
        if len(self._lines) > VIEWERS:
            self._lines.popitem(last=False)
        while lines and now - lines[0][0] > SECONDS:
            lines.popleft()
        lines.append((now, text))
        if len(lines) > 1:
            # A space between them: 다시 and 발표 are two words, 시 and 발 are one.
            verdict = self._moderation.judge(" ".join(line for _, line in lines))
            if verdict is not CLEAN:
                lines.clear()
        return verdict
