"""Spellings of a chat line: loose sounds for the fast stage, syllables and words for the second."""

import re
import unicodedata

_BASE = 0xAC00
_SYLLABLES = 11_172
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

# What people hear alike and so mistype: a silent ㅇ goes, so that 죽어 and 주거 agree.
_SOUND_INITIAL = {"ㄲ": "ㄱ", "ㅇ": ""}
_SOUND_VOWEL = {
    "ㅐ": "ㅔ", "ㅒ": "ㅔ",
    "ㅖ": "ㅔ", "ㅙ": "ㅚ", "ㅞ": "ㅚ", "ㅘ": "ㅗㅏ", "ㅝ": "ㅜㅓ", "ㅢ": "ㅣ",
}  # fmt: skip
_SOUND_FINAL = {
    " ": "", "ㄲ": "ㄱ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹ", "ㅄ": "ㅂㅅ", "ㅆ": "ㅅ",
    "ㅎ": "",
}  # fmt: skip
# Letters drawn for jamo (ㅈr살) and whole syllables that are spelled by ear.
_LOOKALIKE = {"r": "ㅏ", "ト": "ㅏ", "卜": "ㅏ", "l": "ㅣ", "|": "ㅣ", "人": "ㅅ", "丁": "ㅜ"}
_BY_EAR = {"십": "싶", "쉽": "싶", "싑": "싶", "쥭": "죽", "듁": "죽", "쥬": "주", "쟈": "자"}


def _split(syllable: str) -> tuple[str, str, str]:
    index = ord(syllable) - _BASE
    return _INITIALS[index // 588], _VOWELS[index % 588 // 28], _FINALS[index % 28]


def _sound(syllable: str) -> str:
    initial, vowel, final = _split(_BY_EAR.get(syllable, syllable))
    return (
        _SOUND_INITIAL.get(initial, initial)
        + _SOUND_VOWEL.get(vowel, vowel)
        + _SOUND_FINAL.get(final, final)
    )


class _Sounds(dict[int, str | None]):
    """A translate table that drops what it does not know; a miss in a plain dict costs 5×."""

    def __missing__(self, key: int) -> None:
        return None


def _sounds() -> _Sounds:
    table = _Sounds(dict.fromkeys(range(128)))
    for code in range(_BASE, _BASE + _SYLLABLES):
        table[code] = _sound(chr(code))
    for letter in "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㄳㄵㄶㄺㄻㄼㅀㅄ":
        table[ord(letter)] = _SOUND_FINAL.get(letter, letter)
    for letter in _VOWELS:
        table[ord(letter)] = _SOUND_VOWEL.get(letter, letter)
    table[ord("ㅎ")], table[ord("ㅇ")] = "ㅎ", ""
    for letter in "abcdefghijklmnopqrstuvwxyz":
        table[ord(letter)] = table[ord(letter.upper())] = _LOOKALIKE.get(letter, letter)
    for letter in "ト卜|人丁":
        table[ord(letter)] = _LOOKALIKE[letter]
    # Conjoining jamo and their Hangul-filler kin: macOS sends file names and pasted text so.
    for index, letter in enumerate(_INITIALS):
        table[0x1100 + index] = _SOUND_INITIAL.get(letter, letter)
    for index, letter in enumerate(_VOWELS):
        table[0x1161 + index] = _SOUND_VOWEL.get(letter, letter)
    for index, letter in enumerate(_FINALS[1:]):
        table[0x11A8 + index] = _SOUND_FINAL.get(letter, letter)
    return table


_TABLE = _sounds()


def sounds(text: str) -> str:
    """`text` as a run of folded jamo and small Latin letters: no spaces, digits or marks.

    One `str.translate`, about 1.5 µs for 40 characters. 죽고 싶어, 죽ㄱㅗ싶어 and
    죽고1시퍼 all begin alike.
    """
    return text.translate(_TABLE)


_SPLIT_JAMO = re.compile(r"([ㄱ-ㅎ])([ㅏ-ㅣ])([ㄱ-ㅎ](?![ㅏ-ㅣ]))?")
_LOOSE_VOWEL = re.compile(r"([가-힣])([ㄱ-ㅎ])(?=[가-힣])")
_BETWEEN = re.compile(r"(?<=[가-힣])[^가-힣ㄱ-ㅣ0-9a-z]+(?=[가-힣])|[\s\u200b-\u200f\u2060\ufeff]+")
_COUNTED = "대|학년|번|년|개월|명|차|급|월|일|시|분|달|주|회|등|만|천|백|억|인|층|도"
_DIGIT_INSIDE = re.compile(
    rf"(?<=자)[0-9](?=살)|(?<=[가-힣ㄱ-ㅣ])[0-9](?=[가-힣ㄱ-ㅣ])(?!살|{_COUNTED})"
)
_DRAWN = re.compile(r"(?<=[ㄱ-ㅎ])[rl|ト卜]")
_STRETCH = re.compile(r"(.)\1{2,}")
_DRAWL = re.compile(r"([가-힣])[아어오우으이에]{2,}")


def _join(match: re.Match[str]) -> str:
    initial, vowel, final = match[1], match[2], match[3] or " "
    if initial not in _INITIALS or vowel not in _VOWELS or final not in _FINALS:
        return match[0]
    code = _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final)
    return chr(_BASE + code)


def _close(match: re.Match[str]) -> str:
    index = ord(match[1]) - _BASE
    if index % 28 or match[2] not in _FINALS:
        return match[1]
    return chr(ord(match[1]) + _FINALS.index(match[2]))


def syllables(text: str) -> str:
    """`text` as whole syllables with no spaces: small letters, split jamo joined, repeats cut.

    Digits stay, for ages; one drawn between two syllables of a word (자1살) goes.
    """
    clean = unicodedata.normalize("NFC", text).lower()
    clean = _DIGIT_INSIDE.sub("", clean)
    clean = _BETWEEN.sub("", clean)
    clean = _DRAWN.sub(lambda match: _LOOKALIKE[match[0]], clean)
    clean = _SPLIT_JAMO.sub(_join, clean)
    clean = _LOOSE_VOWEL.sub(_close, clean)
    clean = _DRAWL.sub(r"\1", clean)
    return _STRETCH.sub(r"\1\1", clean)


_MARKS = re.compile("[^가-힣ㄱ-ㅣ0-9a-z]+")


def words(text: str) -> str:
    """Like `syllables`, but words stay apart by one space, and one frames them."""
    clean = unicodedata.normalize("NFC", text).lower()
    clean = _MARKS.sub(" ", _DIGIT_INSIDE.sub("", clean))
    clean = _SPLIT_JAMO.sub(_join, clean)
    clean = _LOOSE_VOWEL.sub(_close, clean)
    clean = _DRAWL.sub(r"\1", clean)
    clean = _STRETCH.sub(r"\1\1", clean).strip()
    return f" {clean} "
