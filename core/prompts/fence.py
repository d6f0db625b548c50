"""Viewers' words as data: between marks that nobody can guess, without what models take for marks."""

import re
import unicodedata

LONGEST = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Letters that are not seen, and Unicode's tags, which say ASCII without being seen.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_SPACES = re.compile(r"\s+")
# Chat templates mark turns as <|im_end|>, [INST], <s>, [|user|], {{ }} and alike.
_PLAIN = str.maketrans(
    {"<": "(", ">": ")", "[": "(", "]": ")", "{": "(", "}": ")", "|": " ", "`": "'", "⟦": "(",
     "⟧": ")", "#": " "}
)  # fmt: skip


def plain(text: str) -> str:
    """`text` on one line, at most LONGEST characters, with nothing that could end or open a
    part of the prompt."""
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode("utf-8"))
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text)).translate(_PLAIN)
    return _SPACES.sub(" ", text).strip()[:LONGEST]


def fenced(text: str, mark: str, name: str = "") -> str:
    """`text` between two lines that carry `mark`, after who says it."""
    said = plain(text).replace(mark, "")
    who = f"이름: {plain(name)}\n" if name else ""
    return f"⟦{mark}\n{who}말: {said}\n{mark}⟧"
