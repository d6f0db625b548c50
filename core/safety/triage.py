"""Crisis triage: the first look at every message, before any queue."""

import re
from collections.abc import Iterator
from typing import Self

from core.safety.classifier import Classifier
from core.safety.cues import Cues
from core.safety.features import Spelled
from core.safety.levels import CALM, Kind, Level, Triage
from core.safety.normalise import sounds

__all__ = ["Kind", "Level", "Triage", "Triager"]

# The longest message of any platform is 2,000 characters; past 10,000 nothing new is said.
_READ = 10_000
# A long message dilutes one telling clause, so it is read through an overlapping window.
_WINDOW, _STRIDE, _LONG = 60, 30, 150


# A wish to die right behind its own subject is meant, whatever film or game the line speaks
# of: of 712,383 film reviews two hold one.
_OWN_WISH = re.compile(
    "(?:나도|저도|내가|제가|나는|저는|난|전|나두)(?:정말|진짜|그냥|차라리|이제|요즘|너무)?"
    "(?:(?:사라지|죽|없어지|죽어버리|자살하)고싶(?!지않|을만큼|을정도|은만큼)|죽을까)"
)
# Nothing but the wish, however it is spaced: no film, no song, no joke stands beside it.
_BARE_WISH = re.compile(
    "(?:그냥|진짜|정말|너무|요즘|차라리|이제|세상에서|다|하|아)*"
    "(?:(?:사라지|죽|없어지|죽어버리|자살하)고[싶십]|살기가?싫)"
    "(?:다|어|어요|네|네요|습니다|음|당|은데|어서|다고|은데요)"
    "(?:진짜|정말|그냥|너무|ㅠ|ㅜ|[.~!…])*"
)
# Far more of a medicine than anybody takes at once. "씩" is a patient's daily dose.
_OVERDOSE = re.compile(
    "(?:약|수면제|진통제|안정제|타이레놀|게보린)(?:을|를|만|도)?(?:다|전부|한꺼번에|한번에|방금|그냥)?"
    "(?:한?(?:움큼|웅큼|주먹|줌)|(?:[1-9][0-9]+|열|스무|서른|마흔|쉰)(?:몇|여)?(?:알|정|캡슐))(?!씩)"
    "(?:을|를|이나|넘게|정도|쯤)?(?:다|그냥|방금|한꺼번에|한번에)?(?:먹|삼[켰키킬]|털어)(?!으면안|지마|지말)"
)
# Opens stage 1 for that rule alone: two tablets are nothing to look into.
_AMOUNT = {"overdose"}
_OPENLY = Triage(Level.EXPLICIT, Kind.SELF_HARM)
# A command to die, and no more, is meant for somebody else: abuse, which moderation answers for.
# Without an imperative ending it takes a word that addresses somebody.
_URGED = re.compile(
    "(?:(?P<you>야|너|너는|넌|니|니가|네가|나가|나가서|가서|어디가서|집에가서|한강가서)"
    "|그냥|걍|좀|제발|빨리|얼른|당장|콱|확|그럴거면|차라리|다들|다|같이|왜사냐)*"
    "(?:(?:죽어|뒤져|뒈져|디져)(?:버려|뿌려|뿌)?(?(you)(?:라|라고|렴|주라|세요)?|(?:라|라고|렴|주라|세요))"
    "|(?:죽|뒤지|뒈지|디지)(?:으?라고|으?세요|으?십쇼|으?십시오|으?시지|으?렴|지그래|지그러냐|든가)"
    "|(?:자살|투신|재기)(?:해|하)(?:라|라고|버려라|세요|십쇼|시지|렴|지그래))"
    "(?:좀|제발|진짜|그냥|걍|이|새끼|새끼야|새꺄|년|년아|놈|놈아|야|병신|병신아|씨발|시발|너같은건|ㅋ|ㅗ)*"
)


def _windows(text: str) -> Iterator[str]:
    yield text
    if len(text) > _LONG:
        for start in range(0, len(text) - _STRIDE, _STRIDE):
            yield text[start : start + _WINDOW]


class Triager:
    """Tells disclosures of danger from ordinary talk, in two stages.

    Stage 1 looks for cue stems in the folded sounds of a line, a few microseconds. Stage 2
    reads what it lets through: rules over groups of cues, then a linear classifier.
    """

    def __init__(self, cues: Cues | None = None, classifier: Classifier | None = None) -> None:
        self._cues = cues or Cues.load()
        self._classifier = classifier or Classifier.load()

    @classmethod
    def load(cls) -> Self:
        """Build from the shipped data. Raises ConfigError when a file is missing or broken."""
        return cls()

    def suspects(self, text: str) -> bool:
        """Stage 1: whether a line holds any cue at all."""
        return self._cues.passes(sounds(text))

    def triage(self, text: str) -> Triage:
        """Judge one message. Pure; never raises, whatever the string holds."""
        text = text[:_READ]
        if not self._cues.passes(sounds(text)):
            return CALM
        for part in _windows(text):
            verdict = self._judge(part)
            if verdict.crisis:
                return verdict
        return CALM

    def _judge(self, text: str) -> Triage:
        line = Spelled.of(text)
        if (
            _OWN_WISH.search(line.clean)
            or _BARE_WISH.fullmatch(line.clean)
            or _OVERDOSE.search(line.clean)
        ):
            return _OPENLY
        if _URGED.fullmatch(line.clean):
            return CALM
        groups = self._cues.found(line.clean, line.sound)
        if groups == _AMOUNT:
            return CALM
        ruled = self._cues.decide(groups)
        verdict = self._classifier.judge(line, groups, ruled)
        if ruled and not verdict.crisis:
            # Spaces inside words may be there to hide them.
            return self._classifier.judge(line.joined(), groups, ruled)
        return verdict
