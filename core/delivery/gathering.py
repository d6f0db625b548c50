"""Receipts of one moment: said in one line of chat."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from core.replies import Receipt

# Seconds that the first waits for others, and between two lines in a channel: who writes meanwhile
# is in the next one.
FIRST, AGAIN = 0.3, 1.0

Say = Callable[[Sequence[Receipt]], Awaitable[None]]


@dataclass(slots=True, eq=False)
class _Waiting:
    receipt: Receipt
    said: asyncio.Future[None]


@dataclass(slots=True, eq=False)
class _Place:
    group: list[_Waiting] = field(default_factory=list)
    saying: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float = float("-inf")


class Gathering:
    """One adapter's."""

    def __init__(self, say: Say, fits: Callable[[Sequence[Receipt]], bool]) -> None:
        """`say` says one or several of a channel in one line, `fits` tells whether one line takes
        several."""
        self._say = say
        self._fits = fits
        self._places: dict[str, _Place] = {}

    async def tell(self, receipt: Receipt) -> None:
        """Say it, alone or among others, in the order of the calls. Raises what its line raised."""
        place = self._places.setdefault(receipt.channel, _Place())
        waiting = _Waiting(receipt, asyncio.get_running_loop().create_future())
        place.group.append(waiting)
        if len(place.group) == 1:
            await self._lead(place, place.group)
        await waiting.said

    async def _lead(self, place: _Place, group: list[_Waiting]) -> None:
        """Whoever came first says all of them."""
        now = asyncio.get_running_loop().time
        try:
            async with place.saying:
                await asyncio.sleep(max(FIRST, place.last + AGAIN - now()))
                place.group = []
                for line in self._lines(group):
                    await self._say_line(line)
                place.last = now()
        finally:  # stopped before that: nobody waits for ever
            if place.group is group:
                place.group = []
            for one in group:
                one.said.cancel()

    def _lines(self, group: list[_Waiting]) -> Iterator[list[_Waiting]]:
        """As many in each as fit."""
        line: list[_Waiting] = []
        for one in group:
            if line and not self._fits([*(other.receipt for other in line), one.receipt]):
                yield line
                line = []
            line.append(one)
        yield line

    async def _say_line(self, line: list[_Waiting]) -> None:
        error: Exception | None = None
        try:
            await self._say([one.receipt for one in line])
        except Exception as failed:  # told to each whose line it was; the next one may be said
            error = failed
        for one in line:
            if one.said.done():
                continue
            if error is None:
                one.said.set_result(None)
            else:
                one.said.set_exception(error)
