"""Many browsers, one stream of events: encoded once, coalesced, nobody waits for a slow one."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

COALESCE = 0.05
FRAMES_HELD = 128
CLIENTS_HELD = 6000
SEND_WITHIN = 20.0
# A broadcast lets others in after so many clients, about three milliseconds.
AT_ONCE = 250

log = logging.getLogger(__name__)

encode = msgspec.json.Encoder().encode


class Client:
    """One browser's socket with its own bounded queue; when full the oldest frame goes."""

    def __init__(self, socket: web.WebSocketResponse, request: web.BaseRequest) -> None:
        """`socket` is `request`'s answer, prepared."""
        self.socket = socket
        self.dropped = 0
        # None where the browser is gone already.
        self._transport = request.transport
        self._frames: deque[bytes] = deque()
        self._writing = False
        self._wake = asyncio.Event()

    @property
    def behind(self) -> bool:
        """Whether it has not taken yet what was sent before."""
        if self._transport is None or self._writing or self._frames:
            return True
        return self._transport.get_write_buffer_size() > 0

    def send(self, *events: dict[str, Any]) -> None:
        """Queue events for this browser alone; never waits."""
        self.push(frame(map(encode, events)))

    def push(self, frame: bytes) -> None:
        """Queue one encoded frame."""
        if len(self._frames) >= FRAMES_HELD:
            self._frames.popleft()
            self.dropped += 1
        self._frames.append(frame)
        self._wake.set()

    async def send_now(self, frame: bytes) -> None:
        """Send to a client that is not `behind`, which never waits; one that just left is let go."""
        with contextlib.suppress(ConnectionError):
            await self.socket.send_frame(frame, WSMsgType.TEXT)

    async def write(self) -> None:
        """Send what is queued until the socket closes or stops reading."""
        while not self.socket.closed:
            await self._wake.wait()
            self._wake.clear()
            self._writing = True
            while self._frames:
                async with asyncio.timeout(SEND_WITHIN):
                    await self.socket.send_frame(self._frames.popleft(), WSMsgType.TEXT)
            self._writing = False


def frame(events: Iterable[bytes]) -> bytes:
    """A frame: the JSON array of encoded events."""
    return b"[%b]" % b",".join(events)


class Hub:
    """All browsers of one page, `most` at once; whoever serves a client looks at `full` first."""

    def __init__(self, most: int = CLIENTS_HELD) -> None:
        self.clients: set[Client] = set()
        self._most = most
        self._pending: list[bytes] = []
        self._something = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether there is no room for another browser."""
        return len(self.clients) >= self._most

    def broadcast(self, event: dict[str, Any]) -> None:
        """Queue an event for everybody; it is encoded once."""
        self._pending.append(encode(event))
        self._something.set()

    async def run(self) -> None:
        """Hand what was broadcast to every client, at most every COALESCE seconds."""
        while True:
            await self._something.wait()
            self._something.clear()
            pending, self._pending = self._pending, []
            await self._hand_out(frame(pending))
            await asyncio.sleep(COALESCE)

    async def _hand_out(self, frame: bytes) -> None:
        """At once to those who take it at once, which costs a fifth of waking a task for each;
        the others find it in their queues."""
        for number, client in enumerate(tuple(self.clients), 1):
            if client.behind:
                client.push(frame)
            else:
                await client.send_now(frame)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    async def serve(self, client: Client, hear: Callable[[str], Awaitable[None] | None]) -> None:
        """Keep `client` until it leaves, handing each text it sends to `hear`."""
        self.clients.add(client)
        writer = asyncio.create_task(client.write())
        writer.add_done_callback(lambda task: task.cancelled() or task.exception())
        reader = asyncio.create_task(self._read(client, hear))
        try:
            await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.clients.discard(client)
            for task in (reader, writer):
                task.cancel()
            # Unlike awaiting them, this raises only when we ourselves are cancelled.
            await asyncio.wait((reader, writer))
            with contextlib.suppress(Exception):
                await client.socket.close()

    async def _read(self, client: Client, hear: Callable[[str], Awaitable[None] | None]) -> None:
        async for message in client.socket:
            if isinstance(message.data, str):
                try:
                    waiting = hear(message.data)
                    if waiting is not None:
                        await waiting
                except Exception:  # whatever one message did, its viewer stays connected
                    log.exception("message of a browser failed")
