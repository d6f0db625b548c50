"""Whether a text gives away what a prompt holds."""

import base64
import re
import secrets
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Letters in a row: of a secret mark, of the rules, of what is told of a persona (which speaks in
# its own words, after all), and of the letters that only code is written in.
OF_MARK, OF_RULES, OF_CHARACTER = 6, 14, 30
_CODED = re.compile(
    r"[A-Za-z0-9+/=_-]{24,}|(?:[01]{8}\s*){4,}|(?:(?:\\x|0x|%)?[0-9a-fA-F]{2}[\s:,;]*){12,}"
    r"|(?:\\?u00[0-9a-fA-F]{2}\W*){4,}|(?:\d{2,3}[^\w]{1,5}){8,}|(?:[.·•_–—-]{1,5}[ /|]+){8,}"
    r"|(?:[ㄱㄴ-ㅊㅌ-ㅍㅏ-ㅛㅝㅞㅟㅡ-ㅣ]\W*){12,}"
)
# What is put between the letters of a text, or is that of another script beside it.
_LATIN, _KOREAN = re.compile(r"[^a-z0-9]+"), re.compile(r"[^가-힣]+")
STRIDES = (1, 2, 3)
LENGTH = 16


def new_mark() -> str:
    """Hex letters with 49 random bits. Every third is one that neither numbers nor ordinary Korean
    spell but by chance, so that helplines and "이따 오시지" are not taken for a leak."""
    drawn = (secrets.choice("af" if at % 3 == 2 else "0123456789abcdef") for at in range(LENGTH))
    return "".join(drawn)


class Secrecy:
    """Knows one prompt's marks and texts."""

    def __init__(self, marks: tuple[str, ...], rules: str, character: str) -> None:
        self._marks = {
            piece for mark in marks for form in _forms(mark) for piece in _pieces(form, OF_MARK)
        }
        # Two digits for each letter of a mark.
        self._hex = {piece for mark in marks for piece in _pieces(mark.encode().hex(), 2 * OF_MARK)}
        self._rules = _rules(rules)
        self._character = _character(character)

    def broken(self, text: str) -> bool:
        """Whether `text`, however spaced, turned round or written otherwise, repeats a mark or a
        stretch of the prompt, or holds what is no language."""
        said = letters(text)
        latin, korean, named = _LATIN.sub("", said), _KOREAN.sub("", said), spelled(said)
        return bool(
            _CODED.search(text)
            or _holds(self._marks, (latin, named), OF_MARK)
            or _holds(self._hex, (latin, named), 2 * OF_MARK)
            or any(self._marks & _pieces(latin.translate(shift), OF_MARK) for shift in _SHIFTS)
            or not self._rules.isdisjoint(_pieces(said, OF_RULES))
            or _holds(self._rules, (korean,), OF_RULES)
            or not self._character.isdisjoint(_pieces(said, OF_CHARACTER))
        )


def _forms(mark: str) -> Iterator[str]:
    """The letters of a mark as they may be written; 2 and e have the same name in Korean."""
    small = _plain(mark)
    for form in (small, small.replace("e", "2")):
        yield form
        yield form[::-1]
    raw = mark.encode()
    yield _plain(base64.b32encode(raw).decode())
    yield _plain(base64.a85encode(raw).decode())
    # A text's place among three letters changes how it is coded.
    for before in range(3):
        coded = base64.b64encode(b" " * before + raw).decode()
        yield _plain(coded[4 if before else 0 : -4])


def _plain(text: str) -> str:
    return _LATIN.sub("", text.lower())


def _holds(secrets: frozenset[str] | set[str], texts: tuple[str, ...], length: int) -> bool:
    """Whether a stretch of `secrets` stands in one of `texts`, every letter or every few."""
    return any(
        not secrets.isdisjoint(_pieces(text[first::stride], length))
        for text in texts
        for stride in STRIDES
        for first in range(stride)
    )


# The same texts for turn after turn: a few personas in three manners.
@lru_cache(maxsize=32)
def _rules(text: str) -> frozenset[str]:
    told = letters(text)
    korean = _KOREAN.sub("", told)
    forms = (told, told[::-1], korean, korean[::-1])
    return frozenset(piece for form in forms for piece in _pieces(form, OF_RULES))


@lru_cache(maxsize=32)
def _character(text: str) -> frozenset[str]:
    return frozenset(_pieces(letters(text), OF_CHARACTER))


def letters(text: str) -> str:
    """Only the letters and digits of `text`, lower case, each as the letter it looks like."""
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE)).lower()
    return "".join(filter(str.isalnum, plain))


def spelled(text: str) -> str:
    """The letters and digits whose Korean or English names stand in `text`."""
    return "".join(NAMES[name] for name in _NAME.findall(text))


def _pieces(text: str, length: int) -> set[str]:
    return {text[start : start + length] for start in range(len(text) - length + 1)}


def _shift(by: int) -> dict[int, int]:
    return {ord("a") + n: ord("a") + (n + by) % 26 for n in range(26)}


_SHIFTS: Final = (
    *map(_shift, range(1, 26)),
    {ord("a") + n: ord("z") - n for n in range(26)},
)
# Letters that look like those of a mark; regional indicators and tags stand for them.
_ALIKE: Final = (
    str.maketrans("авсԁеɡһіјӏоргѕтԝхуАВСЕНІЈКМОРЅТХαοενι", "abcdeghijloprstwxyABCEHIJKMOPSTXaoevi")
    | {0x1F1E6 + n: chr(ord("a") + n) for n in range(26)}
    | {0xE0020 + n: chr(0x20 + n) for n in range(0x5F)}
)
NAMES: Final = {
    "영": "0", "공": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5", "육": "6",
    "칠": "7", "팔": "8", "구": "9", "제로": "0", "하나": "1", "둘": "2", "셋": "3", "넷": "4",
    "다섯": "5", "여섯": "6", "일곱": "7", "여덟": "8", "아홉": "9", "에이": "a", "비": "b",
    "씨": "c", "시": "c", "디": "d", "에프": "f", "알파": "a", "브라보": "b", "찰리": "c",
    "델타": "d", "에코": "e", "폭스트롯": "f", "엘": "l", "브이": "v", "zero": "0", "one": "1",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d",
    "echo": "e", "foxtrot": "f",
}  # fmt: skip
_NAME: Final = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
