import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.safety.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("제 번호 010-1234-5678이에요", "제 번호 [전화번호]이에요"),
        ("01012345678로 전화줘", "[전화번호]로 전화줘"),
        ("+82 10 1234 5678", "[전화번호]"),
        ("국민은행 123456-01-123456 입금", "국민은행 [계좌번호] 입금"),
        ("주민번호 990101-1234567", "주민번호 [주민번호]"),
        ("me@example.com 으로", "[이메일] 으로"),
        ("카톡 아이디 lovely_99 추가해줘", "[메신저] 추가해줘"),
        ("인스타 @some_id.kr", "[메신저]"),
        ("강남구 역삼동 123-4에 살아", "[주소]에 살아"),
        ("저 한빛여고 2학년 3반이에요", "저 [학교]이에요"),
    ],
)
def test_personal_data_is_replaced(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "3년 사귀고 100일 기념일",
        "남친이 2024-05-01에 군대 갔어",
        "5,000원 후원",
        "1시간 30분 기다림",
        "카톡을 안 읽어요",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    mask(text)
