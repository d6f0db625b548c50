"""Chzzk as a place to listen and speak."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence

from adapters.chzzk.account import Account
from adapters.chzzk.api import OpenApi
from adapters.chzzk.line import tagged, told, whole
from adapters.chzzk.problems import NOBODY
from adapters.division import Division
from core.delivery.gathering import Gathering
from core.errors import Disconnected, SendRejected
from core.events import Event, Viewer
from core.labels import Platform
from core.ports import Clock, Hear
from core.replies import Notice, Receipt, Reply, together

# Chat goes on: an answer that comes later than this is no answer to what is on the screen.
PATIENCE = 8.0
# The gate stands still while a receipt or a notice waits.
TELL_PATIENCE = 1.0
RECEIPT_FROM = 10


class ChzzkAdapter:
    """Serves each streamer who consented, from that streamer's own account.

    One consent speaks for one channel, so what befalls one account stays with it.
    """

    platform = Platform.CHZZK

    def __init__(
        self,
        apis: Sequence[OpenApi],
        bot_name: str,
        clock: Clock = time.time,
        said: Sequence[tuple[str, float]] = (),
    ) -> None:
        """`apis` has one for each streamer; `bot_name` signs what no persona says; `said` has
        the channel and time of each line just before a restart, oldest first."""
        self._bot_name = bot_name
        self._gathering = Gathering(self._acknowledge, self._fits)
        self._division = Division()
        self.lost: Callable[[], object] = lambda: None
        self.found: Callable[[], object] = lambda: None
        before: dict[str, list[float]] = {}
        for channel, at in said:
            before.setdefault(channel, []).append(at)
        self._accounts = [
            Account(api, f"chzzk {number}", clock, self._taken, self._wake, before, self._gone)
            for number, api in enumerate(apis, 1)
        ]
        self._units = self.units

    @property
    def units(self) -> Collection[str]:
        """The channels' ids; for an account of which that is not known yet, a name instead."""
        return frozenset(account.unit for account in self._accounts)

    def serve(self, units: Collection[str] | None, slot: int = 0, of: int = 1) -> None:
        """Each account has limits of its own, so nothing hangs on `slot` and `of`."""
        self._division.serve(units)

    @property
    def _served(self) -> list[Account]:
        return [one for one in self._accounts if self._division.serves(one.unit)]

    @property
    def connected(self) -> bool:
        """Whether chat is heard in any channel that is served, if one is."""
        served = self._served
        nothing = bool(self._accounts) and not served
        return nothing or any(account.connected for account in served)

    @property
    def channels(self) -> dict[str, str]:
        """Ids and names of the channels served; a name is the id where Chzzk hides it."""
        return {
            account.channel: account.name or account.channel
            for account in self._served
            if account.channel
        }

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong and how to mend it, in Korean, by channel, or by account if unknown."""
        if not self._accounts:
            return {self.platform.value: NOBODY}
        return {
            account.channel or account.label: account.problems
            for account in self._served
            if account.problems
        }

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled; a refused account waits for a new consent by itself."""
        async with asyncio.TaskGroup() as tasks:
            for account in self._accounts:
                tasks.create_task(self._keep(account, hear), name=account.label)

    async def _keep(self, account: Account, hear: Hear) -> None:
        """Listen while the account is served here: neither heard nor renewed otherwise."""

        def served() -> bool:
            return self._division.serves(account.unit)

        def ours(event: Event) -> bool:
            return served() and hear(event)

        await self._division.during(served, lambda: account.run(ours))

    def delay(self, reply: Reply) -> float:
        serving = [one for one in self._served if one.channel == reply.channel]
        return min((one.delay(reply.crisis) for one in serving), default=0.0)

    async def say(self, reply: Reply) -> None:
        """Say the chat line, with its speaker's tag before it."""
        if reply.crisis:
            line = whole(self._bot_name, reply.chat)
        else:
            line = tagged(self._bot_name if reply.persona is None else reply.speaker, reply.chat)
        await self._send(reply.channel, line, PATIENCE, urgent=reply.crisis)

    async def receipt(self, receipt: Receipt) -> None:
        """Said in chat only for waits over ten seconds."""
        if receipt.eta_s > RECEIPT_FROM:
            await self._gathering.tell(receipt)

    async def _acknowledge(self, receipts: Sequence[Receipt]) -> None:
        first, *others = receipts
        if not others:
            return await self._tell(first.channel, first.viewer, first.text)
        await self._send(first.channel, tagged(self._bot_name, together(receipts)), TELL_PATIENCE)

    def _fits(self, receipts: Sequence[Receipt]) -> bool:
        return tagged(self._bot_name, text := together(receipts)).endswith(text)

    async def notify(self, notice: Notice) -> None:
        await self._tell(notice.channel, notice.viewer, notice.text)

    async def _tell(self, channel: str, viewer: Viewer | None, text: str) -> None:
        """Chzzk has no threads: who is meant stands in the line."""
        line = told(self._bot_name, text, viewer.name if viewer else "")
        await self._send(channel, line, TELL_PATIENCE)

    async def _send(self, channel: str, line: str, patience: float, urgent: bool = False) -> None:
        clock = asyncio.get_running_loop().time
        latest = clock() + patience
        account = await self._account(channel, patience)
        await account.say(line, urgent, latest - clock())

    async def _account(self, channel: str, patience: float) -> Account:
        """The account that serves `channel`. After a start it is waited for: Chzzk tells only
        with the connection whose an account is.

        Raises Disconnected when no account was connected in time that may be it, or another
        process serves it, SendRejected when none can be.
        """

        def serving() -> list[Account]:
            return [one for one in self._served if one.channel == channel]

        def pending() -> bool:
            return any(one.alive and not one.channel for one in self._served)

        try:
            async with asyncio.timeout(patience):
                await self._division.until(
                    lambda: bool(serving()) or not (pending() and self._division.serves(channel))
                )
        except TimeoutError:
            raise Disconnected("not connected yet") from None
        if found := serving():
            return max(found, key=lambda one: one.alive)
        if not self._division.serves(channel):
            raise Disconnected("another process serves this channel")
        raise SendRejected("no account for this channel")

    def _taken(self, account: Account, channel: str) -> bool:
        others = (other for other in self._accounts if other is not account)
        return any(other.alive and other.channel == channel for other in others)

    def _gone(self) -> None:
        self.lost()

    def _wake(self) -> None:
        """Whoever waits for an account looks again."""
        self._division.wake()
        before, self._units = self._units, self.units
        if before != self._units:
            self.found()
