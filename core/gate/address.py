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
_HOURS = re.compile(r"(?:오늘|내일|언제까지|몇 ?시|왜 ?이렇게).{0,8}(?:방송|뱅송|방종|켜|휴방)")
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
        self._slugs = names
        words = "|".join(sorted(map(re.escape, (bot, *names)), key=len, reverse=True))
        self._called = re.compile(
            rf"(?<![가-힣A-Za-z])@?({words})"
            r"(?:님|씨|쌤)?(?:아|야|이는|이가|이도|이랑|이|는|은|가|도|한테|에게|랑|의|를|을)?요?(?![가-힣A-Za-z])"
        )

    def to(self, text: str, bot_cue: bool, others: Container[str], speaker: str = "") -> Addressee:
        """Whom `text` addresses; `others` are names of viewers seen lately.

        `others` may hold the `speaker`, to whom nobody's own line is addressed.
        """
        if bot_cue and self._called.search(text):
            return Addressee.BOT
        if (
            _AT.search(text)
            or _STREAMER.match(text)
            or _HOURS.search(text)
            or _SETTINGS.search(text)
        ):
            return Addressee.ELSEWHERE
        call = _CALL.match(text)
        if call and call[2] in ("님", "씨", "아", "야") and call[1] in others:
            return Addressee.NOBODY if call[1] == speaker else Addressee.ELSEWHERE
        return Addressee.NOBODY

    def persona(self, text: str) -> str | None:
        """Slug of the first persona named in `text`."""
        for match in self._called.finditer(text):
            if match[1] in self._slugs:
                return self._slugs[match[1]]
        return None
