"""The sentence endings of a Korean text, by register."""

import re
from collections.abc import Iterator
from typing import Final

from core.persona import Register

# "…" and "~" end a sentence only where the line ends: before more words they are a breath.
_SENTENCE: Final = re.compile(r"(?:[^.!?…~\n]|[…~]+(?= *[가-힣]))+[.!?…~]*")
_TAIL: Final = re.compile(r"[\s\"'”’)〉ㅋㅎㅠㅜ,]+$")
_QUOTED: Final = re.compile(r"[\"'“‘〈][^\"'”’〉]{0,80}[\"'”’〉]")
# Letters that end in ㅂ: "됩니까" asks politely, "거니까" gives a reason in any register.
_BIEUP: Final = "".join(chr(0xAC00 + letter * 28 + 17) for letter in range(399))
# Endings that only one register has. 해체 and 하게체 share some (-지, -네, -나): they tell nothing.
_TELLING: Final = {
    Register.HAPSYO: re.compile(rf"(?:니다|[{_BIEUP}]니까|십시오|시다)$"),
    Register.HAEYO: re.compile(r"요$"),
    Register.HAGE: re.compile(
        r"(?:일세|걸세|[하이크많작좋싶있없겠었았보가오되르주리치]네|[하이되보가두오주쓰읽듣웃자걷먹적묻믿참쉬놓서앉말지르리]게|는가|던가|은가|인가|로군|[는었았겠]군|구먼|더군|세)$"
    ),
    Register.HAE: re.compile(
        r"(?:[가-힣]자|(?:^|\s)자|[을할줄볼갈올낼둘킬릴질칠][게래]|야|[었았겠했됐왔갔]어|어|아|[해봐줘와가돼]|거든|잖아|는데)$"
    ),
}
# How an ending of one register may look like that of another.
_SHARED: Final = {
    Register.HAGE: re.compile(
        r"(?:인 게|는 게|던 게|한 게|동네|그런가|아닌가|건가|신가|, [^,]{1,24}게)$"
    ),
    Register.HAE: re.compile(
        r"(?:혼자|여자|남자|의자|글자|과자|문자|각자|뿐이야|누구야|[닌떤인건운은는던른큰한]가)$"
    ),
}


def sentences(text: str) -> Iterator[str]:
    """The sentences of `text`, without quotations and what stands behind the last word."""
    for match in _SENTENCE.finditer(_QUOTED.sub("", text)):
        if bare := _TAIL.sub("", match[0].rstrip(".!?…~").strip()):
            yield bare


def ending(sentence: str) -> Register | None:
    """The register that a sentence surely ends in; None for fragments and what several share."""
    for register, pattern in _TELLING.items():
        if pattern.search(sentence):
            shared = _SHARED.get(register)
            if not (shared and shared.search(sentence)):
                return register
    return None


def strays(text: str, register: Register) -> list[str]:
    """The sentences of `text` that surely end in another register than `register`.

    What registers share (-죠 of the polite ones, -지, -네 and -나 of the others) tells nothing.
    """
    return [s for s in sentences(text) if ending(s) not in (None, register)]
