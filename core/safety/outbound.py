"""The last look at what a persona is about to say."""

import re

from core.safety.masking import mask

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_SPACES = re.compile(r"\s+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![a-z0-9-])[a-z0-9-]+(?:\.[a-z0-9-]+){0,8}\.(?:com|net|org|kr|io|gg|tv|me|ly|xyz|link)\b\S*",
    re.IGNORECASE,
)
# Numbers a persona has no business saying, the retired 1393 among them; help lines stand in the
# fixed crisis answers.
_PHONE = re.compile(r"(?<!\d)(?:1393|1[0-9]{3}-?[0-9]{4}|0\d{1,2}-?\d{3,4}-?\d{4})(?!\d)")
_COMMAND = re.compile(r"^[\s/.!]+")
_SENTENCE = re.compile(r"[^.!?~…]*[.!?~…]+[\"'”’)]*\s*|[^.!?~…]+$")


class Outbound:
    """Cleans a persona's line, whatever wrote it."""

    def clean(self, text: str, limit: int) -> str:
        """`text` on one line, without links, phone numbers, personal data or anything a
        platform would take for a command, cut at a sentence's end to `limit` characters."""
        text = _SPACES.sub(" ", _CONTROL.sub(" ", text))
        text = mask(_PHONE.sub("", _LINK.sub("", text)))
        text = _COMMAND.sub("", _SPACES.sub(" ", text)).strip()
        return fit(text, limit)


def fit(text: str, limit: int) -> str:
    """The whole sentences of `text` that fit into `limit` code points.

    A first sentence longer than that is cut at a word's end and marked with "…".
    """
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if len((kept + sentence).rstrip()) > limit:
            break
        kept += sentence
    if kept.strip():
        return kept.strip()
    cut = text[: limit - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"
