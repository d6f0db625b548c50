"""One listener of a Redis topic: what it takes, holds and settles."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

import msgspec

from adapters.topics.redis_connection import FAULTS, Connection, Script
from core.ports import TRIES

log = logging.getLogger(__name__)

T = TypeVar("T")

VERSION = b"1"
# Seconds before a failed item comes again, and before Redis is asked again.
AGAIN_AFTER = 1.0
RETRY_AFTER = 0.25
# Seconds between looks at what others left and for new lanes; and for lanes that a listener gets.
LOOK_EVERY = 1.0
LANES_SEEN_AFTER = 0.25
# Milliseconds of silence that tell what was given back from what a reader may still work on.
GIVEN_BACK = 1_000_000_000
# A fence is the attempt, then the time of the server (microseconds), which takes 51 bits: it
# grows even when Redis died and forgot that it had delivered the item.
TIME_BITS = 52


class Rubbish(Exception):
    """An entry that is none of ours."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class RedisDelivery(Generic[T]):
    """An item taken from a RedisTopic; renewed as long as anybody holds this object."""

    item: T
    attempt: int
    fence: int
    lane: str
    id: str
    reader: "Reader[T]"
    settling: bool = False

    async def ack(self) -> None:
        """Waits until Redis is back when it is away."""
        await self.reader.settle(self, "ack")

    async def fail(self, why: str) -> None:
        """Waits until Redis is back when it is away."""
        await self.reader.settle(self, "fail", why, TRIES, self.reader.soon)


class Reader(Generic[T]):
    """A consumer of a group, by a `name` of its own; shared by those who listen to all lanes."""

    def __init__(
        self,
        connection: Connection,
        script: Script,
        base: str,
        group: str,
        name: str,
        decode: Callable[[bytes], T],
        claim_after: float,
    ) -> None:
        """`claim_after` seconds of silence make what this one holds anybody's."""
        self._connection = connection
        self._script = script
        self._base = base
        self.group = group
        self._name = name
        self._decode = decode
        self._after = int(claim_after * 1000)
        self._held: WeakValueDictionary[tuple[str, str], RedisDelivery[T]] = WeakValueDictionary()
        self._turn = asyncio.Lock()
        # Read already, for whoever asks next: Redis gives one of each lane at a time.
        self._read: deque[RedisDelivery[T]] = deque()
        self._looked = self._patient_until = float("-inf")
        # Groups of the streams may be missing; something may have been taken and not arrived.
        self._mend = True
        self._unsure = False
        self.listeners = 0

    @property
    def soon(self) -> int:
        """Milliseconds of silence that a failed item has had already."""
        return max(0, self._after - int(AGAIN_AFTER * 1000))

    @property
    def holds(self) -> bool:
        return bool(self._held)

    async def next(self, lanes: Collection[str] | None) -> RedisDelivery[T]:
        """The next of these lanes, however long that takes and whatever Redis does."""
        faulty = False
        async with self._turn:
            while True:
                try:
                    found = await self._sure(lanes)
                except FAULTS as error:
                    if not faulty:
                        log.warning("topic not read", extra={"error": type(error).__name__})
                    faulty = True
                    await asyncio.sleep(RETRY_AFTER)
                    continue
                if found is not None:
                    return found

    async def _sure(self, lanes: Collection[str] | None) -> RedisDelivery[T] | None:
        """As `_take`, but nothing that an earlier one took and did not get is left."""
        if self._unsure:
            await self.recover()
        if self._read:
            return self._read.popleft()
        try:
            return await self._take(lanes)
        except BaseException:  # a cancellation as well
            self._unsure = True
            raise

    async def leave(self) -> None:
        """Nobody listens any more: give back what nobody has. Raises one of FAULTS."""
        self._read.clear()
        await self.release()

    async def _take(self, lanes: Collection[str] | None) -> RedisDelivery[T] | None:
        """What is there; every LOOK_EVERY first what others hold and do not renew. Else waits a
        while. Raises one of FAULTS."""
        which = ("*",) if lanes is None else ("=", *lanes)
        began = asyncio.get_running_loop().time()
        after = 0
        if began - self._looked >= LOOK_EVERY:
            after = self._after if began >= self._patient_until else GIVEN_BACK
        time, id, *rest = await self._run(
            "take", random.randrange(1 << 16), after, TRIES, int(self._mend), *which
        )
        if after and not (id and rest[2]):  # there may be more of it
            self._looked = began
        if id:
            fields, attempt, _, lane = rest
            pairs = zip(fields[::2], fields[1::2], strict=True)
            return await self._delivery(lane, id, dict(pairs), attempt, time)
        self._mend = False
        await self._wait(lanes, rest[0], time)
        return self._read.popleft() if self._read else None

    async def _wait(self, lanes: Collection[str] | None, there: list[bytes], time: int) -> None:
        """Let Redis wake one reader with what comes to the lanes that are `there`. `time` is the
        server's, before that."""
        group = f"{self._base}:{self.group}"
        streams = {f"{group}:".encode() + lane: lane for lane in there}
        bell = f"{group}.bell".encode()
        keys = [*streams, bell] if lanes is None else list(streams)
        longest = LOOK_EVERY if lanes is None else LANES_SEEN_AFTER
        if not keys:
            return await asyncio.sleep(longest)
        found = await self._connection.read(self.group, self._name, keys, longest)
        gone = False
        for stream, entries in found:
            for id, fields in entries:
                if stream == bell:
                    await self._run("heard", id)
                    continue
                if lanes is not None and streams[stream].decode() not in lanes:
                    gone = True
                    continue
                delivery = await self._delivery(streams[stream], id, fields, 1, time)
                if delivery is not None:
                    self._read.append(delivery)
        if gone:  # another may have that lane by now
            await self.release()

    async def _delivery(
        self, lane: bytes, id: bytes, fields: dict[bytes, bytes], attempt: int, time: int
    ) -> RedisDelivery[T] | None:
        """None for rubbish, which is given up."""
        where = lane.decode(), id.decode()
        try:
            item = self._item(fields)
        except Rubbish as error:
            log.error("item given up", extra={"group": self.group, "why": str(error)})
            await self._run("fail", *where, attempt, str(error), 0, 0)
            return None
        delivery = RedisDelivery(item, attempt, attempt << TIME_BITS | time, *where, self)
        self._held[where] = delivery
        return delivery

    def _item(self, fields: dict[bytes, bytes]) -> T:
        """Raises Rubbish; its words never hold the item's."""
        version = fields.get(b"v")
        if version != VERSION:
            raise Rubbish("no version" if version is None else "another version")
        try:
            return self._decode(fields[b"item"])
        except (KeyError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Rubbish(f"not to be read ({type(error).__name__})") from None

    async def settle(self, delivery: RedisDelivery[T], how: str, *about: str | int) -> None:
        """Tell Redis how it ended, however long that takes."""
        where = delivery.lane, delivery.id
        if delivery.settling or self._held.get(where) is not delivery:
            log.info("settled too late", extra={"group": self.group, "how": how})
            return
        delivery.settling, faulty = True, False
        while True:
            try:
                held = await self._run(how, *where, delivery.attempt, *about)
                break
            except FAULTS as error:
                if not faulty:
                    log.warning("item not settled yet", extra={"error": type(error).__name__})
                faulty = True
                await asyncio.sleep(RETRY_AFTER)
        if self._held.get(where) is delivery:
            del self._held[where]
        if not held:
            log.info("settled too late", extra={"group": self.group, "how": how})
        elif how == "fail" and delivery.attempt >= TRIES:
            log.error("item given up", extra={"group": self.group, "why": about[0]})

    async def renew(self) -> None:
        """Say that what is held is worked on. Raises one of FAULTS."""
        held = [one for one in self._held.values() if not one.settling]
        if not held:
            return
        told = [part for one in held for part in (one.lane, one.id, one.attempt)]
        for delivery, still in zip(held, await self._run("renew", *told), strict=True):
            where = delivery.lane, delivery.id
            if not (still or delivery.settling) and self._held.get(where) is delivery:
                log.warning("item lost to another reader", extra={"group": self.group})
                del self._held[where]

    async def recover(self) -> None:
        """Give back what was taken and never arrived here, when Redis is back.

        In the time that it was away nobody could renew: others get time to.
        Raises one of FAULTS.
        """
        await self.release()
        self._unsure, self._mend = False, True
        self._patient_until = asyncio.get_running_loop().time() + self._after / 3000

    async def release(self, everything: bool = False) -> None:
        """Give back all that nobody here works on, or all. Raises one of FAULTS."""
        keep = [] if everything else [f"{lane} {id}" for lane, id in self._held]
        await self._run("release", GIVEN_BACK, *keep)

    async def _run(self, deed: str, *about: str | bytes | int) -> Any:
        return await self._connection.run(
            self._script, self._base, deed, self.group, self._name, *about
        )
