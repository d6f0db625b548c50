"""How a text is read aloud in Korean: what a voice gets instead of what is written."""

import re
import unicodedata
from typing import Final

from core.speech.jamo import words_of_jamo
from core.speech.latin import words_of_latin
from core.speech.numbers import words_of_numbers


def reading(text: str) -> str:
    """`text` in Hangul, with marks for pauses: numbers, units, abbreviations and 초성 as they are
    said; laughter, emoji and symbols gone. One line, may be empty, never more than three times as
    long; reading it again changes nothing.

    Text in English is only cleaned: numbers in it are for the voice to read.
    """
    text = words_of_jamo(EMOTICON.sub(" ", _written(text)))
    if not _english(text):
        text = _WEEKDAYS.sub(r"\1에서 \2", words_of_numbers(_joined(text)))
        text = words_of_latin(text)
    return _clean(text)


def _written(text: str) -> str:
    """The letters behind what was drawn, squared or widened."""
    text = "".join(map(_letter, unicodedata.normalize("NFC", text)))
    return _QUOTES.sub("", text)


def _letter(letter: str) -> str:
    if "ㄱ" <= letter <= "ㆎ":
        return letter
    if letter in COMPATIBLE:
        return COMPATIBLE[letter]
    folded = unicodedata.normalize("NFKC", letter)
    if len(folded) != 1 or "\u1100" <= folded <= "\u11ff":
        return " "
    if folded.isdecimal():
        return str(int(folded))
    return " " if folded.isdigit() or not folded.isprintable() else folded


def _english(text: str) -> bool:
    return _HANGUL.search(text) is None and len(_LOWER_WORD.findall(text)) >= 2


def _joined(text: str) -> str:
    return _HYPHENED.sub(lambda match: HYPHENED[match[0].lower()], text)


def _clean(text: str) -> str:
    """Letters, spaces and marks that make a voice pause."""
    text = "".join(letter if letter.isalpha() or letter in KEPT else " " for letter in text)
    text = _QUOTES.sub(" ", text)
    text = _SPACED_MARK.sub(r"\1", _SPACES.sub(" ", text))
    text = _MARKS.sub(r"\1", text)
    return _SPACES.sub(" ", text).strip(" ,.!?'") + _ending(text)


def _ending(text: str) -> str:
    """The mark that the text ends on, where something is said before it."""
    last = text.rstrip(" ,'")[-1:]
    return last if last in (".", "!", "?") and any(map(str.isalnum, text)) else ""


_HANGUL = re.compile("[가-힣]")
_LOWER_WORD = re.compile(r"(?<!\S)[A-Za-z']*[a-z][A-Za-z']*(?=[.,!?]*(?:\s|$))")
_SPACES = re.compile(r"\s+")
_SPACED_MARK = re.compile(r" ([.,!?])(?=[\s.,!?]|$)")
_MARKS = re.compile(r"([.,!?])(?: ?[.,!?])+")
_WEEKDAYS = re.compile(r"(?<![가-힣])([월화수목금토일]) ?[~-] ?([월화수목금토일])(?![가-힣])")
_QUOTES = re.compile(r"[\"“”「」『』]|(?<![A-Za-z])'|'(?![A-Za-z])")
EMOTICON = re.compile(
    r"(?<![A-Za-z])(?:[TtOoQU0]_+[TtOoQU0]|[xX]D|[oO]\.[oO])(?![A-Za-z])|(?<![A-Za-z0-9])[:;]-?[()DPp3](?![A-Za-z0-9])|</?3"
)

# Digits only where the text is English.
KEPT: Final = "0123456789 .,!?'"
HYPHENED: Final = {
    "k-pop": "케이팝", "j-pop": "제이팝", "wi-fi": "와이파이", "e-mail": "이메일", "x-ray": "엑스레이", "r&b": "알앤비",
    "q&a": "큐앤에이", "a/s": "에이에스", "b&w": "비앤더블유", "sci-fi": "사이파이", "rom-com": "롬콤", "t-shirt": "티셔츠",
    "d-day": "디데이", "x-mas": "크리스마스", "o/x": "오엑스", "s/s": "에스에스", "f/w": "에프더블유", "a to z": "에이 투 제트", "thank you": "땡큐",
}  # fmt: skip
_HYPHENED = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, HYPHENED))})(?![A-Za-z])", re.IGNORECASE
)
COMPATIBLE: Final = {
    "…": ".", "‥": ".", "ㆍ": "·", "～": "~", "〜": "~", "∼": "~", "−": "-", "–": "-", "—": ", ", "‘": "'", "’": "'",
    "℃": "°C", "℉": "°F", "￦": "₩", "￥": "¥", "㎏": "kg", "㎎": "mg", "㎝": "cm", "㎜": "mm", "㎞": "km", "㎖": "ml", "ℓ": "l",
    "㎡": "m²", "²": "²", "³": "³", "½": " 반", "、": ",", "。": ".", "×": "×", "÷": "÷",
}  # fmt: skip
