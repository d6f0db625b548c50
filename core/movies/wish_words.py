"""The words in which viewers say what film they want."""

from collections.abc import Mapping
from typing import Final, Literal

from core.movies.providers import ProviderName

Company = Literal["alone", "couple", "friends", "family"]

PROVIDER_WORDS: Final[Mapping[ProviderName, str]] = {
    "netflix": r"넷플(?:릭스)?|netflix",
    "tving": r"티빙|tving",
    "wavve": r"웨이브(?!\s*(?:머리|펌))|wavve",
    "watcha": r"왓[챠차]|watcha",
    "coupangplay": r"쿠팡\s*플레이|쿠플|coupang\s*play",
    "disneyplus": r"디즈니\s*(?:플러스|플|\+)|디플|disney\s*(?:plus|\+)",
}

# Stems of what viewers call a film by its feel.
FEELS_LIKE: Final = (
    r"(?:웃긴|웃기는|재밌는|재미있는|신나는|유쾌한|가벼운|밝은|따뜻한|따듯한|훈훈한|힐링\S{0,3}|잔잔한|감동적인"
    r"|감동\s*있는|슬픈|우는|눈물\S{0,4}|먹먹한|우울한|설레는|달달한|달콤한|풋풋한|로맨틱한|무서운|소름\S{0,3}"
    r"|긴장감\s*\S{0,3}|스릴\s*\S{0,3}|통쾌한|시원한|여운\s*\S{1,2}|몽환적인|짧은|반전\s*\S{0,2}|위로\S{0,3}"
    r"|공감\S{0,3}|현실적인|기분\s*좋아지는|착한|귀여운|예쁜|쓸쓸한|어두운|기발한|독특한|신박한|아름다운)"
)

# What viewers ask to be spared, beside genres; each is looked up in exclusions.TERMS.
UNWANTED: Final = (
    r"(?:잔인|고어|피\s*튀|폭력|징그|무서|무섭|슬픈|슬프|눈물|우는|울리|신파|우울|야한|야하|선정|노출|불륜|바람피"
    r"|외도|자살|죽는|죽음|시한부|이별|헤어지|전쟁|어두운|어둡|무거운|무겁|지루|느린|귀신|복수|배신|학대|왕따"
    r"|반전|스포츠|동물|아이돌|뮤지컬|로맨스|사랑|커플|19금|청불|가족|좀비)"
)

# "두 시간 안 넘는", "90분 이내", "1시간 반짜리"
_HOURS: Final = r"(?:한|두|세|[1-4])\s*시간(?:\s*(?:반|[1-5]?\d\s*분))?"
LENGTH_LIMIT: Final = (
    rf"(?:{_HOURS}|\d{{2,3}}\s*분)\s*(?:정도\s*)?"
    r"(?:안\s*(?:넘\S{0,12}|걸리\S{0,12}|되는|쪽\S{0,12})|안으로|안에\s*(?:끝|볼)\S{0,12}|이내\S{0,12}|이하\S{0,12}|미만\S{0,12}|내외\S{0,12}|짜리\S{0,12}"
    r"|넘지\s*않\S{0,12}|내로|을?\s*안\s*넘\S{0,12}|보다\s*짧은)"
)

_COUNTRY_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "KR": ("한국", "국내", "국산", "우리나라"),
    "US": ("미국", "할리우드", "헐리우드"),
    "JP": ("일본",),
    "FR": ("프랑스",),
    "GB": ("영국",),
    "HK": ("홍콩",),
    "TW": ("대만",),
    "CN": ("중국",),
    "IN": ("인도", "발리우드"),
    "ES": ("스페인",),
    "DE": ("독일",),
    "IT": ("이탈리아",),
}
COUNTRIES: Final[Mapping[str, str]] = {
    name: code for code, names in _COUNTRY_NAMES.items() for name in names
}
_COUNTRY: Final = "(?:" + "|".join(COUNTRIES) + ")"
ERA_WORD: Final = r"(?:(?:19|20)?\d0\s*년대|(?:육|칠|팔|구)십\s*년대|고전|옛날|최신|신작)"
PLACED: Final = rf"(?:{_COUNTRY}|{ERA_WORD})"

COMPANY_WORDS: Final[Mapping[Company, str]] = {
    "couple": (
        r"(?:남친|여친|남자\s*친구|여자\s*친구|애인|썸남|썸녀|연인|커플|남편|아내|와이프|신랑|짝남|짝녀"
        r"|걔|그\s*사람|좋아하는\s*사람|썸\s*타는\s*\S{1,3})"
    ),
    "friends": r"(?:(?<!남자)(?<!여자)(?<!남자 )(?<!여자 )친구(?:들)?|베프|절친|동기들?|동아리\s*사람들)",
    "family": r"(?:가족(?:들)?|부모님|엄마|아빠|어머니|아버지|할머니|할아버지|동생|누나|언니|애들|아이들?|조카|딸|아들)",
}

REPAIR_CUES: Final = (
    r"기분\s*전환|기분\s*(?:좋아|풀|업|나아)|힐링|웃긴|웃기는|웃고\s*싶|웃을|웃음|신나는|신나게|유쾌|밝은|가볍게|가벼운"
    r"|위로|스트레스|통쾌|시원한|기운|힘\s*(?:나는|날)|힘이?\s*되|잊고\s*싶|잊을|아무\s*생각\s*없이|생각\s*없이"
    r"|따뜻한|따듯한|훈훈|행복해지|cheer|feel.?good|funny"
)
CONGRUENT_CUES: Final = (
    r"울고\s*싶|울\s*수\s*있|울\s*만한|울\s*거|실컷\s*울|펑펑|눈물|먹먹|슬픈(?!데)|울리는|울컥|감정\s*이입|공감"
    r"|내\s*(?:얘기|이야기|마음)\s*같은|이\s*기분\s*그대로|감성\s*젖|이별\s*(?:영화|로맨스|멜로)|여운|우울한\s*(?:영화|거)|a good cry|sad movie"
)
