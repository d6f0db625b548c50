"""What a channel's managers learn of its last stream (`/리포트`, the studio)."""

import asyncio
from collections.abc import Awaitable, Callable

from core.channels.guilds import Actor, Place
from core.channels.rights import Forbidden
from core.channels.settings import Level
from core.errors import BadInput
from core.labels import Platform
from core.reports.printed import Printed

Check = Callable[[Actor, Place, Level], object]
# With what it cost or without; None where nothing is kept of the channel.
Last = Callable[[Platform, str, bool], Awaitable[Printed | None]]


class ReportDesk:
    """Acts for an Actor on a Place. Raises Forbidden or BadInput, worded for people."""

    def __init__(self, check: Check, last: Last) -> None:
        """`check` raises Forbidden."""
        self._check = check
        self._last = last
        # Each reads a whole stream: one at a time.
        self._making = asyncio.Lock()

    async def last(self, actor: Actor, place: Place) -> Printed:
        """The last stream, or the one that is going on so far; what it cost is in there for
        streamers only."""
        self._check(actor, place, Level.MANAGER)
        async with self._making:
            printed = await self._last(place.platform, place.channel, self._sees_cost(actor, place))
        if printed is None:
            raise BadInput(NOTHING)
        return printed

    def _sees_cost(self, actor: Actor, place: Place) -> bool:
        try:
            self._check(actor, place, Level.STREAMER)
        except Forbidden:
            return False
        return True


NOTHING = "아직 남은 기록이 없어요. 방송에서 러블름이 한 번이라도 답한 뒤에 볼 수 있어요."
