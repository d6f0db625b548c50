"""Safe concrete details of a worry that an answer may pick up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# As viewers say it, most specific first. Mirrored, never guessed.
_PARTNER = re.compile(
    r"전 ?남친|전 ?여친|전 ?애인|구남친|구여친|남자 ?친구|여자 ?친구|남친|여친|애인|남편|와이프|아내"
    r"|짝남|짝녀|썸남|썸녀|소개팅남|소개팅녀|썸 ?타는 (?:사람|애)"
)
_SAID_AS = {"남자친구": "남친", "여자친구": "여친", "구남친": "전남친", "구여친": "전여친"}
_ENGLISH_PARTNER = re.compile(
    r"\b(?:ex[- ]?(?:boyfriend|girlfriend|husband|wife)?|boyfriend|girlfriend|husband|wife|partner|crush|fianc[eé]e?|bf|gf)\b",
    re.IGNORECASE,
)
_SPELLED_OUT = {"bf": "boyfriend", "gf": "girlfriend"}
_NUMBER = r"(?P<n>\d{1,3}|하루|이틀|사흘|나흘|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)"
_UNIT = r" ?(?P<unit>시간|일|주일|주|달|개월|년|해)?"
# A time that something has lasted: not how far away somebody lives or how old somebody is.
_DURATION = re.compile(
    rf"{_NUMBER}{_UNIT}(?= ?(?:째|이나|이 ?넘|이 ?다|동안|간 |만에|을 ?(?:기다|만나|사귀|참|버)|넘|된|됐|사귄|사귀|만난|만나|연애|짝사랑|썸|기다|잠수|읽씹|지났|지나|흘))"
    rf"|(?:읽씹|잠수|연락 ?두절|(?:사귄|만난|헤어진|연락한|못 ?본) ?지) ?(?P<n2>\d{{1,3}}|한|두|세|네|몇) ?(?P<unit2>시간|일|주일|주|달|개월|년)"
)
_ENGLISH_DURATION = re.compile(
    r"\b(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
    r" (?P<unit>hour|day|week|month|year)(?P<many>s?)\b",
    re.IGNORECASE,
)
_DAYS = {"하루": "하루", "이틀": "이틀", "사흘": "사흘", "나흘": "나흘"}
_SCALE = {
    "시간": "hours", "일": "days", "주일": "days", "주": "days",
    "달": "months", "개월": "months", "년": "years", "해": "years",
    "hour": "hours", "day": "days", "week": "days", "month": "months", "year": "years",
}  # fmt: skip
# Kind → what of it may be picked up: closed lists, so that nothing personal gets through.
_SMALL = {
    "times": re.compile(r"(?P<said>[두세네] ?번|여러 ?번)(?=[이째을 은만]|$)"),
    "medium": re.compile(
        r"(?P<said>카톡|인스타|디엠|전화|문자)(?=[은는이가을를도만로에 ,?!.]|하|해|했|으로|방|$)"
    ),
    "place": re.compile(
        r"(?P<said>회사|학교|학원|동아리|알바|교회|게임|군대)(?=에서| ?(?:사람|친구|동기|선배|후배|오빠|언니|형|누나))"
    ),
    "when": re.compile(
        r"(?<![가-힣])(?P<said>어제|오늘|방금|지난주|주말|크리스마스|새벽)(?=[은는에도 ,]|까지|부터|$)"
    ),
}


@dataclass(frozen=True, slots=True)
class Details:
    """`partner` as the viewer called them (a neutral word when they did not); `told` are slots
    with what was said of a duration, times, medium, place and when; `echoes` the keys of the
    bank's `echo` section that pick them up, most telling first."""

    partner: str
    told: Mapping[str, str]
    echoes: tuple[str, ...]


def read_details(text: str) -> Details:
    """The details in `text`; never anything that is not written there."""
    called = _PARTNER.search(text)
    partner = called[0].replace(" ", "") if called else "그 사람"
    if partner.startswith("썸타는"):
        partner = "그 사람"
    return _details(_SAID_AS.get(partner, partner), _duration(text), dict(_small(text)))


def read_english_details(text: str) -> Details:
    """The same of an English text."""
    called = _ENGLISH_PARTNER.search(text)
    word = called[0].lower() if called else "that person"
    return _details(f"your {_SPELLED_OUT.get(word, word)}" if called else word, _length(text), {})


def _details(partner: str, duration: tuple[str, str], small: dict[str, str]) -> Details:
    length, scale = duration
    told = {"duration": length} | small if length else small
    return Details(partner, told, tuple(filter(None, (scale, *small))))


def _duration(text: str) -> tuple[str, str]:
    for match in _DURATION.finditer(text):
        number, unit = match["n"] or match["n2"], match["unit"] or match["unit2"]
        if number in _DAYS and unit is None:
            return number, "days"
        if unit is None or number in _DAYS:
            continue
        space = "" if number.isdigit() else " "
        return f"{number}{space}{unit}", _SCALE[unit]
    return "", ""


def _length(text: str) -> tuple[str, str]:
    match = _ENGLISH_DURATION.search(text)
    if match is None:
        return "", ""
    return match[0].lower(), _SCALE[match["unit"].lower()]


def _small(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _SMALL.items():
        if found := pattern.search(text):
            said = found["said"].replace(" ", "")
            yield kind, f"{said[:-1]} 번" if kind == "times" else said
