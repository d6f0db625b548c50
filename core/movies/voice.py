"""A reason in a persona's own register; as written it is 해요체."""

import re
from collections.abc import Mapping
from typing import Final

from core.persona import Register


def voiced(why: str, register: Register) -> str:
    """`why` with the endings that `register` keeps to."""
    if register is Register.HAEYO:
        return why
    if register is not Register.HAPSYO:
        for polite, plain in _PLAIN:
            why = why.replace(polite, plain)
    for ending, forms in _ENDINGS:
        if ending.search(why):
            return ending.sub(forms[register], why)
    return why


def _forms(hapsyo: str, hage: str, hae: str) -> Mapping[Register, str]:
    return {Register.HAPSYO: hapsyo, Register.HAGE: hage, Register.HAE: hae}


# Honorifics that only polite registers have.
_PLAIN: Final = (("찾으신 ", "찾던 "), ("말씀하신 ", "말한 "), ("많은 분이 ", "많은 사람이 "))
# The first that fits counts, so the more special stand first.
_ENDINGS: Final = tuple(
    (re.compile(rf"{ending}(?=\.?$)"), _forms(*forms))
    for ending, forms in (
        ("거예요", ("겁니다", "걸세", "거야")),
        ("이에요", ("입니다", "일세", "이야")),
        ("예요", ("입니다", "일세", "야")),
        ("해 (?:주|보)세요", ("해 보십시오", "해 보게", "해 봐")),
        ("나와요", ("나옵니다", "나오네", "나와")),
        ("다뤄요", ("다룹니다", "다루네", "다뤄")),
        ("만나요", ("만납니다", "만나네", "만나")),
        ("려워요", ("렵습니다", "렵네", "려워")),
        ("려요", ("립니다", "리네", "려")),
        ("봐요", ("봅니다", "보네", "봐")),
        ("가요", ("갑니다", "가네", "가")),
        ("해요", ("합니다", "하네", "해")),
        ("([아어])요", ("습니다", "네", r"\1")),
    )
)
