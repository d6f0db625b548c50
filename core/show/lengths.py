"""How long an answer may be heard."""

from core.show.sound import Utterance
from core.show.telling import Telling

# Seconds of speech: of an answer, of one to somebody who gave, of each of several personas, and
# of a story that is read.
LONGEST, LONGEST_PAID, LONGEST_OF_SEVERAL, LONGEST_STORY = 15.0, 25.0, 8.0, 75.0


def fitting(telling: Telling, sound: Utterance) -> Utterance | None:
    """What of `sound` may still be heard of an answer: whole sentences, its first always.
    Captions without sound are over no one's voice."""
    if not sound.wav:
        return sound
    reply = telling.reply
    if reply.parts:
        left = LONGEST_OF_SEVERAL
    elif reply.story:
        left = LONGEST_STORY - telling.seconds
    else:
        left = (LONGEST_PAID if reply.paid else LONGEST) - telling.seconds
    first = reply.parts or not telling.plays
    return sound.within(left) or (sound.sentences()[0] if first else None)
