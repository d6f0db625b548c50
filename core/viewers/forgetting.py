"""`잊어줘`: everything that is kept of a person goes, wherever it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final, Protocol

from core.channels.channel import Channel
from core.errors import BadInput
from core.viewers.nameless import nameless
from core.viewers.people import People

log = logging.getLogger(__name__)

# An answer that is being written or said is over by then.
PATIENCE: Final = 30.0
TICK: Final = 0.05


class Keeper(Protocol):
    """Keeps something of viewers."""

    async def forget(self, viewers: Collection[str]) -> None:
        """Keep nothing of these accounts, in one transaction; harmless when repeated."""


class Forgetting:
    """Wired up later: `live` drop what is kept in memory only; `elsewhere` does in the other
    processes what `here` does in this one, and tells whether all of them did.

    What stays, and why: aftercare, for half an hour, since whoever disclosed a crisis must not
    be answered as if nothing had been; by hash, that a channel's manager has ignored them, since
    that is their decision, and what today's caps have counted, since forgetting would refill
    them; what cooldowns and fairness have counted, likewise, in memory; ids and states of turns
    and gifts, since nothing may be said twice.
    """

    def __init__(
        self,
        people: People,
        channels: Iterable[Channel],
        gifts: Keeper,
        keepers: Sequence[Keeper],
        merge: Callable[[], Awaitable[None]],
    ) -> None:
        """`gifts` pass what waits there on to the channels, so they come first; `merge` makes
        the files hold nothing of what was deleted."""
        self._people = people
        self._channels = channels
        self._gifts = gifts
        self._keepers = keepers
        self._merge = merge
        self.elsewhere: Callable[[Collection[str]], Awaitable[bool]] = _nobody
        self.live: tuple[Callable[[Collection[str]], object], ...] = ()

    async def forget(self, viewer: str) -> None:
        """Forget the person with all linked accounts; durable when it returns, and may be asked
        for again. Raises BadInput, worded for people, while an answer to them takes too long.
        """
        accounts = self._people.accounts(viewer)
        await self.here(accounts)
        if not await self.elsewhere(accounts):
            raise BadInput(BUSY)
        self._drop(accounts)
        for keeper in self._keepers:
            await keeper.forget(accounts)
        # Last of all: whoever asks again after a failure still means every account.
        await self._people.unlink(viewer)
        await self._merge()
        log.info("a viewer was forgotten", extra={"accounts": len(accounts)})

    async def here(self, accounts: Collection[str]) -> None:
        """Keep nothing of these in memory. Raises BadInput, worded for people, while an answer
        to them takes too long."""
        await self._gifts.forget(accounts)
        for channel in self._channels:
            self._withdraw(channel, accounts)
        self._drop(accounts)
        await self._answered(accounts)
        self._drop(accounts)  # what has just been answered left something

    def _drop(self, accounts: Collection[str]) -> None:
        for drop in self.live:
            drop(accounts)

    def _withdraw(self, channel: Channel, accounts: Collection[str]) -> None:
        """Nothing of theirs waits; whatever they gave is thanked for without name or words."""
        for account in accounts:
            channel.gate.forget(account)
            if channel.poll is not None:
                channel.poll.votes.pop(self._people.of(account), None)
        for candidate in channel.gate.waiting():
            candidate.also = [one for one in candidate.also if one.viewer.id not in accounts]
            if candidate.viewer.id in accounts:
                candidate.events = [nameless(event) for event in candidate.events]
                candidate.text = ""

    async def _answered(self, accounts: Collection[str]) -> None:
        """Return when what is being answered now is over: its words are stored until then."""
        under_way = self._under_way(accounts)
        for _ in range(round(PATIENCE / TICK)):
            if not under_way & self._under_way(accounts):
                return
            await asyncio.sleep(TICK)
        raise BadInput(BUSY)

    def _under_way(self, accounts: Collection[str]) -> set[str]:
        """Ids of the turns that are about them, if only among others."""
        return {
            turn.id
            for channel in self._channels
            for turn in channel.in_flight.values()
            if not turn.people.isdisjoint(accounts)
        }


async def _nobody(_: Collection[str]) -> bool:
    """There is no other process."""
    return True


BUSY = "지금 답하고 있는 이야기가 있어서 아직 못 지웠어요. 조금 뒤에 다시 해 주세요."
