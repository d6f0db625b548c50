import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.speech_text import sentences, speakable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("진짜 ㅋㅋㅋㅋㅋ 웃겨", "진짜 하하 웃겨"),
        ("너무 슬퍼 ㅠㅠㅠ", "너무 슬퍼"),
        ("와아아아아아 대박!!!!", "와아아 대박!"),
        ("봐봐 https://a.example/b [링크] 〈기생충〉", "봐봐 기생충"),
        ("<script>alert(1)</script>", "script alert script"),
        ("ㄱㄱ", ""),
        ("😀😀", ""),
    ],
)
def test_only_what_can_be_said(text: str, said: str) -> None:
    assert speakable(text) == said


def test_sentences_are_whole() -> None:
    assert sentences("안녕하세요. 반가워요! 그렇죠") == ["안녕하세요.", "반가워요!", "그렇죠"]


@given(st.text())
def test_any_text_gives_one_line(text: str) -> None:
    said = speakable(text)
    assert "\n" not in said
    assert len(said) <= 300
