"""Every number in Korean text as it is said, by what stands around it."""

import re
from collections.abc import Callable
from typing import Final

from core.korean import particle
from core.speech.counters import (
    AFTER,
    COUNTERS,
    MONTHS,
    NUMBER,
    UNITS,
    alternatives,
    count,
    measure,
    several,
)
from core.speech.numerals import MOST_DIGITS, native, one_by_one, said


def words_of_numbers(text: str) -> str:
    """`text` without any digit; the digits in it are ASCII ones."""
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    return text


def _mixed(match: re.Match[str]) -> str:
    return MIXED[match[0].upper()]


def _plain(match: re.Match[str]) -> str:
    return match[0].replace(",", "")


def _date(match: re.Match[str]) -> str:
    year, month, day = match[1], int(match[2]), int(match[3])
    if not _is_day(month, day):
        return " ".join(map(one_by_one, match.groups()))
    return f"{said(year)} 년 {MONTHS[month - 1]} {said(str(day))} 일"


def _month_and_day(match: re.Match[str]) -> str:
    month, day = int(match[1]), int(match[2])
    return f"{MONTHS[month - 1]} {said(str(day))} 일" if _is_day(month, day) else match[0]


def _remembered(match: re.Match[str]) -> str:
    """A day that is named by its digits: 육이오, 삼일절."""
    return "".join(map(one_by_one, match.groups()))


def _ranked(match: re.Match[str]) -> str:
    return "넘버 원" if match[1] == "1" else f"넘버 {said(match[1])}"


def _choices(match: re.Match[str]) -> str:
    return f"{said(match[1])} 번, {said(match[2])} 번"


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _line(match: re.Match[str]) -> str:
    """A telephone's or an account's number."""
    return " ".join(one_by_one(part) for part in match[0].split("-"))


def _mobile(match: re.Match[str]) -> str:
    return " ".join(map(one_by_one, match.groups()))


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = int(match[1]), int(match[2]), match[3]
    if hour > 24 or minute > 59:
        return " 대 ".join(said(part) for part in match.groups() if part)
    words = [count(str(hour), "시")]
    if minute:
        words.append(count(str(minute), "분"))
    if second and int(second):
        words.append(count(str(int(second)), "초"))
    return " ".join(words)


def _score(match: re.Match[str]) -> str:
    return f"{said(match[1])} 대 {said(match[2])}"


def _fraction(match: re.Match[str]) -> str:
    return f"{said(match[2])}분의 {said(match[1])}"


def _day(match: re.Match[str]) -> str:
    month, day = int(match[1]), int(match[2])
    if not _is_day(month, day):
        return _fraction(match)
    return f"{MONTHS[month - 1]} {said(str(day))} 일"


def _below_zero(match: re.Match[str]) -> str:
    return f"영하 {said(match[1])} 도"


def _money(match: re.Match[str]) -> str:
    return measure(match[2], match[1])


def _range(match: re.Match[str]) -> str:
    return several(match[1], match[2], match[3])


def _from(match: re.Match[str]) -> str:
    return f"{match[1]}에서 "


def _share(match: re.Match[str]) -> str:
    return f"{said(match[1])}에서 {measure(match[2], match[3])}"


def _between(match: re.Match[str]) -> str:
    return f"{said(match[1])}에서 {said(match[2])}"


def _myriads(match: re.Match[str]) -> str:
    number, myriad, counter = match[1], match[2], match[3]
    only = number == "1" and myriad in "천백만십"
    after = f" {counter}" if counter else ""
    return ("" if only else said(number)) + myriad + after


def _measure(match: re.Match[str]) -> str:
    return measure(match[1], match[2])


def _choice(match: re.Match[str]) -> str:
    return f"{said(match[1])} 번"


def _count(match: re.Match[str]) -> str:
    return count(match[1], match[2])


def _both(match: re.Match[str]) -> str:
    """A native and a second counter that goes with it: 두 시간 반, 세 개 반."""
    return f"{native(int(match[1]))} {match[2]} 반"


def _signed(match: re.Match[str]) -> str:
    return f"{SIGNS[match[1]]} "


def _school_year(match: re.Match[str]) -> str:
    return match[1] + said(match[2])


def _countdown(match: re.Match[str]) -> str:
    return f"디 {SIGNS[match[1]]} {said(match[2])}"


def _apart(_: re.Match[str]) -> str:
    return " "


def _sum(match: re.Match[str]) -> str:
    left, sign = said(match[1]), match[2]
    return f"{left}{particle(left, '은', '는')} " if sign == "=" else f"{left} {SUMS[sign]} "


def _version(match: re.Match[str]) -> str:
    return " 점 ".join(said(part) for part in match[0].split("."))


def _digits(match: re.Match[str]) -> str:
    return one_by_one(match[0])


def _bare(match: re.Match[str]) -> str:
    return said(match[0])


# Read by digits wherever they stand alone: numbers that people dial.
DIALLED: Final = ("112", "119", "109", "110", "111", "113", "114", "117", "118", "120", "129", "132", "182", "1366", "1388", "1393", "1336", "1330", "1345", "1332")  # fmt: skip
# Those that answers name: 109도 is one more line to call, no temperature.
HELP: Final = ("109", "112", "119", "1366", "1388", "1393", "1336")
MIXED: Final = {
    "1+1": "원 플러스 원", "2+1": "투 플러스 원", "3D": "쓰리디", "2D": "투디", "4D": "포디", "4DX": "포디엑스", "4K": "포케이", "8K": "팔케이",
    "5G": "파이브지", "4G": "포지", "3G": "쓰리지", "MP3": "엠피쓰리", "MP4": "엠피포", "B2B": "비투비", "24/7": "이십사 칠", "Y2K": "와이투케이",
    "1:1": "일대일", "007": "공공칠", "2PM": "투피엠", "2NE1": "투애니원", "DAY6": "데이식스", "90S": "구십 년대",
    "30S": "삼십 대", "20S": "이십 대",
}  # fmt: skip
SIGNS: Final = {"-": "마이너스", "+": "플러스"}
SUMS: Final = {"+": "더하기", "×": "곱하기", "÷": "나누기"}

_COUNTER = rf"({alternatives(COUNTERS)})(?=[^가-힣]|$|[{AFTER}])"
_UNIT = rf"({alternatives(UNITS)})(?![A-Za-z0-9])"
_N = rf"({NUMBER})"
_SHORT = r"(?<![\d.])(\d{1,4})(?![\d.]\d)"
_CHOSEN = r" ?번(?= ?(?:출구|버스|문제|답|선택|후보|상담사|타자|트랙|채널|카드|국도|마을버스|님|으로|에 투표))"
_DATE_FOLLOWS = r"(?= ?(?:에|까지|부터|날|\(|[월화수목금토일]요일|자\b|생))"

# The first that fits decides, since its words hold no digit any more.
_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern, flags), word)
    for pattern, flags, word in (
        (r"(?<![가-힣])(초|중|고)([1-6])(?![\d.:~/-])", 0, _school_year),
        (r"(?<=[가-힣])(?=\d)", 0, _apart),
        (r"(?<![A-Za-z])D([+-])(\d{1,4})(?!\d)", re.IGNORECASE, _countdown),
        (rf"(?<![\d-])(?:{alternatives(HELP)})(?=도)", 0, _digits),
        (rf"(?<![A-Za-z0-9.:/+])(?:{alternatives(MIXED)})(?![A-Za-z0-9:/+]|\.\d)", re.IGNORECASE, _mixed),
        (r"(?<![\d,])\d{1,3}(?:,\d{3}){1,5}(?![\d]|,\d)", 0, _plain),
        (r"(?<!\d)(\d{4}) ?[-./] ?(\d{1,2}) ?[-./] ?(\d{1,2})(?!\d)\.?", 0, _date),
        (r"(?<![\d-])\d{2,6}(?:-\d{2,8}){2,3}(?![\d-])|(?<![\d-])(?:1\d{3}|0\d{1,2})-\d{3,8}(?![\d-])", 0, _line),
        (r"(?<!\d)(01\d) ?(\d{3,4}) ?(\d{4})(?!\d)", 0, _mobile),
        (r"(?<!\d)(0\d{1,2})\) ?(\d{3,4})-(\d{4})(?!\d)", 0, _mobile),
        (r"(?<![\d·])(\d)·(\d{1,2})(?![\d·])", 0, _remembered),
        (r"(?<![\d.])([3-68])\.(1|15|18|19|25)(?= ?(?:절|운동|전쟁|광복|혁명|민주))", 0, _remembered),
        (r"(?<![\d.])(\d{1,2})\.([1-3]\d)(?=에(?!서)|부터|까지)", 0, _month_and_day),
        (r"(?<![A-Za-z])no\. ?(\d{1,3})(?![\d.,:/-])", re.IGNORECASE, _ranked),
        (r"((?<![\d:])\d{1,2}:[0-5]\d) ?[~-] ?(?=\d{1,2}:[0-5]\d(?![\d:]))", 0, _from),
        (r"(?<![\d:])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?![\d:])", 0, _clock),
        (r"(?<![\d:])(\d{1,4}) ?: ?(\d{1,4})(?![\d:])", 0, _score),
        (rf"(?<!\d)(\d{{1,3}}) ?대 ?(\d{{1,3}})(?!\d| ?(?:{alternatives(COUNTERS)}))", 0, _score),
        (rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}})(?![\d/]){_DATE_FOLLOWS}", 0, _day),
        (r"(?<![\d/])(1|2|3)/(2|3|4|5)(?![\d/])", 0, _fraction),
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])", 0, _day),
        (r"(?<![\d/])(\d{1,4})/(\d{1,4})(?![\d/])", 0, _fraction),
        (rf"(?<![\w.%-])-{_N} ?(?:도(?=[^가-힣]|$|[{AFTER}])|°C|°|℃)", 0, _below_zero),
        (rf"([₩$€¥]) ?{_N}", 0, _money),
        (rf"{_SHORT} ?[~-] ?{_SHORT} ?{_COUNTER}", 0, _range),
        (rf"{_N} ?[~-] ?{_N} ?{_UNIT}", 0, _share),
        (rf"((?<!\d)\d{{1,4}} ?(?:{alternatives((*COUNTERS, *UNITS))})) ?~ ?(?=\d)", 0, _from),
        (rf"{_N} ?~ ?{_N}", 0, _between),
        (r"(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])", 0, _score),
        (r"(?<![\w.%+-])([+-])(?=\d)", 0, _signed),
        (rf"{_N}(백만|천만|백억|천억|만|억|조|천|백)(?: ?({alternatives(COUNTERS)}))?(?=[^가-힣]|$|[{AFTER}]|\d)", 0, _myriads),
        (rf"{_N} ?{_UNIT}", 0, _measure),
        (rf"(?<![\d가-힣])([1-9]) ?(시간|개|잔|병|살|달|배|권|장|판) ?반(?=[^가-힣]|$|[{AFTER}])", 0, _both),
        (rf"{_SHORT} ?번, ?{_SHORT} ?번", 0, _choices),
        (rf"{_N}{_CHOSEN}", 0, _choice),
        (rf"{_N} ?{_COUNTER}", 0, _count),
        (rf"{_N} ?([+×÷=]) ?(?=\d)", 0, _sum),
        (rf"(?<!\d)(?:{alternatives(DIALLED)})(?!\d|\.\d)", 0, _digits),
        (r"(?<![\d.])\d{1,4}(?:\.\d{1,4}){2,3}(?![\d.]\d)", 0, _version),
        (NUMBER, 0, _bare),
        (rf"\d{{{MOST_DIGITS + 1},}}|\d+", 0, _digits),
    )
)  # fmt: skip
