"""Tells the bot's own lines from the streamer's: on Chzzk both come from one account."""

import asyncio
import re
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from adapters.chzzk.line import MARK

REMEMBERED = 60.0
HELD = 200
# From this likeness on (0 to 1), a line of the bot's that Chzzk changed is taken for that line.
ALIKE = 0.6
# Nobody types this much, in characters, that is so like what the bot just said.
LONG, VERY_ALIKE = 40, 0.85
# Not seen, or not kept, by every platform: format characters, emoji, their variants.
_LOST = frozenset({"Cf", "So"})
_VARIANTS = frozenset("\ufe0e\ufe0f🏻🏼🏽🏾🏿")
_TAG = re.compile(r"\[\s*([^\]]*?)\s*\]")


@dataclass(slots=True, eq=False)
class Said:
    """A line that was sent, or is being sent."""

    text: str
    speaker: str
    at: float
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def comes_back(self, within: float) -> bool:
        """Whether the live socket shows this line in chat within so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self.heard.wait()
        except TimeoutError:
            return False
        return True


class Echoes:
    """What was said in the last minute, and whether a line of the streamer's account is it.

    The mark alone tells. Should Chzzk strip it, a line is ours when it equals something said
    in the last minute, or, should Chzzk reword it too, carries the name of whoever said that
    in brackets, or is long and much like it.
    """

    def __init__(self) -> None:
        self._said: deque[Said] = deque(maxlen=HELD)

    def say(self, text: str, now: float) -> Said:
        """Remember a line that is about to be sent: its echo may outrun the answer."""
        plain = _plain(text)
        said = Said(plain, _speaker(plain), now)
        self._said.append(said)
        return said

    def unsay(self, said: Said) -> None:
        """Chzzk refused the line."""
        if said in self._said:
            self._said.remove(said)

    def ours(self, text: str, now: float) -> bool:
        """Whether a line of the streamer's account is an echo; the line it echoes is then heard."""
        while self._said and now - self._said[0].at > REMEMBERED:
            self._said.popleft()
        plain = _plain(text)
        if same := [said for said in self._said if said.text == plain]:
            _confirm(same)
            return True
        speaker = _speaker(plain)
        theirs = [said for said in self._said if said.speaker == speaker]
        if MARK in text or (speaker and theirs):
            _confirm(_alike(theirs, plain, ALIKE))
            return True
        if len(plain) < LONG:
            return False
        reworded = _alike(self._said, plain, VERY_ALIKE)
        _confirm(reworded)
        return bool(reworded)


def _confirm(lines: Iterable[Said]) -> None:
    """One echo is of one line: the first that none was heard of."""
    for said in lines:
        if not said.heard.is_set():
            said.heard.set()
            return


def _alike(lines: Iterable[Said], plain: str, least: float) -> list[Said]:
    """Those that `plain` may be a changed form of, the most alike first."""
    matcher = SequenceMatcher(b=plain, autojunk=False)
    found: list[tuple[float, Said]] = []
    for said in lines:
        matcher.set_seq1(said.text)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            found.append((matcher.ratio(), said))
    found.sort(key=lambda pair: -pair[0])
    return [said for likeness, said in found if likeness >= least]


def _speaker(plain: str) -> str:
    """The name in the brackets that a plain line begins with, or ""."""
    found = _TAG.match(plain)
    return found[1] if found else ""


def _plain(text: str) -> str:
    """`text` as it is after a platform took out what nobody sees, and emoji."""
    visible = (
        c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in _LOST and c not in _VARIANTS
    )
    return " ".join("".join(visible).split())
