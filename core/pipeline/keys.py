"""Which parts of a persona's bank answer a reading."""

import re

from core.labels import Emotion, Intent
from core.understanding.reading import Reading
from core.understanding.topics import talk_topic, topic

_LOVE = re.compile(
    r"남친|여친|애인|연애|사귀|사귄|썸|고백|헤어|이별|짝사랑|짝남|짝녀|좋아하는|데이트|소개팅|결혼|남자친구|여자친구|그 ?사람|걔|커플|재회|호감"
)


def bank_keys(text: str, reading: Reading) -> tuple[str, ...]:
    """Keys of `core.bank.Bank` that answer `text`, best first.

    A worry whose situation is unsure gets a clarifying question or an honest general
    answer, never a situation's lines.
    """
    if reading.intent is not Intent.COUNSEL:
        return (talk_topic(text, reading.intent),)
    special = topic(text)
    if special and special.startswith("refuse."):
        return (special,)
    if reading.situation is not None:
        return (f"situation.{reading.situation}",)
    if _LOVE.search(text):
        return ("ask.clarify",) if len(text) < 25 else ("ask.unsure",)
    if reading.emotion is not Emotion.NEUTRAL:
        return (f"emotion.{reading.emotion}",)
    return ("ask.clarify",)
