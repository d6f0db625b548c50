"""The last look at what a persona is about to say."""

import re
from collections.abc import Iterator

from core.safety.masking import mask

# Ends of lines and what terminals obey; then what nobody sees, which would part words that are
# looked for and can carry hidden text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
_SPACES = re.compile(r"\s+")
# Letters, digits and marks of addresses in full width, and other full stops.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E)} | dict.fromkeys(
    map(ord, "。｡․"), ord(".")
)
_TITLED = re.compile(r"\[([^\[\]]{0,100})\]\(\S{0,300}\)|<[@#][!&]?\d{1,20}>?")
_LINK = re.compile(
    r"<?(?:[a-z][a-z0-9+-]{1,15}: ?// ?|www\.)[^\s가-힣]\S*"
    r"|(?<![a-z])(?:javascript|vbscript|data|mailto|tel|sms):[^\s가-힣]\S*"
    r"|(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|net|org|kr|io|gg|tv|me|ly|xyz|link"
    r"|co|ru|cn|jp|shop|site|store|online|top|info|biz|app|dev|club|cc|gl|icu|vip|live|click|(?:한국|닷컴)(?![가-힣]))"
    r"(?![a-z0-9])(?:[/:?#@]\S*)?"
    r"|(?<![a-z0-9-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,7}\.[a-z][a-z0-9-]{0,62}(?::\d{1,5})?/\S*"
    r"|(?<![a-z0-9-])[a-z0-9-]{1,63} ?(?:[\[({] ?(?:dot|점|\.) ?[\])}]|\. ) ?(?-i:com|net|org|kr)(?![a-z-])(?:/\S*)?"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(?::\d{1,5})?(?:/\S*)?"
    r"|(?:localhost|\[[0-9a-f:]{2,39}\])(?=[:/])\S*",
    re.IGNORECASE,
)
# Numbers a persona has no business saying, the retired 1393 among them; help lines stand in the
# fixed crisis answers.
_PHONE = re.compile(
    r"(?<!\d)(?:1393|1[0-9]{3}-?[0-9]{4}|1[568]\d\d[ .]\d{4}(?! ?[원점개분명년])"
    r"|\(?(?:\+?82[-. ]?\(?0?|0)\d{1,2}\)?[-. ~ㅡ–—]{0,2}\d{3,4}[-. ~ㅡ–—]{0,2}\d{4}"
    r"|(?:\d[ .-]){8,20}\d)(?!\d)"
)
_COMMAND = re.compile(r"^[\s/.!\\⁄∕ǃ]+")
_BETWEEN = re.compile(r"(?<=[.!?~…])\s+|(?<=[.!?~…][\"'”’)])\s+")
_SENTENCE = re.compile(r"[^.!?~…]*[.!?~…]+[\"'”’)]*\s*|[^.!?~…]+$")


class Outbound:
    """Cleans a persona's line, whatever wrote it."""

    def clean(self, text: str, limit: int) -> str:
        """`text` on one line, without links, phone numbers, personal data or anything a
        platform would take for a command, cut at a sentence's end to `limit` characters."""
        text = _SPACES.sub(" ", _CONTROL.sub(" ", _UNSEEN.sub("", text))).translate(_WIDE)
        text = mask(_PHONE.sub("", _LINK.sub("", _TITLED.sub(r"\1", text))))
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


def pieces(text: str, limit: int) -> list[str]:
    """All of `text` in lines of at most `limit` UTF-16 units: of whole sentences where these are
    short enough, of whole words otherwise."""
    lines: list[str] = []
    for bit in _bits(text, limit):
        longer = f"{lines[-1]} {bit}" if lines else bit
        if lines and _units(longer) <= limit:
            lines[-1] = longer
        else:
            lines.append(bit)
    return lines


def _bits(text: str, limit: int) -> Iterator[str]:
    """What must not be parted."""
    for sentence in filter(None, _BETWEEN.split(text.strip())):
        if _units(sentence) <= limit:
            yield sentence
            continue
        for word in sentence.split():
            if _units(word) <= limit:
                yield word
            else:  # half of it, in case that each letter counts twice
                yield from (word[at : at + limit // 2] for at in range(0, len(word), limit // 2))


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)
