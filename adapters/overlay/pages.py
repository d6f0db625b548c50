"""The pages that show the same: one channel's, or all channels'."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from adapters.fanout import Client, encode, frame
from core.labels import Platform

Key = tuple[Platform, str]

# A page reports within this time (seconds) after a sound should have ended, or never.
REPORT_WITHIN = 3.0


class Layer(StrEnum):
    """A part of the overlay, as a page's address names it."""

    AVATAR = "avatar"
    CAPTIONS = "captions"
    ALERTS = "alerts"
    RECEIPTS = "receipts"
    CARDS = "cards"
    POLL = "poll"
    PET = "pet"


class Look(Struct, frozen=True):
    """What a channel chose for its pages: the animal that lives there, "" or "none" if none does,
    and the language of their words, "" where nobody chose."""

    pet: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A connected page: what it shows (None: every channel), what it was let in with, and
    the parts that it has."""

    client: Client
    key: Key | None
    token: str
    layers: frozenset[Layer] = frozenset(Layer)

    @property
    def speaks(self) -> bool:
        """Whether answers are seen and heard on it."""
        return not self.layers.isdisjoint(SPEAKING)


@dataclass(slots=True)
class Playing:
    """A sound on its way: whose channel it belongs to, and set once it ended."""

    key: Key
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Pages:
    """Shows events at once and plays sounds one after another. One page owns the sound: the
    first that speaks and is on air, else the first that speaks."""

    def __init__(self, calm: Callable[[Key], float] = lambda _: 0.0) -> None:
        """`calm` tells for how many seconds yet nothing of a channel may be played."""
        self._calm = calm
        self.pages: list[Page] = []
        # Pages whose scene is not on air.
        self._idle: set[Page] = set()
        self._news: list[bytes] = []
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
        before = self._owner()
        self.pages.remove(page)
        self._idle.discard(page)
        self._hand_over(before)

    def turned(self, page: Page, active: bool) -> None:
        """The scene of `page` went on air, or off."""
        before = self._owner()
        if active:
            self._idle.discard(page)
        elif page in self.pages:
            self._idle.add(page)
        self._hand_over(before)

    @property
    def speak(self) -> bool:
        """Whether any of them does."""
        return self._owner() is not None

    @property
    def alert(self) -> bool:
        """Whether any of them shows what somebody gave."""
        return any(Layer.ALERTS in page.layers for page in self.pages)

    def owner(self, page: Page) -> bool:
        """Whether `page` plays the sound."""
        return self._owner() is page

    def _owner(self) -> Page | None:
        able = [page for page in self.pages if page.speaks]
        return next((page for page in able if page not in self._idle), able[0] if able else None)

    def _hand_over(self, before: Page | None) -> None:
        now = self._owner()
        if now is before:
            return
        for page, owns in ((before, False), (now, True)):
            if page in self.pages:
                page.client.send({"type": "audio_owner", "owner": owns})

    def show(self, event: dict[str, Any]) -> None:
        """Show `event` on every page; never waits. What comes at once goes as one frame, since a
        browser that lags is kept a limited number of frames, and no gift may be among the lost."""
        self._news.append(encode(event))
        if len(self._news) == 1:
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        text = frame(self._news)
        self._news = []
        for page in self.pages:
            page.client.push(text)

    async def play(
        self, key: Key, event: dict[str, Any], seconds: float, elsewhere: bool = False
    ) -> bool:
        """Show `event` when those before it have ended; returns when it was played, or should
        have been, `seconds` later. False when it was silenced before, or when no page speaks any
        more, unless others say it (`elsewhere`)."""
        stops = self._stops[key]
        async with self._turn:
            await self._calmed(key)
            if self._stops[key] != stops or not (self.speak or elsewhere):
                return False
            playing = self._playing[event["id"]] = Playing(key)
            self.show(event)
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds + REPORT_WITHIN):
                        await playing.ended.wait()
            finally:
                del self._playing[event["id"]]
            return True

    def ended(self, id: str) -> None:
        """The page that owns the sound has played it, or could not."""
        playing = self._playing.get(id)
        if playing is not None:
            playing.ended.set()

    async def _calmed(self, key: Key) -> None:
        """Wait until the channel may be heard; that may be put off meanwhile."""
        while (left := self._calm(key)) > 0:  # noqa: ASYNC110 - a time, no event
            await asyncio.sleep(left)

    def calm(self, key: Key, seconds: float) -> None:
        """Show nothing of a channel for so long, and end what is being played of it."""
        self.show({"type": "calm", "seconds": seconds, "channel": "/".join(key)})
        self._end(key)

    def stop(self, key: Key) -> None:
        """Silence one channel at once."""
        self.show({"type": "stop", "channel": "/".join(key)})
        self._cut(key)

    def interrupt(self, key: Key) -> None:
        """End what is being said of one channel, or is next; all else stays."""
        self.show({"type": "interrupt", "channel": "/".join(key)})
        self._cut(key)

    def _cut(self, key: Key) -> None:
        """Neither what is played of a channel nor what waits for its turn goes on."""
        self._stops[key] += 1
        self._end(key)

    def _end(self, key: Key) -> None:
        for playing in self._playing.values():
            if playing.key == key:
                playing.ended.set()


# Whichever of these a page has, it speaks.
SPEAKING: Final = (Layer.AVATAR, Layer.CAPTIONS)
