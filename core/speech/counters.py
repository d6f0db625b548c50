"""Numbers with what they count: 세 명, 삼 개월, 오천 원, 영하 삼 도."""

import re
from collections.abc import Iterable
from typing import Final

from core.speech.numerals import native, said

NUMBER = r"(?<!\d)\d{1,16}(?:\.\d{1,8})?(?![\d]|\.\d)"


def count(number: str, counter: str) -> str:
    """`number`, digits with perhaps a decimal point, and the Korean `counter`, as they are said."""
    if number.isdecimal():
        value = int(number)
        if counter == "월" and 1 <= value <= len(MONTHS):
            return MONTHS[value - 1]
        if counter == "번째" and value == 1:
            return "첫 번째"
        if _native(value, counter):
            return f"{native(value)} {counter}"
    return f"{said(number)} {counter}"


def _native(value: int, counter: str) -> bool:
    # 이십 대 of age, but 두 대.
    age = counter == "대" and value % 10 == 0
    return 1 <= value <= NATIVE.get(counter, 0) and not age


def measure(number: str, unit: str) -> str:
    """`number` and a Latin or written `unit`, as they are said."""
    before, after = UNITS[unit]
    return " ".join(part for part in (before, said(number), after) if part)


def several(first: str, last: str, counter: str) -> str:
    """A range: 두세 명, 이삼 일, 다섯 명에서 일곱 명, 십에서 이십 분."""
    low, high = int(first), int(last)
    by_native = _native(low, counter) and _native(high, counter)
    if high == low + 1:
        if by_native and low <= len(NEXT_NATIVE):
            return f"{NEXT_NATIVE[low - 1]} {counter}"
        if not by_native and 0 < low < 9 and counter not in ("월", ""):
            return f"{said(first)}{_LINKED.get(last) or said(last)} {counter}"
    if by_native or counter == "월":
        return f"{count(first, counter)}에서 {count(last, counter)}"
    return f"{said(first)}에서 {count(last, counter)}".rstrip()


def alternatives(words: Iterable[str]) -> str:
    """A pattern for the longest of `words` that fits."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


MONTHS: Final = (
    "일월", "이월", "삼월", "사월", "오월", "유월", "칠월", "팔월", "구월", "시월", "십일월", "십이월",
)  # fmt: skip
NEXT_NATIVE: Final = ("한두", "두세", "서너", "네다섯", "대여섯", "예닐곱", "일고여덟", "여덟아홉")
_LINKED: Final = {"6": "륙"}

# Counters after native numbers, and up to which number that is so.
_TO_39 = (
    "명", "사람", "개", "마리", "잔", "병", "권", "편", "곡", "장", "줄", "벌", "켤레", "쌍", "송이", "가지", "군데",
    "끼", "통", "마디", "글자", "컷", "판", "컵", "숟갈", "바퀴", "걸음", "조각", "그루", "채", "칸", "모금",
    "봉지", "상자", "박스", "캔", "다발", "그릇", "접시", "팀", "커플", "골", "차례", "번", "방울", "달", "척", "자루", "포기", "대",
)  # fmt: skip
NATIVE: Final = dict.fromkeys(_TO_39, 39) | {
    "살": 99, "번째": 99, "시": 12, "시간": 20, "배": 10, "해": 10, "달": 12,
}  # fmt: skip
SINO: Final = (
    "년", "년도", "년대", "년차", "년생", "년째", "월", "일", "일째", "일차", "분", "초", "주", "주일", "주년", "주차", "개월", "개국", "개년",
    "학년", "학기", "학번", "교시", "반", "등", "등급", "위", "층", "호", "호선", "차", "차전", "회", "회차", "점", "점대", "학점",
    "원", "치즈", "달러", "엔", "유로", "위안", "코인", "포인트", "비트", "도", "세", "인", "인분", "인승", "인칭", "인용",
    "박", "급", "단계", "순위", "부", "화", "강", "대", "퍼센트", "프로", "킬로", "키로", "그램", "킬로그램", "미터", "센티", "리터",
    "평", "동", "번지", "번길", "쪽", "페이지", "세기", "교대", "연승", "연패", "승", "연타", "열", "무", "패", "렙", "레벨", "티어", "성",
    "배속", "배", "시", "시간", "명", "개", "살", "번", "번째", "시즌", "탄", "라운드", "세트", "조각", "가구",
)  # fmt: skip
COUNTERS: Final = tuple(dict.fromkeys((*NATIVE, *SINO)))

# What stands before the number and after it.
UNITS: Final = {
    "%": ("", "퍼센트"), "%p": ("", "퍼센트포인트"), "kg": ("", "킬로그램"), "Kg": ("", "킬로그램"), "KG": ("", "킬로그램"),
    "g": ("", "그램"), "mg": ("", "밀리그램"), "t": ("", "톤"), "km": ("", "킬로미터"), "Km": ("", "킬로미터"), "KM": ("", "킬로미터"), "m": ("", "미터"),
    "cm": ("", "센티미터"), "CM": ("", "센티미터"), "mm": ("", "밀리미터"), "L": ("", "리터"), "l": ("", "리터"), "ml": ("", "밀리리터"),
    "mL": ("", "밀리리터"), "ML": ("", "밀리리터"), "KB": ("", "킬로바이트"), "MB": ("", "메가바이트"), "GB": ("", "기가바이트"),
    "TB": ("", "테라바이트"), "kb": ("", "킬로바이트"), "mb": ("", "메가바이트"), "gb": ("", "기가바이트"), "tb": ("", "테라바이트"),
    "Hz": ("", "헤르츠"), "kHz": ("", "킬로헤르츠"), "MHz": ("", "메가헤르츠"), "GHz": ("", "기가헤르츠"), "km/h": ("시속", "킬로미터"),
    "kcal": ("", "킬로칼로리"), "cal": ("", "칼로리"), "W": ("", "와트"), "kW": ("", "킬로와트"), "V": ("", "볼트"), "cc": ("", "씨씨"),
    "px": ("", "픽셀"), "fps": ("", "프레임"), "ms": ("", "밀리초"), "m2": ("", "제곱미터"), "m²": ("", "제곱미터"), "m³": ("", "세제곱미터"), "km²": ("", "제곱킬로미터"),
    "°": ("", "도"), "°C": ("", "도"), "°F": ("화씨", "도"), "℃": ("", "도"), "℉": ("화씨", "도"), "$": ("", "달러"), "€": ("", "유로"), "¥": ("", "엔"), "₩": ("", "원"),
    "mAh": ("", "밀리암페어"), "dB": ("", "데시벨"), "Mbps": ("", "메가비피에스"),
}  # fmt: skip
# How what follows a counter may begin: particles, and the verbs that stand there unspaced.
AFTER: Final = "은는이가을를로으에의도만과와랑씩째쯤정간차전후까부밖보나인요예입였일여면야네뿐짜당마안동중다든처같더남하고라지니며내넘걸뒤앞반미대생제어연아께경서해했기봤먹좀들님조권산임음컷셨"
