"""Whether a reply sounds like the persona that says it."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from core.endings import sentences, strays
from core.persona import Manner, Persona
from core.understanding.language import writes_hangul


class Fault(StrEnum):
    """How a reply breaks its persona; the value tells a model what to mend."""

    EMPTY = "it says nothing"
    REGISTER = "wrong sentence endings for this persona"
    FORBIDDEN = "a word this persona never uses"
    MACHINE = "it speaks as a language model or assistant"
    GENDERED = "it assumes a gender or uses 오빠, 언니, 형, 누나"
    REPEATED = "it repeats itself or what was said before"
    LANGUAGE = "wrong language"


def faults(
    persona: Persona, manner: Manner, text: str, asked: str = "", said: Collection[str] = ()
) -> list[Fault]:
    """Every way in which `text` breaks `persona`; empty when it is in character.

    `asked` are the viewer's words, which may be mirrored, `said` earlier replies in the channel.
    """
    if not text.strip():
        return [Fault.EMPTY]
    found = [fault for fault, pattern in _PATTERNS if _new(pattern, text, asked)]
    korean = manner is not Manner.ENGLISH
    if korean is not writes_hangul(text):
        found.append(Fault.LANGUAGE)
    if korean and strays(text, persona.register_in(manner)):
        found.append(Fault.REGISTER)
    if korean and any(word in text for word in _never(persona, manner)):
        found.append(Fault.FORBIDDEN)
    if text in said or _echoes_itself(text):
        found.append(Fault.REPEATED)
    return found


def _new(pattern: re.Pattern[str], text: str, asked: str) -> bool:
    """Whether `pattern` finds something in `text` that the viewer did not say first."""
    return any(match[0] not in asked for match in pattern.finditer(text))


def _never(persona: Persona, manner: Manner) -> tuple[str, ...]:
    """Words that `persona` never says; endings are judged by the register where it is another."""
    if persona.register_in(manner) is persona.register:
        return persona.forbidden
    return tuple(word for word in persona.forbidden if not _POLITE_ENDING.search(word))


def _echoes_itself(text: str) -> bool:
    """Whether a sentence of some length stands there twice."""
    long = [sentence for sentence in sentences(text) if len(sentence) >= _LONG]
    return len(long) != len(set(long))


_LONG: Final = 8
_POLITE_ENDING: Final = re.compile(r"(?:요|니다|십시오|하네요|괜찮으실)\.?$")
_PATTERNS: Final = (
    (
        Fault.MACHINE,
        re.compile(
            r"언어 ?모델|AI ?(?:어시스턴트|비서)|인공지능 ?(?:모델|비서|어시스턴트)|저는 AI로서|AI로서"
            r"|as an AI|language model|\bassistant\b|시스템 ?프롬프트|system prompt|<\|?(?:im_|assistant|user|system)",
            re.IGNORECASE,
        ),
    ),
    (
        Fault.GENDERED,
        re.compile(r"오빠|언니|누나|(?<![가-힣])형(?:이|은|아|님| )|여자는 원래|남자는 원래"),
    ),
)
