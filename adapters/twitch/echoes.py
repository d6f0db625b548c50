"""The bot's own lines on the live socket: they prove what was said."""

import asyncio
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Echo:
    """A line that is being sent; `heard` once the socket shows it."""

    channel: str
    text: str
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Echoes:
    """The lines on their way."""

    def __init__(self) -> None:
        self._awaited: list[Echo] = []

    @contextmanager
    def awaited(self, channel: str, text: str) -> Iterator[Echo]:
        """A line that is about to be sent: its echo may outrun the answer."""
        echo = Echo(channel, _plain(text))
        self._awaited.append(echo)
        try:
            yield echo
        finally:
            self._awaited.remove(echo)

    def hear(self, channel: str, text: str) -> None:
        """The bot's account said `text`."""
        plain = _plain(text)
        # Twitch puts the name of whom a reply answers before its words.
        words = plain.partition(" ")[2] if plain.startswith("@") else plain
        for echo in self._awaited:
            same = echo.channel == channel and echo.text in (plain, words)
            if same and not echo.heard.is_set():
                echo.heard.set()
                return


def _plain(text: str) -> str:
    """`text` as it is after a platform took out what nobody sees."""
    visible = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).split())
