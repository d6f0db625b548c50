"""How a line is said: tells of its writer, or sells, sings, quotes, jokes, gossips, advises."""

import re
from enum import StrEnum

LONGEST = 500


class Tone(StrEnum):
    PLAIN = "plain"
    # Its writer speaks of themselves or of somebody of theirs.
    OWN = "own"
    # … and says so before anything else, in earnest.
    CONFESSION = "confession"
    QUESTION = "question"
    PLAY = "play"
    ADVERT = "advert"
    SONG = "song"
    QUOTE = "quote"
    JOKE = "joke"
    GOSSIP = "gossip"
    ADVICE = "advice"


def tone(text: str) -> Tone:
    """What `text` sounds like, by its first LONGEST letters."""
    text = text[:LONGEST].strip()
    if _ADVERT.search(text) or len(set(_OFFERS.findall(text))) > 1:
        return Tone.ADVERT
    if _NOTES.search(text) or (text.endswith("~") and _LYRIC.search(text)):
        return Tone.SONG
    if _QUOTED.match(text) and "ㅋㅋ" in text:
        return Tone.QUOTE
    laughs = _LAUGHS.search(text[-20:]) is not None
    own = _OWN.search(text) is not None
    if _POLL.search(text[-20:]):
        return Tone.JOKE
    asks = _ASKS.search(text) is not None
    if not asks:
        if _ADVICE.search(text[-20:]) or (not own and _BIDS.search(text)):
            return Tone.ADVICE
        if laughs and not own:
            return Tone.JOKE
    if not own and (_SHOWS.search(text) or _HEARSAY.search(text[-20:])):
        return Tone.GOSSIP
    if _PLAY.search(text):
        return Tone.PLAY
    if not laughs and _CONFESSION.match(text):
        return Tone.CONFESSION
    if own:
        return Tone.OWN
    return Tone.QUESTION if asks else Tone.PLAIN


def wishes(text: str) -> bool:
    """Whether `text`, which is about films, asks for one."""
    return _WISHES.search(text[:LONGEST]) is not None


_ADVERT = re.compile(
    r"https?:|www\.|\.(?:com|net|kr|co|gg|example)/|([★☆■◆▶♥♡])[^★☆■◆▶♥♡]{1,40}\1"
    r"|텔레그램|오픈 ?채팅|리딩방|당일 ?입금|최저가|부적|수익률|무직자|010-?\d{3,4}"
    r"|[명곳]에게? ?(?:보내|복사|공유)|복사.{0,20}붙여 ?넣|\[(?:이벤트|광고|홍보)\]"
)
# One of these proves nothing, two different ones do.
_OFFERS = re.compile(
    r"무료|할인|가입|적립|포인트|쿠폰|링크|클릭|문의|쪽지|추가하|채널 ?추가|대행|재택|부업|이벤트|증정|당첨|복사"
    r"|아이디|환영|봐드립니다|해드립니다|빌려드립니다|체험|검색하세요"
)
_NOTES = re.compile(r"[♩♪♫♬🎵🎶]")
_LYRIC = re.compile(r"그대|너를|널|넌|너의|너 때문|나를|날 |내게|나의|사랑했지|보고 ?싶다")
_LAUGHS = re.compile(r"[ㅋㅎㄷ]{2,}[\s.!~ㅠㅜ]*\Z")
# "손", "1": whoever is meant raises a hand.
_POLL = re.compile(r"(?:사람|분) ?(?:손|1|있음|있나|있냐)[\s?!ㅋㅎ]*\Z")
_CONFESSION = re.compile(
    r"(?:(?:아|하|헐|ㅠ+|ㅜ+|진짜|사실|솔직히)[ ,.]*)?(?:저|나)(?:는|도|만)? "
    r"(?:오늘|방금|어제|그제|아까|지금|요즘|이제|드디어|결국|아직|진짜|너무|또)(?!.*(?:[ㅋㅎ]{2}|사연|영화))"
)
_PLAY = re.compile(
    r"랭크|티어|브론즈|실버|골드|플래|다이아(?!몬드)|정글|미드|원딜|서폿|탑 |갱 |한타|밴픽|펜타|칼바람|듀오|캐리|트롤|버스 ?타"
    r"|스킬|보스|던전|아이템|파밍|리스폰|헤드샷|치킨 ?먹|큐 |부캐|만렙|가챠|픽업|버그|렉 |(?<!영)화면|방송"
)
_QUOTED = re.compile(r"[\"“'‘「]")
_OWN = re.compile(
    r"(?<![가-힣])(?:저|전|나|난|우리|저희)(?:는|도|만|한테|에게|를|랑|보고|의|한텐)?(?![가-힣])"
    r"|(?<![가-힣])(?:내|제)(?:가|게)?(?![가-힣])|[남여](?:친|자 ?친구|사친)|애인|남편|와이프|아내|신랑"
    r"|[썸짝][남녀]|짝사랑|걔|그 ?(?:사람|분|애|오빠|언니|누나|형|친구)|상대(?:방|가|는)|엄마|아빠|부모님"
    r"|어머니|시댁|상사|팀장|친구들?(?:이|가|랑|한테)|\b(?:i|i'm|i've|me|we|my (?:boyfriend|girlfriend|bf|gf|ex|crush|husband|wife|partner|friends?))\b",
    re.IGNORECASE,
)
# How people ask for counsel; none who advise, joke or pass on news.
_ASKS = re.compile(
    r"어떡|어떻|어카|어케|뭐|뭘|무슨|어떤|어디|얼마|[가-힣]까요?(?=\W|\Z)|나요|는지|[건인긴]가|가요|맞[죠나]|[거되하]죠"
    r"|모르겠|고민|조언|도와|(?:해|알려|봐|들어|말해) ?[주줘]|추천|\?|왜"
)
_ADVICE = re.compile(
    r"(?:지 ?(?:마|말)(?:요|세요|라|자|고)?|면 ?(?:돼요?|됨|된다|되죠|되지|끝)|(?:해|가|버려|둬|마)야 ?(?:됨|돼요?|지|죠|함)"
    r"|(?:해|물어|말해|만나|기다려|보내|얘기해|잡아|생각해|(?<![런는은인한간운])가) ?봐요?|라고 ?(?:해요?|하세요)|(?:하|가|먹|보|듣|놀)자|(?:해|가|버려|헤어져|둬|떠나)라"
    r"|헤어져요?|버려요?|차단해요?|신고해요?|손절|[이가] ?(?:답|약|최고|필요(?:해요?|함|하죠))|[가-힣] ?ㄱ+|ㄴㄴ)[\s.!~ㅠㅜㅋㅎ]*\Z"
)
# Polite requests, unless of what somebody of the writer's own does.
_BIDS = re.compile(
    r"(?<![주계])세요[\s.!~ㅠㅜㅋㅎ]*\Z|힘내|화이팅|파이팅|응원|토닥|고마워요?|고맙습니다|감사(?:합니다|해요|드)"
)
_WISHES = re.compile(
    r"추천|ㅊㅊ|볼 ?만|볼 ?거|볼까|뭐|뭘|무슨|어떤|있[을나어]|없[을나어]|하나|골라|알려|찾|싶|줘|주[세라실]|땡기|당기|\?"
    r"|recommend|suggest|watch|any|something",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"드라마|예능|(?<![가-힣])[남여]주(?:가|는|도|랑|\W)|나는 ?솔로|나솔|환승 ?연애|하트시그널|솔로지옥|연예인|열애설|기사 (?:뜸|났|떴)|막장"
)
_HEARSAY = re.compile(r"[한된간온]대요?[\s.!?~ㅋㅎㅠㅜ]*\Z|소문")
