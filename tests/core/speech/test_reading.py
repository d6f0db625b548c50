"""Korean as it is read aloud, against what people would say."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from core.safety.helplines import PATH
from core.safety.masking import mask
from core.speech.counters import COUNTERS, NATIVE, UNITS
from core.speech.jamo import WORDS as JAMO
from core.speech.latin import WORDS as LATIN
from core.speech.latin import spelled
from core.speech.numbers import DIALLED, MIXED
from core.speech.numerals import native, one_by_one, sino
from core.speech.reading import HYPHENED, reading
from core.speech.text import sentences, speakable

ROWS = (Path(__file__).parent / "readings.tsv").read_text("utf-8").splitlines()
PAIRS = [tuple(row.split("\t")) for row in ROWS]
# What people write in a chat, put together in every way.
PIECES = (
    *COUNTERS, *UNITS, *JAMO, *MIXED, *HYPHENED, *DIALLED, *"0123456789", *" .,!?~-+/:%'\"°₩$²℃½①…",
    "ㅋㅋ", "ㅠㅠ", "T_T", "<3", ":)", "😀", "MBTI", "INTJ", "love", "serendipity", "I am ", "가", "요 ", "은", "월", "대 ",
    "010-1234-5678", "2026-11-22", "1,000", "１２", "٣", "e\u0301", "\u200b", "\x00", "\n", "\ud800",
)  # fmt: skip
TALK = st.lists(st.sampled_from(PIECES) | st.integers(0, 10**18).map(str), max_size=12)


def test_every_pair_is_read_as_it_is_said() -> None:
    wrong = {written: reading(written) for written, said in PAIRS if reading(written) != said}
    assert wrong == {}
    assert len(dict(PAIRS)) == len(PAIRS) >= 600


def test_every_pair_is_said_so_by_a_voice() -> None:
    """The way of every answer: made speakable, and said sentence by sentence."""
    wrong = {}
    for written, said in PAIRS:
        if mask(written) == written and "(" not in written:
            spoken = " ".join(map(reading, sentences(speakable(written))))
            if spoken.replace(" ", "").rstrip(".!?") != said.replace(" ", "").rstrip(".!?"):
                wrong[written] = spoken
    assert wrong == {}


@given(st.text() | TALK.map("".join))
@example("가 ㅇㅇ")
def test_any_text_is_said_in_letters_and_pauses(text: str) -> None:
    said = reading(text)
    english = not any("가" <= letter <= "힣" for letter in said)
    assert all(letter.isalpha() or letter in "0123456789" or letter in " .,!?'" for letter in said)
    assert english or not any(letter.isdigit() for letter in said)
    assert not any("ㄱ" <= letter <= "ㆎ" or "\u1100" <= letter <= "\u11ff" for letter in said)
    assert said == " ".join(said.split())
    assert len(said) <= 3 * len(text)


@given(st.text() | TALK.map("".join))
@example("kcalI am .739cm")
def test_reading_again_changes_nothing(text: str) -> None:
    said = reading(text)
    assert reading(said) == said


@given(st.integers(0, 10**16 - 1))
def test_a_number_alone_is_read_whole(number: int) -> None:
    assert _value(sino(number)) == number


def _value(word: str) -> int:
    """What a Sino-Korean numeral says, by another way than it was made."""
    if word == "영":
        return 0
    total = 0
    for myriad in word.split():
        place = {"만": 10**4, "억": 10**8, "조": 10**12}.get(myriad[-1], 1)
        four, digit = 0, 0
        for letter in myriad.rstrip("만억조"):
            if letter in "십백천":
                four += (digit or 1) * {"십": 10, "백": 100, "천": 1000}[letter]
                digit = 0
            else:
                digit = "일이삼사오육칠팔구".index(letter) + 1
        total += (four + digit or 1) * place
    return total


def test_native_numbers() -> None:
    said = [native(number) for number in (1, 2, 3, 4, 10, 11, 20, 21, 99)]
    assert said == ["한", "두", "세", "네", "열", "열한", "스무", "스물한", "아흔아홉"]
    assert len({native(number) for number in range(1, 100)}) == 99


@pytest.mark.parametrize("words", [JAMO, LATIN, MIXED, HYPHENED, dict.fromkeys(NATIVE, "")])
def test_tables_hold_only_what_can_be_said(words: dict[str, str]) -> None:
    for word, said in words.items():
        assert all("가" <= letter <= "힣" or letter == " " for letter in said), word
        assert len(said) <= 3 * len(word), word


def test_letters_have_names() -> None:
    assert spelled("ABC") == "에이비씨"
    assert spelled("mz") == "엠제트"


def test_every_help_line_is_dialled() -> None:
    numbers = yaml.safe_load(PATH.read_text("utf-8"))["numbers"]
    assert len(numbers) >= 7
    for number in numbers:
        dialled = " ".join(map(one_by_one, number.split("-")))
        assert reading(f"{number}에 전화하세요") == f"{dialled}에 전화하세요"
        assert reading(f"{number}도 있어요") == f"{dialled}도 있어요"
