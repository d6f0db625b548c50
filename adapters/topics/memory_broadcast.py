"""News inside one process."""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakSet

import msgspec

from core.fleet.news import MISSED, News

# News that wait for one listener; one who falls behind by more is told that it missed some.
HELD = 1_000

# Weak: a generator that is closed or dropped before its first item never comes to its `finally`.
Ears = WeakSet[asyncio.Queue[News]]


class MemoryBroadcast:
    """Hands news to every listener of this process."""

    def __init__(self) -> None:
        self._ears: Ears = WeakSet()

    async def send(self, kind: str, payload: object = None) -> None:
        self.pass_on(msgspec.json.decode(msgspec.json.encode(News(kind, payload)), type=News))

    def pass_on(self, news: News) -> None:
        """Tell every listener; never waits."""
        for ear in self._ears:
            if ear.full():
                while not ear.empty():
                    ear.get_nowait()
                ear.put_nowait(News(MISSED))
            ear.put_nowait(news)

    def listen(self) -> AsyncIterator[News]:
        ear: asyncio.Queue[News] = asyncio.Queue(HELD)
        self._ears.add(ear)
        return _heard(ear, self._ears)


async def _heard(ear: asyncio.Queue[News], ears: Ears) -> AsyncIterator[News]:
    try:
        while True:
            yield await ear.get()
    finally:
        ears.discard(ear)
