"""Korean text: particles that agree with what stands before them, and slots."""

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{([a-z_]+)(?::([^{}/]*)/([^{}/]*))?\}")
# Looks ahead, so that pairs overlap.
_PAIR = re.compile("(?=([가-힣]{2}))")
_FINALS = 28
_RIEUL = 8
# How the last sound of a digit or Latin letter, read aloud in Korean, ends.
_DIGIT_FINAL = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
_LATIN_FINAL = {"l": _RIEUL, "r": _RIEUL, "m": 16, "n": 4}
_LATIN_WORD = re.compile(r"[A-Za-z]+$")
_CLOSED_WORD = re.compile(r"(?:ng|[bckpt])$")


def final_consonant(word: str) -> int:
    """Index of the final consonant (0 none, 8 ㄹ) of `word` as it is read aloud.

    Hangul by code point; digits by their Korean reading; a single Latin letter by
    its Korean name, a Latin word by how it ends. Closing marks, emoji and spaces
    at the end are skipped.
    """
    for index in range(len(word) - 1, -1, -1):
        letter = word[index]
        if "가" <= letter <= "힣":
            return (ord(letter) - 0xAC00) % _FINALS
        if letter in _DIGIT_FINAL:
            return _number_final(word[: index + 1])
        low = letter.lower()
        if "a" <= low <= "z":
            return _latin_final(word[: index + 1])
        if "ㄱ" <= letter <= "ㅎ":
            return 16 if letter == "ㅁ" else _RIEUL if letter == "ㄹ" else 1
    return 0


def _number_final(digits: str) -> int:
    """Final consonant of a number's reading: 10 is 십, 100 is 백, 1000 is 천, 10000 is 만."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == 0 or set(digits) == {"0"}:
        return _DIGIT_FINAL[digits[-1]]
    if zeros >= 8:
        return 1
    return {1: 17, 2: 1, 3: 4}.get(zeros, 4)


def _latin_final(text: str) -> int:
    word = _LATIN_WORD.search(text)[0]  # type: ignore[index]  # the caller saw a letter there
    low = word.lower()
    if len(word) == 1 or word.isupper():  # spelled out: OK is 오케이, LTE 엘티이
        return _LATIN_FINAL.get(low[-1], 0)
    if low[-1] in _LATIN_FINAL:
        return 0 if low[-1] == "r" else _LATIN_FINAL[low[-1]]
    return 1 if _CLOSED_WORD.search(low) else 0


def particle(word: str, closed: str, opened: str) -> str:
    """The particle after `word`: `closed` after a consonant, `opened` after a vowel.

    >>> particle("사람", "이", "가"), particle("서울", "으로", "로")
    ('이', '로')
    """
    final = final_consonant(word)
    if final == _RIEUL and closed == "으로":
        return opened
    return closed if final else opened


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Hangul letters in `text`, within words."""
    return set(_PAIR.findall(text))


def slots(text: str) -> frozenset[str]:
    """Names of the slots in `text`."""
    return frozenset(match[1] for match in _SLOT.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put `values` into `text`, each with the particle that fits.

    `{name}` is the value alone, `{partner:이/가}` the value and its particle.
    Raises KeyError for a slot that has no value.
    """

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        if match[2] is None:
            return value
        return value + particle(value, match[2], match[3])

    return _SLOT.sub(put, text)
