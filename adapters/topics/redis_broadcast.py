"""News for every process, by Redis' channels."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from adapters.topics.memory_broadcast import MemoryBroadcast
from adapters.topics.redis_channel import hear
from adapters.topics.redis_connection import FAULTS, Connection
from core.errors import TopicError
from core.fleet.news import MISSED, News

log = logging.getLogger(__name__)

VERSION = 1
# Seconds: to try to send, and to be heard from the beginning.
PATIENCE = 2.0
RETRY_AFTER = 0.1


class Envelope(Struct):
    """What goes through the channel."""

    v: int
    news: News


class RedisBroadcast:
    """Open with `async with`; what is sent after that is heard here too."""

    def __init__(self, connection: Connection, name: str = "news") -> None:
        self._connection = connection
        self._channel = connection.key(name)
        self._here = MemoryBroadcast()
        self._decode = msgspec.json.Decoder(Envelope).decode
        self._begun = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(
            hear(self._connection, self._channel, self._heard, self._joined)
        )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._begun.wait()
        self._begun.set()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait({self._task})

    async def send(self, kind: str, payload: object = None) -> None:
        message = msgspec.json.encode(Envelope(VERSION, News(kind, payload)))
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        return await self._connection.publish(self._channel, message)
                    except FAULTS:
                        await asyncio.sleep(RETRY_AFTER)
        except TimeoutError as error:
            raise TopicError(f"not sent within {PATIENCE:g} s") from error

    def listen(self) -> AsyncIterator[News]:
        return self._here.listen()

    def _joined(self) -> None:
        if self._begun.is_set():
            self._here.pass_on(News(MISSED))
        self._begun.set()

    def _heard(self, message: bytes) -> None:
        try:
            envelope = self._decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            log.warning("news not read", extra={"error": type(error).__name__})
            return
        if envelope.v != VERSION:
            log.warning("news of another version", extra={"version": envelope.v})
            return
        self._here.pass_on(envelope.news)
