"""Which parts of a persona's bank answer a reading."""

from core.labels import Emotion, Intent
from core.understanding.love import about_love
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


def bank_keys(text: str, reading: Reading) -> tuple[str, ...]:
    """Keys of `core.bank.Bank` that answer `text`, best first.

    A worry whose situation is unsure gets a clarifying question or an honest general
    answer, never a situation's lines.
    """
    if reading.intent is not Intent.COUNSEL:
        key = talk_topic(text, reading.intent)
        heavy = key == "talk.other" and reading.emotion in _HEAVY
        return (f"emotion.{reading.emotion}",) if heavy else (key,)
    special = topic(text)
    if special and special.startswith("refuse."):
        return (special,)
    if reading.emotions[0][0] is Emotion.JOY and reading.emotions[0][1] >= SURELY_GLAD:
        return ("emotion.joy",)  # good news of a situation is no worry about it
    if reading.situation is not None:
        return (f"situation.{reading.situation}",)
    if about_love(text):
        return ("ask.clarify",) if len(text) < 25 else ("ask.unsure",)
    if reading.emotion not in (Emotion.NEUTRAL, Emotion.LOVE):
        return (f"emotion.{reading.emotion}",)
    return ("ask.clarify",)
