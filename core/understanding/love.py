"""Whether a text is about love at all."""

import re

_LOVE = re.compile(
    r"남친|여친|남자 ?친구|여자 ?친구|애인|연애|사귀|사귄|사겨|썸|고백|헤어|이별|짝사랑|짝남|짝녀|좋아하"
    r"|데이트|소개팅|결혼|그 ?사람|걔|커플|재회|호감|설레|남편|와이프|아내|전남|전여|첫사랑|차였|밀당|권태"
    r"|boyfriend|girlfriend|dating|crush|\bex\b|\blove",
    re.IGNORECASE,
)


def about_love(text: str) -> bool:
    """Whether `text` holds a word that is about love or a partner."""
    return _LOVE.search(text) is not None
