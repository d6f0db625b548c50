"""The pages that show the same: one channel's, or all channels'."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from adapters.fanout import Client, encode, frame
from core.labels import Platform

Key = tuple[Platform, str]

# A page reports within this time (seconds) after a sound should have ended, or never.
REPORT_WITHIN = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A connected page: what it shows (None: every channel), and what it was let in with."""

    client: Client
    key: Key | None
    token: str


@dataclass(slots=True)
class Playing:
    """A sound on its way: whose channel it belongs to, and set once it ended."""

    key: Key
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Pages:
    """Shows events at once and plays sounds one after another. The first page owns the sound;
    when it leaves, the next one does."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self._playing: dict[str, Playing] = {}
        self._turn = asyncio.Lock()
        # How often each channel was silenced: what waited for its turn meanwhile is not shown.
        self._stops: Counter[Key] = Counter()

    def add(self, page: Page) -> None:
        self.pages.append(page)

    def remove(self, page: Page) -> None:
        """Forget `page`, if it is here."""
        if page not in self.pages:
            return
        owned = self.owner(page)
        self.pages.remove(page)
        if owned and self.pages:
            self.pages[0].client.send({"type": "audio_owner", "owner": True})

    def owner(self, page: Page) -> bool:
        """Whether `page` plays the sound."""
        return bool(self.pages) and self.pages[0] is page

    def show(self, event: dict[str, Any]) -> None:
        """Show `event` on every page; never waits."""
        text = frame([encode(event)])
        for page in self.pages:
            page.client.push(text)

    async def play(self, key: Key, event: dict[str, Any], seconds: float) -> None:
        """Show `event` when those before it have ended; returns when it was played, or should
        have been, `seconds` later."""
        stops = self._stops[key]
        async with self._turn:
            if self._stops[key] != stops:
                return
            playing = self._playing[event["id"]] = Playing(key)
            self.show(event)
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds + REPORT_WITHIN):
                        await playing.ended.wait()
            finally:
                del self._playing[event["id"]]

    def ended(self, id: str) -> None:
        """The page that owns the sound has played it, or could not."""
        playing = self._playing.get(id)
        if playing is not None:
            playing.ended.set()

    def stop(self, key: Key) -> None:
        """Silence one channel at once."""
        self._stops[key] += 1
        self.show({"type": "stop", "channel": "/".join(key)})
        for playing in self._playing.values():
            if playing.key == key:
                playing.ended.set()
