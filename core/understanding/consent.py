"""Short answers to an offer, and words about the films just shown."""

import re

_YES = re.compile(
    r"^\W*(?:ㅇㅇ|ㅇㅋ|응+|엉|어+|웅|네+|넵|넹|예|그래+|좋아+|좋지|좋습니다|콜|오케이?|ok|yes|부탁|보여|추천|골라|해줘|알려|궁금|볼래|보고 ?싶)",
    re.IGNORECASE,
)
_NO = re.compile(r"안 ?볼|아니|괜찮|됐어|필요 ?없|싫|말고|나중")
_ANOTHER = re.compile(
    r"다른 ?(?:거|것|영화|걸|건|작품)|딴 ?거|또 ?(?:없|추천|다른)|더 ?(?:없|추천|보여)|이미 ?봤|다 ?봤"
)


def accepts(text: str) -> bool:
    """Whether `text` says yes to an offer."""
    return len(text) <= 40 and _YES.search(text) is not None and not _NO.search(text)


def wants_another(text: str) -> bool:
    """Whether `text` asks for other films than those just shown."""
    return len(text) <= 40 and _ANOTHER.search(text) is not None
