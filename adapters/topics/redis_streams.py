"""A topic between processes, in Redis Streams.

Every item is a stream entry for each group, deleted when it is acknowledged. Who reads renews
what it holds; what is renewed no more is claimed by another. Delivered at least once: a put that
had to be repeated may be there twice, and a reader that was stopped may go on with what another
has taken; both show by the state of what the item is about, and by the fence.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

from adapters.topics.redis_connection import FAULTS, Connection, Script
from adapters.topics.redis_reader import RETRY_AFTER, Reader, RedisDelivery
from core.errors import TopicError

log = logging.getLogger(__name__)

T = TypeVar("T")

# Items of a lane that wait for one group; then `put` waits.
HELD = 10_000
BATCH = 100
CLAIM_AFTER = 15.0
PATIENCE = 15.0
CLOSE_WITHIN = 2.0


class RedisTopic(Generic[T]):
    """Open with `async with`; closing gives back what was not acknowledged."""

    def __init__(
        self,
        connection: Connection,
        name: str,
        groups: tuple[str, ...],
        kind: type[T],
        lane: Callable[[T], str] = lambda _: "",
        claim_after: float = CLAIM_AFTER,
        patience: float = PATIENCE,
        identify: Callable[[T], str] = lambda _: "",
    ) -> None:
        """Items are of `kind`, as msgspec knows it. What is silent for `claim_after` seconds is
        taken for dead; a put is tried for `patience` seconds. A group without any listener
        fills up, and then nothing can be put. `identify` tells the id under which a dead letter
        is found in the database: the letter itself has none of its words."""
        self._connection = connection
        self._base = connection.key(name)
        self._groups = groups
        self._lane = lane
        self._identify = identify
        self._claim_after = claim_after
        self._patience = patience
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(kind).decode
        self._script = Script("topic")
        self._process = secrets.token_hex(8)
        # Listeners to all lanes share one; the others have one each.
        self._shared: dict[str, Reader[T]] = {}
        self._readers: list[Reader[T]] = []
        self._count = 0
        self._renewing: asyncio.Task[None] | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        self._renewing = asyncio.create_task(self._renew())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed = True
        assert self._renewing is not None
        self._renewing.cancel()
        await asyncio.wait({self._renewing})
        with contextlib.suppress(*FAULTS):
            async with asyncio.timeout(CLOSE_WITHIN):
                for reader in self._readers:
                    await reader.release(everything=True)

    async def put(self, item: T) -> None:
        await self.put_all([item])

    async def put_all(self, items: Sequence[T]) -> None:
        """In batches; each is there wholly or not at all."""
        for first in range(0, len(items), BATCH):
            try:
                async with asyncio.timeout(self._patience):
                    await self._put(items[first : first + BATCH])
            except TimeoutError as error:
                raise TopicError(f"not taken within {self._patience:g} s") from error

    async def _put(self, items: Sequence[T]) -> None:
        told = [
            part
            for item in items
            for part in (self._lane(item), self._identify(item), self._encode(item))
        ]
        about = ("put", HELD, len(self._groups), *self._groups, *told)
        wrong = ""
        while True:
            try:
                if await self._connection.run(self._script, self._base, *about):
                    return
                why = "a lane is full"
            except FAULTS as error:
                why = type(error).__name__
            if why != wrong:
                log.warning("items not taken yet", extra={"why": why})
                wrong = why
            await asyncio.sleep(RETRY_AFTER)

    async def listen(
        self, group: str, lanes: Collection[str] | None = None
    ) -> AsyncIterator[RedisDelivery[T]]:
        """Deliveries for `group`, for ever; outlives whatever Redis does."""
        reader = self._shared.get(group) if lanes is None else None
        if reader is None:
            reader = self._reader(group)
            if lanes is None:
                self._shared[group] = reader
        reader.listeners += 1
        try:
            while True:
                # Nothing here may hold it: it is renewed as long as somebody does.
                yield await reader.next(lanes)
        finally:
            reader.listeners -= 1
            if not reader.listeners:
                await self._leave(reader)

    async def _leave(self, reader: Reader[T]) -> None:
        if self._shared.get(reader.group) is reader:
            del self._shared[reader.group]
        if not self._closed:
            with contextlib.suppress(*FAULTS):
                async with asyncio.timeout(CLOSE_WITHIN):
                    await reader.leave()

    def _reader(self, group: str) -> Reader[T]:
        """One that is renewed."""
        assert group in self._groups, group
        self._count += 1
        reader = Reader(
            self._connection, self._script, self._base, group,
            f"{self._process}-{self._count}", self._decode, self._claim_after,
        )  # fmt: skip
        self._readers.append(reader)
        return reader

    async def _renew(self) -> None:
        pause, faulty = self._claim_after / 3, False
        while True:
            await asyncio.sleep(pause)
            pause = self._claim_after / 3
            self._readers = [one for one in self._readers if one.holds or one.listeners]
            try:
                for reader in self._readers:
                    await self._renewed(reader)
                await self._connection.run(self._script, self._base, "trim")
                faulty = False
            except FAULTS as error:
                if not faulty:
                    log.warning("items not renewed", extra={"error": type(error).__name__})
                faulty = True
                pause = RETRY_AFTER

    async def _renewed(self, reader: Reader[T]) -> None:
        """Raises one of FAULTS; whatever else happens to one reader does not touch the others."""
        try:
            await reader.renew()
        except FAULTS:
            raise
        except Exception:  # one reader's fault must not let the others' items be claimed
            log.exception("items not renewed")

    async def waiting(self) -> int:
        """Raises TopicError when Redis does not tell."""
        return await self._counted("waiting", *self._groups)

    async def dead_letters(self) -> int:
        """Of the last day, but for those that somebody deleted. Raises TopicError when Redis does
        not tell."""
        return await self._counted("dead")

    async def _counted(self, what: str, *about: str) -> int:
        try:
            return int(await self._connection.run(self._script, self._base, what, *about))
        except FAULTS as error:
            raise TopicError("not counted") from error
