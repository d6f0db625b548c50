"""Whom a line is spoken to."""

import re
from collections.abc import Container
from enum import StrEnum

_AT = re.compile(r"@(\S{1,30})")
_CALL = re.compile(
    r"^\W*([가-힣A-Za-z0-9_]{1,16}?)(님들?|씨|아|야|이는|은|는)?(?=[\s,!?~.ㅋㅎㅠ]|$)"
)
# Three patterns, not one: alternatives that all begin with a plain letter are skipped to.
_STREAMER = re.compile(
    r"\W*(?:스트리머|방장|주인장|스머|형님|형(?=[ ,])|누님|비제이|BJ|bj|사장님)(?:님|아|은|는|이|도|께|한테)?(?=\W|$)"
)
# Whoever is called by a title nobody in one's own story bears: "은별님 …".
_TITLED = re.compile(
    r"\W*([가-힣A-Za-z0-9_]{2,16}?)(?:님|씨|쌤)(?:들|은|는|도|이랑|이라면|한테|께서?)?요?(?=[\s,!?~.]|\Z)"
)
_OFFICES = re.compile(
    r"(?:부모|선생|교수|사장|팀장|부장|과장|차장|실장|원장|점장|반장|대리|주임|대표|회장|이사|선배|후배|어머|아버|할머|할아버"
    r"|형|누|하느|고객|스|상사|사수|사모|장인|장모|남편|남친|여친|애인|서방|의사|기사|코치|감독|목사|신부|주인|집사|조교|선임)\Z"
)
# "언니 남친 있어요?" asks the streamer; "오빠 연락이 없어요" tells of somebody.
_KIN = re.compile(r"\W*(?:언니|누나|오빠|형|이모|삼촌)(?:들|는|은|도)?[,\s]+(?=\S)")
# The same by name: "소연 누나", but not "친한 누나".
_NAMED_KIN = re.compile(r"\W*([가-힣]{2,4}?) ?(?:언니|누나|오빠|형)(?:는|은|도)?(?=[,\s!?~]|\Z)")
_WHICH = re.compile(
    r"(?:우리|저희|사촌|친|동네|회사|학교|옆집|교회|동아리|알바|학원|군대|고향|[는은던한된친른운인])\Z"
)
_TELLS = re.compile(
    r"(?<![가-힣])(?:저|나)(?:는|도|를|한테|만|보고)?(?![가-힣])|제가|내가|저한테|나한테|어떡|어떻게 (?:해|하)|[할을될볼]까|좋아하(?:는데|게|고|는 거)"
    r"|고백하|연락|답장|카톡|읽씹|헤어지(?:자|고|재)|헤어졌|힘들|보고 ?싶|생각|때문|바람|서운|싸웠|싸우"
)
_LAST_CALLED = re.compile(
    r"(?<![는은던한된친른운])\s(?:방장|스트리머|주인장|형|언니|누나|오빠)(?:님|아|야)?[\s.!?~ㅋㅎㅠㅜ]*\Z"
)
# With a name in it, this is said to its bearer; the other is said of them.
_SPEAKS = re.compile(
    r"(?<![가-힣])(?:저|나|내|제|너|네|니)(?:가|는|도|를|한테|만|랑)?(?![가-힣])|안녕|하이|ㅎㅇ|반가|고마|고맙|사랑|잘 ?자|굿나잇"
    r"|어때|어떻|어떡|생각|[해봐려들]\s?[줘주]|[까래나]요?\s*\?*\Z|(?<!누구야)(?<!뭐야)\?"
)
_REMARK = re.compile(
    r"(?:[네다음임함냐듯야]|지|더라|있음|이래|이야|[ㅋㅎㄷㅠ]{2,}|소환|등장)[\s.!~ㅋㅎㄷㅠㅜ]*\Z"
)
_HOURS = re.compile(r"(?:오늘|내일|언제까지|몇 ?시|왜 ?이렇게).{0,8}(?:방송|뱅송|방종|켜|휴방)")
_YOU = re.compile(
    r"[,!]|\s*(?:언니|누나|형|오빠)(?![가-힣])|\s+(?:너|니|넌|네가|니가|너는|너도)(?![가-힣])"
)
_SETTINGS = re.compile(
    r"(?:마이크|볼륨|소리|화면|캠|음량|브금|노래).{0,8}(?:줄여|키워|꺼|켜|안 ?들|안 ?나|끊|작|크|틀어)"
)


class Addressee(StrEnum):
    NOBODY = "nobody"
    BOT = "bot"
    ELSEWHERE = "elsewhere"


class Address:
    """Tells whether a line speaks to LoveLM, to somebody else, or into the room."""

    def __init__(self, bot: str, names: dict[str, str]) -> None:
        """`names` gives the persona slug for each of the personas' names."""
        self._bot = bot
        self.personas = names
        words = "|".join(sorted(map(re.escape, (bot, *names)), key=len, reverse=True))
        self._called = re.compile(
            rf"(?<![가-힣A-Za-z])@?({words})"
            r"(?:님|씨|쌤)?(?:아|야|이는|이가|이도|이랑|이|는|은|가|도|한테|에게|랑|의|를|을)?요?(?![가-힣A-Za-z])"
        )

        self._vocative = re.compile(
            rf"(?<![가-힣A-Za-z])(?:@(?:{words})|(?:{words})(?:이)?(?:님|씨|쌤|아|야|선생님)?(?:은요|는요)?[,!?~]|(?:{words})(?:이)?(?:님|씨|쌤|아|야))"
        )

    def to(self, text: str, bot_cue: bool, others: Container[str], speaker: str = "") -> Addressee:
        """Whom `text` addresses; `others` are names of viewers seen lately.

        `others` may hold the `speaker`, to whom nobody's own line is addressed.
        """
        if bot_cue and self._called.search(text):
            return Addressee.BOT if self._speaks_to(text) else Addressee.ELSEWHERE
        if (
            _AT.search(text)
            or _STREAMER.match(text)
            or _HOURS.search(text)
            or _SETTINGS.search(text)
            or _LAST_CALLED.search(text[-20:])
            or self._asks_kin(text)
        ):
            return Addressee.ELSEWHERE
        return Addressee.ELSEWHERE if self._calls(text, others, speaker) else Addressee.NOBODY

    def _speaks_to(self, text: str) -> bool:
        """Whether `text`, which names the bot, is more than a remark about it."""
        if self._vocative.search(text) or _SPEAKS.search(text):
            return True
        return _REMARK.search(text[-20:]) is None

    def _asks_kin(self, text: str) -> bool:
        """Whether `text` speaks to somebody as one does to an elder, and tells nothing."""
        named = _NAMED_KIN.match(text)
        called = _KIN.match(text) or (named and not _WHICH.search(named[1]))
        return bool(called) and _TELLS.search(text) is None

    def _calls(self, text: str, others: Container[str], speaker: str) -> bool:
        """Whether `text` begins with the name of somebody other than the speaker."""
        titled = self.called(text)
        if titled is not None:
            return titled != speaker
        call = _CALL.match(text)
        if call is None or call[1] == speaker or call[1] not in others:
            return False
        return call[2] in ("님", "씨", "아", "야") or _YOU.match(text, call.end()) is not None

    def called(self, text: str) -> str | None:
        """The name `text` begins with, where a title shows that it is one."""
        titled = _TITLED.match(text)
        return titled[1] if titled and not _OFFICES.search(titled[1]) else None

    def persona(self, text: str) -> str | None:
        """Slug of the first persona named in `text`."""
        for match in self._called.finditer(text):
            if match[1] in self.personas:
                return self.personas[match[1]]
        return None
