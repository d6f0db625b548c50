"""How much a line deserves an answer, from 0 to 1 and above for what is promised."""

from core.gate.candidate import Candidate
from core.gate.cues import Cue
from core.labels import Emotion, Intent
from core.turns import Reason
from core.understanding.reading import Reading

# Below this a line is never looked at again.
CHEAP_FLOOR = 0.2
# A line this long is worth a closer look without a cue: 96 % of our own love worries pass.
LONG_ENOUGH = 20
MAX_LENGTH = 500
# Plain ints: the & of an IntFlag costs as much as the rest of the look.
_STREAMER = int(Cue.STREAMER)
_OURS = int(Cue.WORRY | Cue.FILM)


def cheap_worth(text: str, cues: int, weight: float) -> float:
    """The first look: cue weights, length, and whether it is more than one letter repeated."""
    length = len(text)
    if length < 4:
        return 0.0
    if length >= LONG_ENOUGH:
        if len(set(text[:64])) < 7:
            return 0.0
        weight += 0.2
    if cues & _STREAMER and not cues & _OURS:
        return 0.0
    return weight


def worth(candidate: Candidate, reading: Reading) -> float:
    """The second look, with the classifier's reading."""
    if candidate.promised:
        return PROMISED[candidate.reason]
    base = BY_INTENT[reading.intent]
    if base == 0.0:
        return 0.0
    if candidate.reason is Reason.FOLLOW_UP:
        base += 0.3
    if reading.intent is Intent.COUNSEL:
        base += 0.2 * (reading.situation is not None) + 0.1 * (
            reading.emotion is not Emotion.NEUTRAL
        )
    return min(0.99, base + min(candidate.cheap, 1.0) * 0.1)


BY_INTENT: dict[Intent, float] = {
    Intent.COUNSEL: 0.5,
    Intent.RECOMMEND: 0.65,
    Intent.SMALLTALK: 0.3,
    Intent.REACTION: 0.0,
    Intent.COMMAND: 0.0,
    Intent.INJECTION: 0.0,
}

# Promised turns stand above every unprompted one, in this order.
PROMISED: dict[Reason, float] = {
    Reason.CRISIS: 9.0,
    Reason.DONATION: 4.0,
    Reason.SUPPORT: 3.0,
    Reason.COMMAND: 2.0,
    Reason.MENTION: 1.5,
}
