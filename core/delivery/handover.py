"""What a process still owes in channels that are another's from now on."""

import logging
from collections.abc import Callable
from functools import partial

from core.channels.known import Channels
from core.channels.waiting import SKIPPED, excuse
from core.delivery.unanswered import Unanswered
from core.errands import Errand
from core.fleet.newsroom import Newsroom
from core.gifts.donations import Donations
from core.replies import Notice
from core.stores import Turns
from core.turns import Passed, Turn

log = logging.getLogger(__name__)

EXCUSES = "handover.excuses"
# A lease is another's after three seconds; each question waits so many for its answer.
TRIES, WITHIN = 5, 2.0


class Handover:
    """Whoever was promised an answer gets it there, and whoever was skipped is told there."""

    def __init__(
        self,
        channels: Channels,
        donations: Donations,
        turns: Turns,
        unanswered: Unanswered,
        newsroom: Newsroom,
        serves: Callable[[str], bool],
        tell: Callable[[Notice], object],
        errand: Callable[[Errand], object],
    ) -> None:
        """`serves(home)` tells whether this process answers there, `tell` says a line of the
        service's own."""
        self._channels = channels
        self._donations = donations
        self._turns = turns
        self._unanswered = unanswered
        self._newsroom = newsroom
        self._serves = serves
        self._tell = tell
        self._errand = errand
        newsroom.answer(EXCUSES, list[Notice], self._asked)

    def leave(self, home: str) -> None:
        """Channels of `home` are another process's; never waits."""
        skipped = self._channels.skipped(home)
        owed = self._channels.leave(home)
        self._donations.leave(home)
        self._unanswered(skipped, Passed.SKIPPED)
        if owed:
            self._errand(partial(self._hand_on, owed))
        excuses = [excuse(line, SKIPPED) for line in skipped if line.promised]
        if excuses:
            self._errand(partial(self._excuse, home, excuses))

    async def _hand_on(self, owed: list[Turn]) -> None:
        await self._turns.accept(owed)

    async def _excuse(self, home: str, excuses: list[Notice]) -> None:
        for _ in range(TRIES):
            if self._serves(home):  # it came back
                self._say(excuses)
                return
            if await self._newsroom.gather(EXCUSES, excuses, bool, most=1, within=WITHIN):
                return
        log.warning("nobody told that they were skipped", extra={"home": home})

    async def _asked(self, excuses: list[Notice]) -> bool | None:
        """Says them where this process answers."""
        homes = {self._channels.home(one.platform, one.channel) for one in excuses}
        if not all(map(self._serves, homes)):
            return None
        self._say(excuses)
        return True

    def _say(self, excuses: list[Notice]) -> None:
        for one in excuses:
            self._tell(one)
