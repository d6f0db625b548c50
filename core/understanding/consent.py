"""Short answers to an offer, and words about the films just shown."""

import re
from typing import Final

_LONGEST: Final = 40
_TONE: Final = r"[\s.,!~^…ㅋㅎㅠㅜ♥❤️🥺👍🙏]*"
_ENDING: Final = r"(?:[용요욤염여]|이요|입니다)?"
_YES_WORD: Final = (
    r"(?:ㅇㅇ|ㅇㅋ|ㅇ|ㄱㄱ|고고|응{1,4}|웅{1,3}|엉|어{1,3}|음|네{1,4}|넵|넹|넴|넨|예|옙|그래|그럴래|그럴까|좋아|좋죠|좋지|좋습니다|좋다|좋네|조아|죠아|콜"
    r"|오키|오케이?|당연(?:하지|히)?|물론|제발|ok|okay|yes|yep|sure|부탁해?|부탁(?:드려|드립니다|합니다)|볼래|볼게|볼까|보고\s?싶어|원해|땡겨"
    r"|궁금해?|영화|들어\s?볼래|받을래|받아\s?볼래|ㄱ)"
)
_PLEASE: Final = (
    r"(?:(?:몇\s?편|하나|한\s?편|영화|그거|아무거나|빨리|얼른|그럼|그러면|한번|한\s?번|좀|어디)(?:만|로|도|를|은|는|이나)?\s?){0,4}"
    r"(?:추천|골라|찾아|보여|알려|뽑아|들려|틀어|부탁|해|말해|찍어|내놔)\s?(?:해\s?)?(?:줘|줘봐|줘\s?봐|주라|주세|주십시오|주시겠어|주실래|줄래|봐|봐줘|드려|달라|볼래|해봐)?"
)
_YES = re.compile(rf"{_TONE}(?:(?:{_YES_WORD}|{_PLEASE}){_ENDING}{_TONE}){{1,4}}", re.IGNORECASE)
_NO = re.compile(
    r"안\s?볼|안\s?봐|아니|아뇨|아녀|ㄴㄴ|노노|괜찮|갠찮|됐[어다고네습]|됐$|댔어|필요\s?없|싫|말고|나중|다음에|담에|사양|패스"
    r"|영화\s?(?:는|은|까지는|말고|볼\s?(?:기분|시간|정신))|그냥|생각\s?없|별로|no\b|nope|not now",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"다른\s?(?:거|것|영화|걸|건|게|작품|쪽|느낌)|딴\s?(?:거|걸|건|영화)|또\s?(?:없|추천|다른|골라|보여|뭐)|더\s?(?:없|추천|보여|골라)"
    r"|이미\s?(?:다\s?)?봤|다\s?(?:봤|본\s?거)|다음\s?(?:거|영화|것)|하나\s?더|몇\s?개\s?더|새로운\s?(?:거|영화|걸)|바꿔\s?(?:줘|주)|다시\s?(?:골라|추천|뽑아|찾아)"
    r"|이거\s?말고|그거\s?말고|이것들?\s?말고|그것들?\s?말고|another|something else|others?\b",
    re.IGNORECASE,
)
_ONLY_TALK = re.compile(
    r"(?:그냥|걍|얘기만?|말만|이야기만?)\s?(?:좀\s?)?(?:들어|얘기|이야기|말하고\s?싶|말할|하소연|떠들|털어)"
    r"|들어\s?(?:만|주기만|주면)|(?:얘기|이야기|말|대화|수다|하소연|넋두리)(?:나|를|만|만이라도)?\s?(?:좀\s?)?(?:하고\s?싶|하고싶|할래|하자|들어\s?줘|들어줘|들어\s?줄|들어주)"
)
_NO_FILMS = re.compile(
    r"(?<![가-힣])영화\s?(?:얘기|추천)?(?:는|은|까지는)?\s?(?:말고|됐|싫|필요\s?없|안\s?볼|관심\s?없|추천하지|볼\s?기분)|추천(?:은|\s?같은\s?거)?\s?(?:하지\s?마|됐|필요\s?없|말고)"
)
_WANTS = re.compile(r"(?:추천|골라|찾아|보여)\s?(?:해\s?줘|줘|해\s?주|주세|좀|부탁|해\s?봐)")


def accepts(text: str) -> bool:
    """Whether `text` says yes to an offer, and nothing else."""
    return len(text) <= _LONGEST and _YES.fullmatch(text) is not None and not _NO.search(text)


def declines(text: str) -> bool:
    """Whether `text` says no to an offer."""
    return len(text) <= _LONGEST and _NO.search(text) is not None


def wants_another(text: str) -> bool:
    """Whether `text` asks for other films than those just shown."""
    return len(text) <= _LONGEST and _ANOTHER.search(text) is not None


def refuses_films(text: str) -> bool:
    """Whether `text` says that no film is wanted."""
    return _NO_FILMS.search(text) is not None and _WANTS.search(text) is None


def only_talks(text: str) -> bool:
    """Whether `text` says that its writer wants to be heard, not recommended anything."""
    return _ONLY_TALK.search(text) is not None
