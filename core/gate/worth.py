"""How much a line deserves an answer, from 0 to 1 and above for what is promised."""

from core.gate.candidate import Candidate
from core.gate.cues import Cue
from core.gate.tone import Tone, tone, wishes
from core.labels import Emotion, Intent
from core.turns import Reason
from core.understanding.reading import Reading

# Below this a line is never looked at again.
CHEAP_FLOOR = 0.2
# A line this long is worth a closer look without a cue: 96 % of our own love worries pass.
LONG_ENOUGH = 20
# Words of love as strong as these, told of oneself, are a worry whatever else they sound like.
TELLING = 0.35
# A line shorter than this and without a cue tells too little to be sure of it.
SHORT = 12
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
    """The second look, with the classifier's reading and how the line is said."""
    if candidate.promised:
        return PROMISED[candidate.reason]
    base = BY_INTENT[reading.intent]
    said = tone(candidate.text)
    told = said is Tone.CONFESSION and candidate.cheap >= TELLING
    if told and reading.intent in (Intent.SMALLTALK, Intent.REACTION):
        base = max(base, 0.4)
    follows = candidate.reason is Reason.FOLLOW_UP
    if reading.intent is Intent.RECOMMEND and not (follows or wishes(candidate.text)):
        base = BY_INTENT[Intent.SMALLTALK]
    if base == 0.0:
        return 0.0
    if reading.intent is Intent.COUNSEL:
        base += 0.2 * (reading.situation is not None) + 0.1 * (
            reading.emotion not in (Emotion.NEUTRAL, Emotion.JOY)
        )
    if said is Tone.PLAIN and candidate.cheap < CHEAP_FLOOR and len(candidate.text) < SHORT:
        base -= 0.2
    elif follows:
        base += 0.1
    return max(0.0, min(0.99, base + min(candidate.cheap, 1.0) * 0.1 + BY_TONE[said]))


def refined(reason: Reason, reading: Reading) -> Reason:
    """What an unprompted line is answered for, once it was read."""
    if reason is not Reason.WORRY:
        return reason
    if reading.intent is Intent.RECOMMEND:
        return Reason.WISH
    return Reason.TALK if reading.intent is Intent.SMALLTALK else Reason.WORRY


BY_INTENT: dict[Intent, float] = {
    Intent.COUNSEL: 0.43,
    Intent.RECOMMEND: 0.65,
    Intent.SMALLTALK: 0.3,
    Intent.REACTION: 0.0,
    Intent.COMMAND: 0.0,
    Intent.INJECTION: 0.0,
}

BY_TONE: dict[Tone, float] = {
    Tone.PLAIN: 0.0,
    Tone.OWN: 0.1,
    Tone.CONFESSION: 0.15,
    Tone.QUESTION: 0.05,
    Tone.PLAY: -0.25,
    Tone.ADVERT: -1.0,
    Tone.SONG: -1.0,
    Tone.QUOTE: -1.0,
    Tone.JOKE: -0.3,
    Tone.GOSSIP: -0.3,
    Tone.ADVICE: -0.5,
}

# Promised turns stand above every unprompted one, in this order.
PROMISED: dict[Reason, float] = {
    Reason.CRISIS: 9.0,
    Reason.DONATION: 4.0,
    Reason.SUPPORT: 3.0,
    Reason.COMMAND: 2.0,
    Reason.MENTION: 1.5,
}
