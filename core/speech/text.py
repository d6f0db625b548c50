"""What is said aloud: text without what only the eye can read."""

import re

from core.korean import particle
from core.safety.masking import mask
from core.speech.jamo import words_of_jamo
from core.speech.reading import EMOTICON

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Masking names in brackets what it took out; the particle fitted what was there.
_MASKED = re.compile(
    r"\[(주민번호|전화번호|계좌번호|이메일|메신저|주소|학교)\]"
    r"(?:(은|는)|(이|가)|(을|를)|(과|와)|(으로|로)|(에서|에게|에|도|만|의))?(?=$|[\s.,!?])"
    r"|\[(주민번호|전화번호|계좌번호|이메일|메신저|주소|학교)\]"
)
_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
_BRACKETS = re.compile(
    r"\[[^\]]{0,100}\]|\([^)]{0,100}\)|\{[^}]{0,100}\}|[<>〈〉《》\[\]{}()*_^#|\\`\"]"
)
_REPEAT = re.compile(r"([^\d\s])\1{2,}")
_MARKS = re.compile(r"([!?.,])[!?.,]+")
# Kept where a number or unit needs them.
_SYMBOLS = re.compile(
    r"[^\w\s가-힣.,!?%:~'/°℃℉₩￦$€¥￥+=×÷&·㎏㎎㎝㎜㎞㎖㎡㎥²³½-]"
    r"|~(?!\s?(?:\d|[월화수목금토일](?![가-힣])))|(?<!\w)/|/(?!\w)|(?<!\d)[₩$€+=&](?!\s?\w)|(?<!\d)·|·(?!\d)"
)
_SPACES = re.compile(r"\s+")


def speakable(text: str, limit: int = 300) -> str:
    """`text` as captions show it while it is spoken: links, brackets, emotes, laughter and crying
    gone, personal data only named, 초성 as words, repeats folded, one line, at most `limit`
    characters. May be empty. What a voice makes of numbers is `core.speech.reading`'s matter."""
    text = _MASKED.sub(_named, mask(_LINK.sub(" ", text)))
    text = words_of_jamo(_BRACKETS.sub(" ", EMOTICON.sub(" ", text)))
    text = _REPEAT.sub(r"\1\1", text)
    text = _MARKS.sub(r"\1", _SYMBOLS.sub(" ", text))
    text = _SPACES.sub(" ", text).replace(" ,", ",").replace(" .", ".").strip()
    return text[:limit] if any(letter.isalnum() for letter in text) else ""


def _named(masked: re.Match[str]) -> str:
    """The name of what was masked, with the particle that fits it."""
    name = masked[1] or masked[8]
    forms = zip(masked.groups()[1:6], _PARTICLES, strict=True)
    fitting = next((particle(name, *both) for found, both in forms if found), masked[7] or "")
    return f" {name}{fitting} "


# A point between digits ends no sentence: 1.5배, No.1.
_SENTENCE = re.compile(r"(?:[^.!?…]|(?:(?<=\d)|(?<=\b[Nn][Oo]))\.(?=\d))+[.!?…]*")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, none empty."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip(" .!?…")]
