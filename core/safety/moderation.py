"""Abuse in what viewers write, and names fit to be said aloud."""

import re
from collections.abc import Iterable
from copy import copy
from typing import Self

from core.safety.abuse import Hit, Lexicon, Stem, Where, Words
from core.safety.accusation import Accusations
from core.safety.masking import mask
from core.safety.quotation import aimed, covered, quoted
from core.safety.spelling import loose, readings, spelled
from core.safety.verdict import CLEAN, Reason, Severity, Verdict

_NAME = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣa-zA-Z0-9_\- ]+")
_LONGEST_NAME = 12
_SHORT_NAME = 2
NOBODY = "시청자"
_DIGITS = re.compile(r"\d(?:\D{0,2}\d){7}")
_LINK = re.compile(
    r"https?|www\.|(?<![a-z0-9-])[a-z0-9-]{2,63}\s?\.\s?(?:com|net|org|kr|io|gg|tv|me|ly|xyz|link|site|shop)\b",
    re.I,
)
# Who a viewer might pass for: with these in the name, and with a name that is only one of those.
_OURS = "관리자 운영자 운영진 운영팀 고객센터 러블름 lovelm"
_OFFICES = (
    "매니저 스트리머 방장 시스템 admin administrator moderator operator official system staff"
)


class Moderation:
    """Finds abuse however it is spelled; immutable, so that channels can share one."""

    def __init__(self, banned: Iterable[str] = (), personas: Iterable[str] = ()) -> None:
        """`banned` are words beside the built-in ones, `personas` names that no viewer may bear."""
        self._lexicon = Lexicon.load()
        self._accusations = Accusations()
        self._ours = tuple(map(spelled, _OURS.split()))
        self._taken = frozenset(map(spelled, [*_OFFICES.split(), *personas]))
        self._own = self._words(banned, ())

    def with_words(self, banned: Iterable[str], names: Iterable[str]) -> Self:
        """The same for a channel: its forbidden words are abuse however spelled, and a text
        with one of `names` (real names, other streamers) is held.

        The built-in words are shared, so this costs microseconds a word.
        """
        other = copy(self)
        other._own = self._words(banned, names)
        return other

    def _words(self, banned: Iterable[str], names: Iterable[str]) -> Words:
        stems = [(word, _BANNED) for word in banned]
        # A short name is also a part of other words: 지수 of 지수함수.
        stems += [(name, _NAMED if len(name) > _SHORT_NAME else _NAMED_ALONE) for name in names]
        return Words(stems, self._lexicon.borders)

    def judge(self, text: str) -> Verdict:
        """How far `text` may go; about 10 µs where it is clean. Never raises."""
        hits = self._find(text)
        reasons = {hit.stem.reason for hit in hits if hit.stem.reason is not None}
        if self._accusations.against(text):
            reasons.add(Reason.PERSON)
        if not reasons:
            return CLEAN
        if Reason.NAME in reasons and reasons - {Reason.NAME, Reason.PROFANITY}:
            severity = Severity.ABUSIVE
        else:
            severity = max((hit.stem.severity for hit in hits), key=_ORDER.index, default=_HELD)
        spans = [(hit.start, hit.end) for hit in hits]
        told = bool(spans) and quoted(text, spans)
        return Verdict(severity, frozenset(reasons), told, not told and aimed(text, spans))

    def abusive(self, text: str) -> bool:
        """Whether `text` may be neither shown on the overlay nor spoken as it is."""
        return not self.judge(text).shown

    def covered(self, text: str) -> str:
        """`text` with what was found in it as ○○: what a persona may read and show it read."""
        return covered(text, ((hit.start, hit.end) for hit in self._find(text)))

    def name(self, name: str) -> str:
        """`name` as it may be said: short, plain letters, or "시청자" when it is not fit.

        Unfit are abuse, a number or address to turn to, and who passes for us or a moderator.
        """
        plain = " ".join(_NAME.sub("", name).split())[:_LONGEST_NAME].strip()
        unfit = (
            not plain
            or not self.judge(name).shown
            or not self.judge(plain).shown
            or _DIGITS.search(name)
            or _LINK.search(name)
            or mask(name) != name
            or self._passes_for_us(name)
        )
        return NOBODY if unfit else plain

    def _passes_for_us(self, name: str) -> bool:
        for letters in readings(name):
            read = "".join(letter.text for letter in letters)
            bare = (
                read.removeprefix("ai").removesuffix("님").removesuffix("봇").rstrip("0123456789")
            )
            if bare in self._taken or any(name in read for name in self._ours):
                return True
        return False

    def _find(self, text: str) -> list[Hit]:
        sounds = tuple(loose(text))
        return self._lexicon.words.find(text, sounds) + self._own.find(text, sounds)


_HELD = Severity.UNCERTAIN
_ORDER = tuple(Severity)
_BANNED = Stem(Severity.ABUSIVE, Reason.BANNED)
_NAMED = Stem(Severity.UNCERTAIN, Reason.NAME, Where.START)
_NAMED_ALONE = Stem(Severity.UNCERTAIN, Reason.NAME, Where.WHOLE)
