"""What is said aloud: text without what only the eye can read."""

import re

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BRACKETS = re.compile(
    r"\[[^\]]{0,100}\]|\([^)]{0,100}\)|\{[^}]{0,100}\}|[<>〈〉《》\[\]{}()*_~^#|\\`\"]"
)
_LAUGH = re.compile(r"[ㅋㅎ]{2,}")
_CRY = re.compile(r"[ㅠㅜ]+")
_JAMO = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+")
_REPEAT = re.compile(r"(.)\1{2,}")
_MARKS = re.compile(r"([!?.,])[!?.,]+")
_SYMBOLS = re.compile(r"[^\w\s가-힣.,!?%:~'-]")
_SPACES = re.compile(r"\s+")


def speakable(text: str, limit: int = 300) -> str:
    """`text` for a voice: links, brackets, emotes and crying gone, laughter and repeats
    folded, one line, at most `limit` characters. May be empty."""
    text = _LINK.sub(" ", text)
    text = _BRACKETS.sub(" ", text)
    text = _LAUGH.sub(" 하하 ", text)
    text = _JAMO.sub(" ", _CRY.sub(" ", text))
    text = _REPEAT.sub(r"\1\1", text)
    text = _MARKS.sub(r"\1", _SYMBOLS.sub(" ", text))
    text = _SPACES.sub(" ", text).replace(" ,", ",").replace(" .", ".").strip()
    return text[:limit] if any(letter.isalnum() for letter in text) else ""


_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, none empty."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip(" .!?…")]
