"""The sockets of one process, each a shard of the conduit that it uses alone.

https://dev.twitch.tv/docs/eventsub/handling-conduit-events/
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from functools import partial

import aiohttp

from adapters.division import Division
from adapters.twitch.helix import Helix
from adapters.twitch.socket import EventSubSocket, Notify
from adapters.twitch.subscriptions import Subscriptions
from core.errors import Disconnected, PlatformError

log = logging.getLogger(__name__)

# Twitch lets an application have so many conduits.
CONDUITS = 5
# How often it is made sure that the shards are still ours.
LOOK_EVERY = 60.0
# How long a process that serves nothing any more goes on unsubscribing.
LEAVE_WITHIN = 5.0


class Connection:
    """`open` while every shard has its socket."""

    def __init__(
        self,
        helix: Helix,
        url: str,
        shards: int,
        subscriptions: Subscriptions,
        division: Division,
        channels: Callable[[], Collection[str]],
    ) -> None:
        """`channels` are those that are served now."""
        self._helix = helix
        self._url = url
        self._shards = shards
        self._subscriptions = subscriptions
        self._division = division
        self._channels = channels
        self._sessions: dict[str, str] = {}
        self.open = False

    def served(self) -> None:
        """Other channels than before are served."""
        if self.open:
            self._subscriptions.want(self._channels())

    async def run(self, notify: Notify, opened: Callable[[], None]) -> None:
        """Listen until nothing is served any more, or on another conduit; `opened` is called
        when it begins. Raises Disconnected when any socket has ended: what Twitch would have
        told there is lost, so all begin anew."""
        slot, division = self._division.slot, self._division
        # Alone, the application's only conduit is used.
        conduit = await self._helix.conduit(slot, CONDUITS if division.divided else 1, self._shards)

        async def welcome(shard: str, session: str) -> None:
            await self._helix.assign_shard(conduit, shard, session)
            self._sessions[shard] = session
            if len(self._sessions) == self._shards:
                self._subscriptions.begin(conduit, self._channels())
                self.open = True
                opened()
                log.info("twitch listening", extra={"channels": len(self._channels())})

        async with aiohttp.ClientSession() as session:
            sockets = [
                EventSubSocket(
                    session,
                    self._url,
                    notify,
                    partial(welcome, str(shard)),
                    self._subscriptions.revoked,
                )
                for shard in range(self._shards)
            ]
            try:
                async with asyncio.TaskGroup() as tasks:
                    keeping = tasks.create_task(self._subscriptions.run(), name="subscriptions")
                    ends = [tasks.create_task(_end_of(socket)) for socket in sockets]
                    ends.append(tasks.create_task(self._taken_from(conduit)))
                    leaving = tasks.create_task(
                        division.until(lambda: division.slot != slot or not self._channels())
                    )
                    await asyncio.wait({*ends, leaving}, return_when=asyncio.FIRST_COMPLETED)
                    over = next((end.result() for end in ends if end.done()), None)
                    if over is None and self.open:
                        await self._leave()
                    for task in (keeping, leaving, *ends):
                        task.cancel()
            finally:
                self.open = False
                self._sessions.clear()
                self._subscriptions.end()
        if over is not None:
            raise over

    async def _leave(self) -> None:
        """Unsubscribe from everything, if nothing is to be served on any conduit: on another one
        it goes on, and this one's next user ends what is left."""
        if not self._channels():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_WITHIN):
                    await self._subscriptions.clean()

    async def _taken_from(self, conduit: str) -> PlatformError:
        """Return when another process has one of our shards: nothing on our socket would say so."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not self.open:
                continue
            try:
                found = await self._helix.shards(conduit)
            except PlatformError as error:
                log.warning("shards not looked at", extra={"why": str(error)})
                continue
            if any(found.get(shard) != session for shard, session in self._sessions.items()):
                return Disconnected("another process uses this conduit")


async def _end_of(socket: EventSubSocket) -> PlatformError:
    """Told, not raised: a TaskGroup would wrap it."""
    try:
        await socket.run()
    except PlatformError as error:
        return error
