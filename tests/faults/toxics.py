"""A TCP proxy whose network misbehaves as told, from one moment to the next.

The toxics are Toxiproxy's: https://github.com/Shopify/toxiproxy#toxics
"""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from yarl import URL

CHUNK = 1 << 16
RESET = struct.pack("ii", 1, 0)


class Cut(Exception):
    """The connection ends here, with a reset or in good order."""

    def __init__(self, reset: bool) -> None:
        self.reset = reset


class Toxic(Protocol):
    """What happens to bytes that go one way; `passed` went that way on the same connection since
    the toxic was set."""

    def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        """What of `data` goes on, when its time has come. Raises Cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Latency:
    """Everything comes so many seconds later, and up to `jitter` more."""

    seconds: float
    jitter: float = 0.0

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        await asyncio.sleep(self.seconds + random.uniform(0, self.jitter))
        yield data


@dataclass(frozen=True, slots=True, eq=False)
class Bandwidth:
    """So many bytes a second."""

    rate: float
    every: float = 0.05

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        size = max(1, int(self.rate * self.every))
        for first in range(0, len(data), size):
            piece = data[first : first + size]
            await asyncio.sleep(len(piece) / self.rate)
            yield piece


@dataclass(frozen=True, slots=True, eq=False)
class Slicer:
    """Small pieces, one after another."""

    size: int
    between: float = 0.0

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        for first in range(0, len(data), self.size):
            yield data[first : first + self.size]
            await asyncio.sleep(self.between)


@dataclass(frozen=True, slots=True, eq=False)
class Timeout:
    """Nothing comes, and the connection stays; when this is taken away all of it comes."""

    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        await self.over.wait()
        yield data


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """After so many bytes the connection ends in good order."""

    bytes: int
    reset: bool = False

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        left = max(0, self.bytes - passed)
        if data[:left]:
            yield data[:left]
        if len(data) > left or passed + len(data) >= self.bytes:
            raise Cut(self.reset)


def Reset(after: int) -> Limit:
    """After so many bytes the connection is reset."""
    return Limit(after, reset=True)


class Proxy:
    """Stands before a server of this machine. `up` happens to what goes there, `down` to what
    comes back; both may be set at any time, for open connections too."""

    def __init__(self, url: str) -> None:
        """`url` is the server's; a path is kept."""
        self._target = URL(url)
        self.url = ""
        self.connections = 0
        self._up: tuple[Toxic, ...] = ()
        self._down: tuple[Toxic, ...] = ()
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def up(self) -> Sequence[Toxic]:
        return self._up

    @up.setter
    def up(self, toxics: Sequence[Toxic]) -> None:
        _over(self._up)
        self._up = tuple(toxics)

    @property
    def down(self) -> Sequence[Toxic]:
        return self._down

    @down.setter
    def down(self, toxics: Sequence[Toxic]) -> None:
        _over(self._down)
        self._down = tuple(toxics)

    def cut(self) -> None:
        """Reset every connection that is open now."""
        for writer in list(self._open):
            _end(writer, reset=True)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Proxy"]:
        """Serve on the loopback until left; `url` is the address."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = str(self._target.with_port(port))
        try:
            yield self
        finally:
            self.up = self.down = ()
            server.close()
            self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            back, out = await asyncio.open_connection(self._target.host, self._target.port)
        except OSError:
            return _end(writer, reset=True)
        self._open |= {writer, out}
        ways = [
            asyncio.create_task(self._carry(reader, out, lambda: self._up)),
            asyncio.create_task(self._carry(back, writer, lambda: self._down)),
        ]
        reset = False
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            reset = any(way.result() for way in done)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for one in (writer, out):
                _end(one, reset)
            self._open -= {writer, out}

    async def _carry(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        toxics: Callable[[], Sequence[Toxic]],
    ) -> bool:
        """Carry one way until it ends; whether by a reset."""
        passed: dict[Toxic, int] = {}

        async def on(data: bytes, left: Sequence[Toxic]) -> None:
            if not left:
                sink.write(data)
                return await sink.drain()
            toxic = left[0]
            before = passed.get(toxic, 0)
            passed[toxic] = before + len(data)
            async for piece in toxic.through(data, before):
                await on(piece, left[1:])

        try:
            while data := await source.read(CHUNK):
                await on(data, toxics())
        except Cut as cut:
            return cut.reset
        except OSError:
            return True
        return False


def _over(toxics: Sequence[Toxic]) -> None:
    for toxic in toxics:
        if isinstance(toxic, Timeout):
            toxic.over.set()


def _end(writer: asyncio.StreamWriter, reset: bool) -> None:
    if reset:
        with contextlib.suppress(OSError):
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()
    else:
        writer.close()
