import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.speech.text import sentences, speakable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("진짜 ㅋㅋㅋㅋㅋ 웃겨", "진짜 웃겨"),
        ("너무 슬퍼 ㅠㅠㅠ", "너무 슬퍼"),
        ("와아아아아아 대박!!!!", "와아아 대박!"),
        ("봐봐 https://a.example/b [링크] 〈기생충〉", "봐봐 기생충"),
        ("<script>alert(1)</script>", "script alert script"),
        ("ㄱㄱ", "고고"),
        ("ㄹㅇ이에요", "레알이에요"),
        ("😀😀", ""),
        ("100000원", "100000원"),
        ("3~4번, -3°C, 7/3, $5, 50%", "3~4번, -3°C, 7/3, $5, 50%"),
        ("안녕하세요~~", "안녕하세요"),
        ("그 사람은 / 저는", "그 사람은 저는"),
        ("010-1234-5678로 연락 주세요", "전화번호로 연락 주세요"),
        ("010-1234-5671은 내 번호", "전화번호는 내 번호"),
        ("010-1234-5678연락 주세요", "전화번호 연락 주세요"),
        ("me@example.com", "이메일"),
    ],
)
def test_only_what_can_be_said(text: str, said: str) -> None:
    assert speakable(text) == said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("안녕하세요. 반가워요! 그렇죠", ["안녕하세요.", "반가워요!", "그렇죠"]),
        ("1.5배예요. 평점은 4.5", ["1.5배예요.", "평점은 4.5"]),
        ("하나. 2. 셋", ["하나.", "2.", "셋"]),
        ("...", []),
    ],
)
def test_sentences_are_whole(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text())
def test_any_text_gives_one_line(text: str) -> None:
    said = speakable(text)
    assert "\n" not in said
    assert len(said) <= 300


@given(st.text(alphabet="가1.!?… ", max_size=40))
def test_sentences_lose_nothing_but_lone_marks(text: str) -> None:
    said = [letter for letter in "".join(sentences(text)) if letter in "가1"]
    assert said == [letter for letter in text if letter in "가1"]
