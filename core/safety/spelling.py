"""How abuse is spelled so as not to be found, and the words that it may be read as."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_BASE, _SYLLABLES = 0xAC00, 11_172
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_PAIRS = {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}  # fmt: skip
_KEYS = {
    **dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True)),
    **dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "qwertop", strict=True)),
    **{"ㅘ": "hk", "ㅙ": "ho", "ㅚ": "hl", "ㅝ": "nj", "ㅞ": "np", "ㅟ": "nl", "ㅢ": "ml"},
}  # fmt: skip
# Vowels that are laughter or tears when they stand alone, and consonants that are.
_TEARS, _LAUGHS = "ㅠㅜㅡ", "ㅋㅎ"
_DRAWN = {"l": "ㅣ", "1": "ㅣ", "|": "ㅣ", "!": "ㅣ", "r": "ㅏ", "ト": "ㅏ", "卜": "ㅏ"}
_LEET = {"1": "i", "!": "i", "|": "i", "3": "e", "0": "o", "@": "a", "4": "a", "$": "s", "5": "s"}
_FOREIGN = str.maketrans("асеорхуіѕаαеοι", "aceopxyisaaeoi")
_BREAKS = frozenset(" \t\n\r\u3000.,!?…~;:")


def _folded() -> dict[str, str]:
    """Letters drawn in other forms: wide, circled, half-wide, conjoining, Cyrillic."""
    ranges = ((0xFF01, 0xFF5F), (0x3200, 0x3280), (0x24B6, 0x24EA), (0x1D400, 0x1D7FF))
    table = {
        chr(code): unicodedata.normalize("NFKC", chr(code)).strip("()").lower()
        for first, last in ranges
        for code in range(first, last)
    }
    table |= {letter: letter.translate(_FOREIGN) for letter in "асеорхуіѕаαеοι"}
    for first, letters in ((0x1100, _INITIALS), (0x1161, _VOWELS), (0x11A8, _FINALS[1:])):
        table |= {chr(first + index): letter for index, letter in enumerate(letters)}
    table |= {chr(0xFFA1 + index): chr(0x3131 + index) for index in range(30)}
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        table[letter] = letter.lower()
    conjoined = {before: after for before, after in table.items() if len(after) == 1}
    return conjoined | {  # ㉠ folds to a conjoining letter, which folds again
        before: table[after] for before, after in conjoined.items() if after in table
    }


_FOLD = _folded()


def _split(syllable: str) -> tuple[str, str, str]:
    index = ord(syllable) - _BASE
    return _INITIALS[index // 588], _VOWELS[index % 588 // 28], _FINALS[index % 28].strip()


def _whole(letter: str) -> bool:
    return "가" <= letter <= "힣"


class _Sounds(dict[int, str | None]):
    """A translate table that drops what it does not know; a miss in a plain dict costs 5×."""

    def __missing__(self, key: int) -> None:
        return None


def _sounds() -> _Sounds:
    table = _Sounds(dict.fromkeys(range(128)))
    for code in range(_BASE, _BASE + _SYLLABLES):
        initial, vowel, final = _split(chr(code))
        table[code] = ("" if initial == "ㅇ" else initial) + vowel + _PAIRS.get(final, final)
    for letter in {*_INITIALS, *_VOWELS, *_FINALS[1:]}:
        table[ord(letter)] = _PAIRS.get(letter, letter)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        table[ord(letter)] = letter
    for before, after in _FOLD.items():
        table[ord(before)] = table[ord(after)] if len(after) == 1 else None
    return table


_SOUNDS = _sounds()
_REPEAT = re.compile(r"(.)\1+")
_DRAWING = re.compile(r"(?<=[ㄱ-ㅎ])[l|!rト卜]")
_LAUGHTER = re.compile(r"(?<![ㅋㅎㅠㅜㅡ])[ㅋㅎㅠㅜㅡ]++(?=[가-힣ㄱ-ㅊㅌ-ㅍ])")
# Whole syllables of which none but the first can be a drawl, having a consonant.
_TIDY = re.compile("[가-힣][가-앃자-힣]*")
_DISGUISED = re.compile(r"[a-z][013-5@$!|]|[013-5@$!|][a-z]", re.IGNORECASE)


def _loose(text: str) -> str:
    return _REPEAT.sub(r"\1", text.translate(_SOUNDS))


def loose(text: str) -> Iterator[str]:
    """Runs of jamo and small Latin letters in one of which any word in `text` can be found.

    Letters are split, a silent ㅇ and all repeats are gone; a first glance, wrong in one way
    only: it also shows words that are not there.
    """
    yield _loose(text)
    if _LAUGHTER.search(text):
        yield _loose(_LAUGHTER.sub("", text))
    if _DRAWING.search(text):
        yield _loose(_DRAWING.sub(lambda match: _DRAWN[match[0]], text))
    if _DISGUISED.search(text):
        yield _loose("".join(_LEET.get(letter, letter) for letter in text))


@dataclass(slots=True)
class Letter:
    """One letter as read, where it stands in the text, and whether a new word begins."""

    text: str
    start: int
    end: int
    broken: bool


def readings(text: str) -> Iterator[list[Letter]]:
    """The ways in which `text` can be read, letter by letter: as it stands, with loose
    consonants as finals (병시ㄴ), with digits and signs as letters (18, sh1t)."""
    plain = _letters(text, counted=False)
    yield _drawled(_composed(plain, closing=False))
    if any(_loose_final(plain, index) for index in range(1, len(plain))):
        yield _drawled(_composed(plain, closing=True))
    if any(letter.isdigit() or letter in _LEET or letter in _DRAWN for letter in text):
        yield _drawled(_composed(_letters(text, counted=True), closing=False))


def spelled(word: str) -> str:
    """How `word` stands in the reading in which it is found: its digits are letters."""
    if _TIDY.fullmatch(word):
        return word
    return "".join(x.text for x in _drawled(_composed(_letters(word, counted=True), False)))


def _letters(text: str, counted: bool) -> list[Letter]:
    found: list[Letter] = []
    broken = True
    for index, raw in enumerate(text):
        letter = _FOLD.get(raw, raw)
        if counted:
            letter = _read_sign(text, index, letter, found[-1].text if found else "")
        if (
            _whole(letter)
            or "ㄱ" <= letter <= "ㅣ"
            or "a" <= letter <= "z"
            or (counted and letter.isdecimal())
        ):
            found.append(Letter(letter, index, index + 1, broken))
            broken = False
        elif letter in _BREAKS:
            broken = True
    return found


def _read_sign(text: str, index: int, letter: str, before: str) -> str:
    """A digit or sign as the letter that it is drawn for, where it stands beside such."""
    if letter in _DRAWN and "ㄱ" <= before <= "ㅎ":
        return _DRAWN[letter]
    after = text[index + 1 : index + 2].lower()
    if letter in _LEET and ("a" <= before <= "z" or "a" <= after <= "z"):
        return _LEET[letter]
    return letter


def _vowel(letters: list[Letter], index: int) -> bool:
    """Whether a typed vowel stands at `index` that belongs to the consonant before it."""
    if index >= len(letters) or letters[index].text not in _VOWELS:
        return False
    if letters[index].text not in _TEARS:
        return True
    after = letters[index + 1] if index + 1 < len(letters) else None
    return after is not None and not after.broken and after.text not in _TEARS


def _loose_final(letters: list[Letter], index: int) -> bool:
    """Whether the consonant at `index` can close the open syllable before it."""
    letter, before = letters[index], letters[index - 1]
    return (
        letter.text in _FINALS
        and letter.text not in _LAUGHS
        and not letter.broken
        and _whole(before.text)
        and (ord(before.text) - _BASE) % 28 == 0
        and not _vowel(letters, index + 1)
    )


def _composed(letters: list[Letter], closing: bool) -> list[Letter]:
    """Typed jamo put together; laughter and tears left out."""
    found: list[Letter] = []
    index = 0
    broken = False
    while index < len(letters):
        letter = letters[index]
        broken = broken or letter.broken
        if letter.text in _INITIALS and _vowel(letters, index + 1):
            code = _BASE + _INITIALS.index(letter.text) * 588
            code += _VOWELS.index(letters[index + 1].text) * 28
            end = letters[index + 1].end
            index += 1
            while index + 1 < len(letters) and letters[index + 1].text == letters[index].text:
                index += 1
            following = letters[index + 1] if index + 1 < len(letters) else None
            if (
                following is not None
                and following.text in _FINALS
                and following.text not in _LAUGHS
                and not _vowel(letters, index + 2)
            ):
                code += _FINALS.index(following.text)
                end = following.end
                index += 1
            found.append(Letter(chr(code), letter.start, end, broken))
            broken = False
        elif closing and index and found and _loose_final(letters, index):
            last = found[-1]
            last.text = chr(ord(last.text) + _FINALS.index(letter.text))
            last.end = letter.end
        elif letter.text not in _TEARS and letter.text not in _LAUGHS:
            found.append(Letter(letter.text, letter.start, letter.end, broken))
            broken = False
        index += 1
    return found


def _drawled(letters: list[Letter]) -> list[Letter]:
    """씨이이발 as 씨발, 시바알 as 시발, fuuuck as fuuck."""
    found: list[Letter] = []
    for letter in letters:
        last = found[-1] if found else None
        if last is not None and not letter.broken:
            if _whole(last.text) and _whole(letter.text):
                _, vowel, final = _split(last.text)
                initial, echo, close = _split(letter.text)
                if initial == "ㅇ" and not final and _echoes(vowel, echo):
                    last.text = chr(ord(last.text) + _FINALS.index(close or " "))
                    last.end = letter.end
                    continue
            elif (last.text == letter.text and len(found) > 1 and found[-2].text == last.text) or (
                _whole(last.text) and letter.text in _VOWELS
            ):
                last.end = letter.end
                continue
        found.append(letter)
    return found


def _echoes(vowel: str, echo: str) -> bool:
    return vowel == echo or (vowel, echo) in {("ㅢ", "ㅣ"), ("ㅕ", "ㅓ"), ("ㅐ", "ㅔ"), ("ㅔ", "ㅐ"), ("ㅑ", "ㅏ")}  # fmt: skip


def keyed(word: str) -> str:
    """`word` as it comes out when the keyboard is left in English: 씨발 gives tlqkf."""
    jamo = "".join("".join(_split(letter)) if _whole(letter) else letter for letter in word)
    return "".join(_KEYS[letter] for part in jamo for letter in _PAIRS.get(part, part))
