"""Which parts of a persona's bank answer a reading."""

from core.labels import Emotion, Intent
from core.understanding.love import about_love
from core.understanding.question import asks
from core.understanding.reading import Reading
from core.understanding.topics import talk_topic, topic

# What chat that is about nothing known is answered by, when it hurts.
_HEAVY = {
    Emotion.SADNESS,
    Emotion.HURT,
    Emotion.ANGER,
    Emotion.ANXIETY,
    Emotion.LONELY,
    Emotion.TIRED,
}


SURELY_GLAD = 0.6
FELT = 0.45


def bank_keys(text: str, reading: Reading) -> tuple[str, ...]:
    """Keys of `core.bank.Bank` that answer `text`, best first.

    A worry whose situation is unsure gets a clarifying question or an honest general
    answer, never a situation's lines. The keys after the first answer it too, when a channel
    has heard all that the first one holds.
    """
    if reading.intent is not Intent.COUNSEL:
        key = talk_topic(text, reading.intent)
        if key != "talk.other":
            return (key,)
        return (f"emotion.{reading.emotion}",) if reading.emotion in _HEAVY else (key,)
    special = topic(text)
    if special and special.startswith("refuse."):
        return (special,)
    feeling = f"emotion.{reading.emotion}"
    if reading.angle is not None:
        return (f"angle.{reading.situation}.{reading.angle}", f"situation.{reading.situation}")
    if reading.emotions[0][0] is Emotion.JOY and reading.emotions[0][1] >= SURELY_GLAD:
        return ("emotion.joy",)  # good news of a situation is no worry about it
    felt = (feeling,) if reading.emotion in _HEAVY else ()
    if reading.situation is not None:
        return (f"situation.{reading.situation}", *felt)
    told = reading.emotion is not Emotion.NEUTRAL and reading.emotions[0][1] >= FELT
    if told and not asks(text):  # somebody who only tells wants to be heard, not asked
        return (feeling,)
    if about_love(text):
        return ("ask.clarify", *felt) if len(text) < 25 else ("ask.unsure", *felt)
    if reading.emotion not in (Emotion.NEUTRAL, Emotion.LOVE):
        return (feeling,)
    return ("ask.clarify", "ask.unsure")
