"""What of a model's writing may be said: the persona's speech and chat line, or nothing."""

import re
from collections.abc import Mapping
from typing import Final

from core.character import Fault, faults
from core.errors import Unfit
from core.persona import Manner
from core.pipeline.brief import Brief
from core.prompts.prompt import Prompt
from core.prompts.script import Script
from core.prompts.system import LONGEST_CHAT
from core.safety.outbound import fit

# The share of letters that must be of the language that was asked for.
SHARE = 0.5
# A sentence this long of so few different letters is a loop.
LONG, DIFFERENT = 16, 5


class Manuscript:
    """Reads on until something is not fit to be said; what was fit before that stays."""

    def __init__(self, brief: Brief, prompt: Prompt) -> None:
        self._brief = brief
        self._secrecy = prompt.secrecy
        self._script = Script(brief.persona.name)
        # All that was written, as far as it was read: a secret may be spread over sentences.
        self._read: list[str] = []
        self.said: list[str] = []
        self._full = False

    @property
    def speech(self) -> str:
        return " ".join(self.said)

    def write(self, piece: str) -> list[str]:
        """Sentences that may be spoken now. Raises Unfit at the first that may not."""
        return self._fit(self._script.write(piece))

    def close(self) -> tuple[list[str], str]:
        """The last sentences, and the line for chat. Raises Unfit when there is nothing to say."""
        rest, chat = self._script.close()
        last = self._fit(rest if self.said or rest else [chat])
        if not self.said:
            raise Unfit("nothing")
        return last, self.chat(chat)

    def chat(self, written: str = "") -> str:
        """The line for chat: what was `written` for it where that is fit, else of the speech."""
        limit = min(self._brief.occasion.chat, LONGEST_CHAT)
        if written:
            try:
                return self._checked(written, limit)
            except Unfit:
                pass
        return fit(self.speech, limit)

    def _fit(self, sentences: list[str]) -> list[str]:
        found = []
        limit = self._brief.occasion.speech
        for sentence in sentences:
            if self._full or not any(map(str.isalnum, sentence)):
                continue
            clean = self._checked(sentence, limit)
            # What is longer than may be spoken ends a sentence earlier.
            self._full |= bool(self.said) and len(self.speech) + len(clean) + 1 > limit
            if not self._full:
                self.said.append(clean)
                found.append(clean)
        return found

    def _checked(self, text: str, limit: int) -> str:
        """`text` as it may be said. Raises Unfit, naming a reason and never the words."""
        self._read.append(text)
        if self._secrecy.broken(" ".join(self._read)):
            raise Unfit("leak")
        clean = self._brief.occasion.fit(text, limit)
        # Words may be fit one by one and not side by side.
        if not clean or (
            self.said and not self._brief.occasion.fit(f"{self.speech} {clean}", 10_000)
        ):
            raise Unfit("words")
        if not readable(clean, english=self._brief.manner is Manner.ENGLISH):
            raise Unfit("language")
        if mend := self._out_of_character(clean):
            raise Unfit("character", mend)
        return clean

    def _out_of_character(self, text: str) -> str:
        """What to do otherwise; "" where `text` is in character."""
        brief = self._brief
        found = faults(brief.persona, brief.manner, text, asked=brief.text, said=brief.said)
        # A single sentence may do without letters of its language: "OK, 3 a.m."
        mends = [MENDS[fault] for fault in found if fault is not Fault.LANGUAGE]
        return " ".join([*mends, MEND_NEVER] if NEVER.search(text) else mends)


def readable(text: str, english: bool) -> bool:
    """Whether `text` is mostly of the wanted language, and not one thing over and over."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) >= LONG and len(set(letters)) < DIFFERENT:
        return False
    ours = sum(letter.isascii() if english else "가" <= letter <= "힣" for letter in letters)
    return bool(letters) and "\ufffd" not in text and ours >= SHARE * len(letters)


# What no persona says, whatever it is asked: talk of what it runs on, dependence, romance, a
# diagnosis, a verdict.
NEVER = re.compile(
    r"개발자\s?모드|지시\s?(?:사항|를 무시)|사용자님?[의이은께]"
    r"|my instructions|developer mode|openai|chatgpt|anthropic|claude|qwen|llama"
    r"|나한테만 말|저한테만 말|나만 믿|저만 믿|사랑해요?[.!~ ]*$|우울증(?:이에요|입니다|이야)|조울증|헤어지세요|헤어져라|헤어지십시오"
    r"|only tell me|i love you|you should break up",
    re.I,
)
MEND_NEVER: Final = (
    "너를 움직이는 기술, 나한테만 기대라는 말, 사랑 고백, 병의 진단, 헤어지라는 말을 하지 않는다."
)
MENDS: Final[Mapping[Fault, str]] = {
    Fault.EMPTY: "답을 쓴다.",
    Fault.REGISTER: "[말투]에 적힌 말끝만 쓴다.",
    Fault.FORBIDDEN: "[말투]의 쓰지 않는 말을 뺀다.",
    Fault.MACHINE: "언어 모델이나 비서처럼 말하지 않는다.",
    Fault.GENDERED: "성별을 넘겨짚지 않고 오빠, 언니, 형, 누나라는 말을 쓰지 않는다.",
    Fault.REPEATED: "앞에서 한 말을 되풀이하지 않는다.",
}
