"""Tells the bot's own lines from the streamer's: on Chzzk both come from one account."""

import asyncio
import unicodedata
from collections import deque
from dataclasses import dataclass, field

from adapters.chzzk.line import MARK, tag

REMEMBERED = 60.0
HELD = 200


@dataclass(slots=True, eq=False)
class Said:
    """A line that was sent, or is being sent."""

    text: str
    tag: str
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
    in the last minute, or, should Chzzk reword it too, carries the tag of such a line.
    """

    def __init__(self) -> None:
        self._said: deque[Said] = deque(maxlen=HELD)

    def say(self, text: str, now: float) -> Said:
        """Remember a line that is about to be sent: its echo may outrun the answer."""
        said = Said(_plain(text), tag(text), now)
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
        same = [said for said in self._said if said.text == plain]
        for said in same:
            if not said.heard.is_set():
                said.heard.set()
                break
        if same or MARK in text:
            return True
        name = tag(plain)
        return bool(name) and any(said.tag == name for said in self._said)


def _plain(text: str) -> str:
    """`text` as it is after a platform took out what nobody sees."""
    visible = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).split())
