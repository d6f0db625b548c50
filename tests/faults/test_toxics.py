"""The proxy that other tests break networks with."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.toxics import Bandwidth, Latency, Limit, Proxy, Reset, Slicer, Timeout


@asynccontextmanager
async def echoing() -> AsyncIterator[tuple[Proxy, asyncio.StreamReader, asyncio.StreamWriter]]:
    """A server that says everything back, behind a proxy, and a connection to it."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
    async with server, Proxy(url).serve() as proxy:
        assert proxy.url.endswith("/api")
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(proxy.url.split(":")[2][:-4])
        )
        yield proxy, reader, writer
        writer.close()


async def test_what_is_slow_comes_late() -> None:
    async with echoing() as (proxy, reader, writer):
        for toxic, least in (
            (Latency(0.1), 0.1),
            (Bandwidth(1_000), 0.2),
            (Slicer(20, 0.01), 0.09),
        ):
            proxy.down = [toxic]
            began = time.monotonic()
            writer.write(b"x" * 200)
            assert await reader.readexactly(200) == b"x" * 200
            assert least <= time.monotonic() - began < least + 0.5
        proxy.down = []
        began = time.monotonic()
        writer.write(b"y")
        assert await reader.readexactly(1) == b"y"
        assert time.monotonic() - began < 0.09


async def test_what_hangs_comes_when_it_is_over() -> None:
    async with echoing() as (proxy, reader, writer):
        proxy.down = [Timeout()]
        writer.write(b"x")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await reader.read(1)
        proxy.down = []
        assert await reader.read(1) == b"x"


async def test_a_connection_ends_after_so_many_bytes() -> None:
    async with echoing() as (proxy, reader, writer):
        writer.write(b"abc")
        assert await reader.readexactly(3) == b"abc"
        proxy.down = [Limit(2)]
        writer.write(b"def")
        assert await reader.read(10) == b"de"
        assert await reader.read(10) == b""


@pytest.mark.parametrize("way", ["up", "down"])
async def test_a_connection_is_reset_after_so_many_bytes(way: str) -> None:
    async with echoing() as (proxy, reader, writer):
        setattr(proxy, way, [Slicer(1), Reset(2)])
        writer.write(b"def")
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(3)
    async with echoing() as (proxy, reader, writer):
        writer.write(b"x")
        await reader.read(1)
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
