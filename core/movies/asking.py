"""Is a film being asked for, or does the film belong to somebody's story?"""

import re
import unicodedata
from typing import Final

from core.movies.catalogue import TITLE_SIGN
from core.movies.korean_genres import SPOKEN
from core.movies.wish_words import FEELS_LIKE, LENGTH_LIMIT, PLACED, PROVIDER_WORDS, UNWANTED


def asks_for_film(blanked: str) -> bool:
    """Whether a film is asked for in `blanked`, a text whose titles are TITLE_SIGN."""
    text = _NOISE.sub(" ", unicodedata.normalize("NFC", blanked).casefold())
    return any(_asks(" ".join(part.split())) for part in _ENDS.split(text))


def _asks(sentence: str) -> bool:
    if not sentence:
        return False
    if _ENGLISH.search(sentence) or _SEEK.search(sentence) or _FRAGMENT.search(sentence):
        return True
    if _RELAYED.search(sentence):
        return bool(_FILM.search(sentence))
    recommend = _RECOMMEND.search(sentence)
    if recommend is None:
        return False
    before = sentence[: recommend.start()]
    if _OTHER_THING.search(before) and not _FILM_NOUN.search(before):
        return False
    return bool(_FILM.search(sentence))


def _any(words: object) -> str:
    known = sorted(words, key=len, reverse=True)  # type: ignore[call-overload]
    return "(?:" + "|".join(re.escape(word) for word in known) + ")"


_ENDS = re.compile(r"[.!?~…\n]+")
_NOISE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ^;*\"'“”‘’「」()\[\]]+")
_GENRE: Final = _any(SPOKEN)
_PROVIDER: Final = "(?:" + "|".join(PROVIDER_WORDS.values()) + ")"
# 영화관, 영화처럼, 영화배우 and their like are about something else.
_FILM_WORD: Final = (
    r"(?:영화(?!관|제|처럼|배우|감독|표|값|티켓|동아리|데이트|모임|얘기|이야기|취향|평|음악|\s*같은\s*(?!거|게|것|영화))"
    r"|무비|명작|작품|애니(?!팡)|한\s*편)"
)
_THING: Final = rf"(?:{_FILM_WORD}|{_GENRE}(?:물|류)?)"
_TO_WATCH: Final = (
    rf"(?:(?<![가-힣])볼\s*(?:만한\s*)?(?:{_THING}|거|꺼|것|게|건)|(?<![가-힣])볼\s*만한)"
)
_FILM_NOUN = re.compile(rf"{_FILM_WORD}|{TITLE_SIGN}|{_TO_WATCH}|movie|film")
_FILM = re.compile(rf"{_THING}|{TITLE_SIGN}|{_TO_WATCH}|{_PROVIDER}|movie|film|{LENGTH_LIMIT}")
_OTHER_THING = re.compile(
    r"(?:선물|코스|장소|맛집|식당|카페|노래|음악|플레이리스트|책|소설|드라마|예능|웹툰|만화책|게임|옷"
    r"|향수|여행지|여행|숙소|멘트|대사|문구|이름|방법|유튜브|술|안주|메뉴|음식|반지|커플링|꽃|앱|어플"
    r"|취미|운동|상담|병원|화장품|립스틱|케이크|자리|좌석)\S{0,2}(?:\s\S{1,4})?\s*$"
)
_RECOMMEND = re.compile(
    r"추천\s*(?:(?:좀|즘|점|하나|부탁|요망|바라|바람)|[요여용]?$|,|\s영화|"
    r"해\s*(?:봐|바)(?![았서도야])|해\s*(?:줘|죠|조|다오)(?![도서야])|해\s*달라(?![고는네했던길니])"
    r"|해\s*주(?:라(?!고)|세|실\s*(?:수|만|거|래)|십|시겠|시면|면\s*(?:안|좋|감사))"
    r"|해\s*줄\s*(?:래|수|만한?|거|게|꺼|영화)|해요?$|받(?:아요|습니다|고\s*싶|을\s*(?:수|게)|나요)"
    r"|할\s*(?:만한?|거|게|영화)|드려요?$)"
)
# Somebody else asked the viewer, who now asks on.
_RELAYED = re.compile(
    r"추천\s*해\s*(?:달라|달래|주라).{0,60}?(?:뭐|뭘|어떤|무슨)\S{0,12}.{0,8}(?:좋|볼|추천|하)"
)
_WHICH: Final = r"(?:뭐|머|뭘|무엇|무슨|어떤|어느|뭔)"
_ASK_END: Final = (
    r"(?:[은는이가도좀로]|으로|하나|중에|같은\s*(?:거|게)|뭐|혹시|더|또|따로|추천할\s*만한\s*거|\s){0,12}"
    r"(?:(?:없|있)(?:나|냐|니|을까|을지|는지|어|음|을라나|으려나|으실까|는가|죠)요?"
    r"|알려\s*(?:줘|주|달라)\S{0,12}|골라\s*(?:줘|주|봐|달라)\S{0,12}|찾(?:아\s*(?:줘|주)\S{0,12}|고\s*있\S{0,12}|는\s*중\S{0,12}|아요|습니다|는데요?)"
    r"|땡(?:기|겨|긴)\S{0,12}|당(?:기|겨|긴)\S{0,12}|틀어\s*(?:줘|주)\S{0,12}|부탁\S{0,12}|원해요?|원함|줘요?|주세요|주라"
    r"|내놔|가자|갑시다|보여\s*(?:줘|주)\S{0,12})(?:\s(?:추천|혹시|심심|지루|우울|외로|꿀꿀|멘붕)\S{0,12})?$"
)
_WANT: Final = r"(?:이|가|을|를|나|이나|도|좀|한\s*편|하나|\s){0,12}보고\s*싶(?:어|다|네|음|은데|당|어졌)\S{0,2}$"
_MODIFIED: Final = (
    rf"(?:{FEELS_LIKE}|(?<![가-힣])\S{{1,6}}\s*수\s*있는"
    r"|[가-힣]\s*만한|되는|싶은|싶을\s*때|좋은|재밌는|재미있는|볼|보기\s*좋은)"
)
_SEEK = re.compile(
    rf"{_TO_WATCH}{_ASK_END}|{_THING}{_ASK_END}"
    rf"|{TITLE_SIGN}.{{0,8}}(?:거|것|게|걸|영화|작품){_ASK_END}"
    rf"|(?:{_MODIFIED}\s*{_FILM_WORD}|{_GENRE}(?:물|\s*영화)?|같은\s*(?:거|영화)){_WANT}"
    rf"|(?:{_FILM_WORD}|{_PROVIDER}|주말|오늘|저녁|밤)\S{{0,3}}\s(?:\S{{1,20}}\s){{0,2}}"
    rf"{_WHICH}\s*(?:를\s*)?(?:볼까|보지|볼지|봐야|봐|보면|볼래)(?:하나|해|할까|될까|좋을까|나|\s){{0,12}}[요여용]?$"
    rf"|{_WHICH}\s*{_THING}\S{{0,2}}\s(?:\S{{1,20}}\s)?(?:볼까|보지|봐야|보면|좋을까|괜찮을까|있)\S{{0,6}}$"
    rf"|{_TO_WATCH}\s*{_WHICH}\S{{0,2}}\s*(?:있|없|좋)\S{{0,3}}$"
    rf"|(?:볼\s*{_FILM_WORD}|{_FILM_WORD}[은는로]?)\s*{_WHICH}\S{{0,2}}\s*(?:있|없|좋|볼까|보지|봐|봐야)\S{{0,4}}$"
)
_PIECE_END: Final = r"(?:[로요좀나여용]|으로|도|하나|만|면|\s){0,12}$"
_FRAGMENT = re.compile(
    rf"(?:{_MODIFIED}|{PLACED}\s*(?:{_GENRE}\s*)?)\s*{_FILM_WORD}{_PIECE_END}"
    rf"|{_MODIFIED}\s*{_GENRE}(?:물)?{_PIECE_END}"
    rf"|(?:{PLACED}|{_PROVIDER}).{{0,12}}?(?:{_GENRE}|{_FILM_WORD}){_PIECE_END}"
    rf"|{TITLE_SIGN}\s*(?:이?랑|하고|와|과)?\s*(?:같은|비슷한|느낌의?|스타일의?|분위기의?|류의?)\s*"
    rf"(?:거|것|걸|게|영화|작품|느낌|분위기|{_GENRE})(?:{_PIECE_END}|\s*(?:추천|또|더|,))"
    rf"|{LENGTH_LIMIT}\s*(?:걸로|거로|거|것|걸|영화|영화로|로)?{_PIECE_END}"
    rf"|^(?:너무\s)?(?:{UNWANTED}|{_GENRE})\S{{0,3}}(?:\s*(?:거|건|것|영화)\S{{0,1}})?\s*"
    rf"(?:빼고|말고|제외하고|빼\s*줘|제외){_PIECE_END}"
)
_ENGLISH = re.compile(
    r"\b(?:recommend|suggest)\b.{0,40}\b(?:movies?|films?|something to watch)\b"
    r"|\b(?:movies?|films?)\b.{0,40}\b(?:recommend|suggest)"
    r"|\bwhat\b.{0,20}\b(?:movies?|films?)\b.{0,20}\b(?:watch|see)\b"
    r"|\bwhat should (?:i|we) watch\b|\bmovies? (?:like|similar to)\b|\blooking for\b.{0,30}\b(?:movie|film)"
)
