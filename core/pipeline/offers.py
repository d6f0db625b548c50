"""When a persona may offer films: comfort first, once, and never to somebody in need of more."""

import re

from core.labels import Emotion, Intent, Situation
from core.pipeline.dialogue import Dialogue
from core.pipeline.keys import bank_keys
from core.understanding.love import about_love
from core.understanding.question import asks
from core.understanding.reading import Reading

COMFORTED_BY_FILM = {Emotion.SADNESS, Emotion.HURT, Emotion.LONELY, Emotion.TIRED, Emotion.ANXIETY}
# Worries in which somebody may be in danger.
GRAVE = {Situation.CONTROLLING}
TALKS = 2
# A feeling less likely than this is a guess.
FELT = 0.5
# A mood that is said in so many words, whatever the classifier takes a line for.
_LOW = re.compile(
    r"우울|슬[프픈퍼펐픔]|외[로롭]|힘[들드]|지[쳤친쳐치침]|눈물|울[었고어음]|불안|속상|서[럽러]|허[전탈무]|공허|상처|아[파프팠픈]|무기력"
    r"|피곤|그[립리]|쓸쓸|괴[롭로]|막막|비참|초조|걱정|무섭|죽겠|기분이?\s?(?:안\s?좋|별로|꿀꿀|다운|가라)|꿀꿀|멘붕|현타|ㅠㅠ|ㅜㅜ|sad|lonely|tired|depress|down"
)


def may_offer(text: str, reading: Reading, dialogue: Dialogue) -> bool:
    """Whether films may be offered after the answer to `text`: from the second talk on, or at
    once to a low mood that is no worry and asks for no advice."""
    emotion, probability = reading.emotions[0]
    if dialogue.offered or dialogue.closed:
        return False
    low = _LOW.search(text) is not None
    if emotion not in COMFORTED_BY_FILM or not (low or probability >= FELT):
        return False
    if reading.situation in GRAVE or not told(text, reading):
        return False
    if dialogue.talks + 1 >= TALKS:
        return True
    mood = low and bank_keys(text, reading)[0].startswith("emotion.") and not about_love(text)
    return mood and not asks(text)


def told(text: str, reading: Reading) -> bool:
    """Whether `text` tells of oneself: a worry or a mood, no small talk."""
    keys = bank_keys(text, reading)[0]
    if keys.startswith("refuse."):
        return False
    if reading.intent is Intent.COUNSEL:
        return True
    sure = reading.emotions[0][1] >= FELT or _LOW.search(text) is not None
    return keys.startswith("emotion.") and sure
