"""Browsers' sockets in bulk: as much of WebSocket (RFC 6455, RFC 7692) as the room needs. Linux."""

import asyncio
import base64
import json
import os
import select
import socket
import struct
import time
import zlib
from typing import Any, Protocol
from urllib.parse import urlsplit

ROOM = "/room/ws"
CONNECTING = 50
# Bytes taken at once, and sockets looked at before others have their turn.
READ, AT_ONCE = 65_536, 256
# What browsers send; the server may take it up.
DEFLATE = "permessage-deflate; client_max_window_bits"
TAIL = b"\x00\x00\xff\xff"
TEXT, PING, PONG = 1, 9, 10


class Hall(Protocol):
    """Where all viewers are."""

    bytes: int
    deflated: int
    closed: int

    def heard(self, payload: bytes, now: float) -> None:
        """One viewer got a frame."""


class Viewer:
    """One browser's socket; it speaks as soon as it is there."""

    def __init__(self, hall: Hall, address: tuple[str, int], request: bytes) -> None:
        """Raises OSError."""
        self._hall = hall
        self._rest = b""
        self._inflate: Any = None
        self.open = False
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.socket.send(request)

    def read(self) -> bool:
        """Take what came; False at the end."""
        try:
            data = self.socket.recv(READ)
        except BlockingIOError:
            return True
        except ConnectionError:
            data = b""
        if not data:
            return False
        now = time.perf_counter()
        self._hall.bytes += len(data)
        data = self._rest + data if self._rest else data
        if not self.open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return True
            if b" 101 " not in head.partition(b"\r\n")[0]:
                return False
            self._enter(head)
        self._rest = self._frames(data, now)
        return True

    def _enter(self, head: bytes) -> None:
        self.open = True
        if b"permessage-deflate" in head:
            self._inflate = zlib.decompressobj(-15)
            self._hall.deflated += 1

    def _frames(self, data: bytes, now: float) -> bytes:
        """Take whole frames; what is left. The server's are neither masked nor in parts."""
        start, size = 0, len(data)
        while size - start >= 2:
            length, body = data[start + 1], start + 2
            if length == 126 and size - start >= 4:
                length, body = data[start + 2] << 8 | data[start + 3], start + 4
            elif length == 127 and size - start >= 10:
                (length,), body = struct.unpack_from(">Q", data, start + 2), start + 10
            elif length >= 126:
                break
            if size < body + length:
                break
            self._frame(data[start], data[body : body + length], now)
            start = body + length
        return data[start:]

    def _frame(self, first: int, payload: bytes, now: float) -> None:
        kind = first & 15
        if kind == TEXT:
            if first & 64:
                payload = self._inflate.decompress(payload + TAIL)
            self._hall.heard(payload, now)
        elif kind == PING:
            self._send(PONG, payload)

    def say(self, text: str) -> None:
        self._send(TEXT, json.dumps({"type": "chat", "text": text}).encode())

    def _send(self, kind: int, payload: bytes) -> None:
        # Masked with zeros, which leaves it as it is.
        size = len(payload)
        head = bytes((128 | kind, 128 | size))
        if size > 125:
            head = struct.pack(">BBH", 128 | kind, 254, size)
        self.socket.send(head + bytes(4) + payload)


class Audience:
    """All viewers of one process. An event loop's own way to read from thousands of sockets
    takes three times as long, and the server would seem so much slower."""

    def __init__(self, hall: Hall) -> None:
        self.viewers: list[Viewer] = []
        self._hall = hall
        self._poll = select.epoll()
        self._by_file: dict[int, Viewer] = {}
        asyncio.get_running_loop().add_reader(self._poll.fileno(), self._read)

    def _read(self) -> None:
        for file, _ in self._poll.poll(0, AT_ONCE):
            if not self._by_file[file].read():
                self._hall.closed += 1
                self._poll.unregister(file)

    async def enter(self, url: str, count: int, deflate: bool = False, path: str = ROOM) -> None:
        """`count` viewers, so many at a time. Raises OSError, TimeoutError."""
        at = urlsplit(url)
        assert at.hostname is not None
        assert at.port is not None
        for first in range(0, count, CONNECTING):
            some = []
            for number in range(first, min(count, first + CONNECTING)):
                request = _request(at.netloc, f"{path}?name=v{number}", deflate)
                viewer = Viewer(self._hall, (at.hostname, at.port), request)
                self._by_file[viewer.socket.fileno()] = viewer
                self._poll.register(viewer.socket, select.EPOLLIN)
                some.append(viewer)
            async with asyncio.timeout(30.0):
                while not all(viewer.open for viewer in some):  # noqa: ASYNC110 - sockets set no event
                    await asyncio.sleep(0.002)
            self.viewers += some

    def stop_reading(self, viewer: Viewer) -> None:
        """As a laptop that went to sleep; what it would still take is little."""
        self._poll.unregister(viewer.socket)
        viewer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def leave(self) -> None:
        asyncio.get_running_loop().remove_reader(self._poll.fileno())
        self._poll.close()
        for viewer in self.viewers:
            viewer.socket.close()


def _request(host: str, path: str, deflate: bool) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        *([f"Sec-WebSocket-Extensions: {DEFLATE}"] if deflate else []), "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()
