"""Safe concrete details of a worry that an answer may pick up."""

import re
from dataclasses import dataclass

# As viewers say it, most specific first. Mirrored, never guessed.
_PARTNER = re.compile(
    r"전 ?남친|전 ?여친|전 ?애인|구남친|구여친|남자 ?친구|여자 ?친구|남친|여친|애인|남편|와이프|아내"
    r"|짝남|짝녀|썸남|썸녀|소개팅남|소개팅녀|썸 ?타는 (?:사람|애)"
)
_SAID_AS = {"남자친구": "남친", "여자친구": "여친", "구남친": "전남친", "구여친": "전여친"}
_DURATION = re.compile(
    r"(?P<n>\d{1,3}|하루|이틀|사흘|나흘|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)"
    r" ?(?P<unit>시간|일|주일|주|달|개월|년|해)?(?=째|이나|이 넘|이 다|동안|간|을|만에|넘|전|된|됐|사귄|사귀|밖에| |$)"
)
_DAYS = {"하루": "하루", "이틀": "이틀", "사흘": "사흘", "나흘": "나흘"}
_SCALE = {
    "시간": "hours", "일": "days", "주일": "days", "주": "days",
    "달": "months", "개월": "months", "년": "years", "해": "years",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Details:
    """`partner` as the viewer called them ("그 사람" when they did not), `duration` such as
    "3일" with its `scale` (hours, days, months, years), both "" when none was told."""

    partner: str
    duration: str
    scale: str


def read_details(text: str) -> Details:
    """The details in `text`; never anything that is not written there."""
    called = _PARTNER.search(text)
    partner = called[0].replace(" ", "") if called else "그 사람"
    if partner.startswith("썸타는"):
        partner = "그 사람"
    duration, scale = _duration(text)
    return Details(_SAID_AS.get(partner, partner), duration, scale)


def _duration(text: str) -> tuple[str, str]:
    for match in _DURATION.finditer(text):
        number, unit = match["n"], match["unit"]
        if number in _DAYS and unit is None:
            return number, "days"
        if unit is None or number in _DAYS:
            continue
        space = "" if number.isdigit() else " "
        return f"{number}{space}{unit}", _SCALE[unit]
    return "", ""
