import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.safety.outbound import Outbound, fit, pieces

out = Outbound()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/ban someone", "ban someone"),
        ("!! 안녕\n하세요", "안녕 하세요"),
        ("여기 봐 https://evil.example/x 좋아", "여기 봐 좋아"),
        ("evil.com 가봐", "가봐"),
        ("1393으로 전화해 02-735-8994", "으로 전화해"),
        ("전화 1588-1234 해봐", "전화 해봐"),
        ("내 번호 010-1234-5678", "내 번호"),
    ],
)
def test_what_no_persona_says(text: str, said: str) -> None:
    assert out.clean(text, 100) == said


@pytest.mark.parametrize(
    "text",
    [
        "평점 4.5/5 받은 영화예요.", "24.12.25/크리스마스에 만나요", "여행은 좋아요.한국에서 만나요", "보통 1500 2000원 정도예요",
        "Talk to him. Net result is good", "we met in 2019. Co-workers said hi", "3.14처럼 끝이 없어요", "오전 10시 ~ 11시예요",
    ],
)  # fmt: skip
def test_ordinary_speech_stays_whole(text: str) -> None:
    assert out.clean(text, 100) == text


def test_fit_keeps_whole_sentences() -> None:
    assert fit("하나예요. 둘이에요. 셋이에요.", 12) == "하나예요. 둘이에요."


def test_fit_cuts_a_long_first_sentence_at_a_word() -> None:
    assert fit("가나다 라마바 사아자 차카타", 10) == "가나다 라마바…"


@given(st.text(max_size=400), st.integers(2, 120))
def test_never_too_long_never_a_command(text: str, limit: int) -> None:
    said = out.clean(text, limit)
    assert len(said) <= limit
    assert not said.startswith(("/", ".", "!"))
    assert "\n" not in said


@given(st.text(max_size=200), st.integers(4, 90))
def test_in_pieces_nothing_is_lost_and_none_is_too_long(text: str, limit: int) -> None:
    lines = pieces(text, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line.encode("utf-16-le", "surrogatepass")) <= 2 * limit for line in lines)


def test_pieces_end_with_sentences_and_between_words() -> None:
    assert pieces("하나예요. 둘이에요! 3.5점이에요.", 15) == ["하나예요. 둘이에요!", "3.5점이에요."]
    assert pieces("띄어쓰기 없이 아주 길게", 9) == ["띄어쓰기 없이", "아주 길게"]
    assert pieces("", 9) == []
