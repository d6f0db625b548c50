"""The sockets of studios: told what changed, at most four times a second; nobody waits for a
page that does not read, and who is invited no more is out within a second."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.fanout import Client, Hub
from adapters.studio.state import Reader, State, difference
from core.channels.guilds import Place
from core.channels.invites import Invite
from core.channels.settings import Level
from core.labels import Platform
from core.ports import Clock

log = logging.getLogger(__name__)

EVERY = 0.25
# What is looked up in the database is read so often, and after every deed.
LOOKED_UP_EVERY = 2.0
# How soon it is known that an invitation holds no more.
CHECK_EVERY = 0.5
PAGES, ALL_PAGES = 10, 200
OVER = 4401

Key = tuple[Platform, str]


@dataclass(slots=True, eq=False)
class Page:
    """A browser with a studio open; `sent` is the state that it has."""

    client: Client
    invite: Invite
    transport: asyncio.Transport | None
    sent: State = field(default_factory=dict)


@dataclass(slots=True)
class Room:
    """The pages of one channel and what is known of it."""

    place: Place
    pages: set[Page] = field(default_factory=set)
    state: State = field(default_factory=dict)
    looked_at: float = float("-inf")
    due: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    """One task a channel while anybody looks, none otherwise."""

    def __init__(
        self,
        reader: Reader,
        holding: Callable[[Collection[str]], Awaitable[dict[str, Invite]]],
        clock: Clock,
    ) -> None:
        """`holding(ids)` gives those invitations that hold."""
        self._reader = reader
        self._holding = holding
        self._clock = clock
        self._rooms: dict[Key, Room] = {}
        self._hub = Hub(ALL_PAGES)
        self._tasks: set[asyncio.Task[None]] = set()

    def full(self, place: Place) -> bool:
        """Whether there is no room for another page."""
        room = self._rooms.get((place.platform, place.channel))
        return self._hub.full or (room is not None and len(room.pages) >= PAGES)

    async def serve(
        self, socket: web.WebSocketResponse, request: web.Request, invite: Invite
    ) -> None:
        """Keep a page until it leaves or is put out."""
        page = Page(Client(socket, request), invite, request.transport)
        key = (invite.place.platform, invite.place.channel)
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room(invite.place)
            self._begin(self._watch(key, room))
        room.pages.add(page)
        room.due.set()
        try:
            await self._hub.serve(page.client, lambda _: None)
        finally:
            room.pages.discard(page)

    def touched(self, place: Place) -> None:
        """Somebody did something there: look again at once."""
        room = self._rooms.get((place.platform, place.channel))
        if room is not None:
            room.looked_at = float("-inf")
            room.due.set()

    async def out(self, invites: Collection[str]) -> None:
        """Put out whoever came by these."""
        gone = [
            page for room in self._rooms.values() for page in room.pages
            if page.invite.id in invites
        ]  # fmt: skip
        await asyncio.gather(*(self._put_out(page) for page in gone))

    async def close(self) -> None:
        """The process stops."""
        for task in tuple(self._tasks):
            task.cancel()
        pages = [page for room in self._rooms.values() for page in room.pages]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await asyncio.gather(*(page.client.socket.close(code=1001) for page in pages))

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work, name="studio")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, key: Key, room: Room) -> None:
        """Tell the pages of a channel what changed, while there are any."""
        checked = self._now()
        try:
            while room.pages:
                room.due.clear()
                try:
                    if self._now() - checked >= CHECK_EVERY:
                        checked = self._now()
                        await self._check(room)
                    await self._look(room)
                except Exception:  # a database that is away for a while
                    log.exception("studio not read")
                self._tell(room)
                began = self._now()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await room.due.wait()
                # However much is done, a page is told four times a second at most.
                await asyncio.sleep(max(0.0, EVERY - (self._now() - began)))
        finally:
            if self._rooms.get(key) is room:
                del self._rooms[key]

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _look(self, room: Room) -> None:
        room.state |= await self._reader.quick(room.place)
        if self._now() - room.looked_at >= LOOKED_UP_EVERY:
            room.looked_at = self._now()
            room.state |= await self._reader.slow(room.place)
            if any(page.invite.level >= Level.STREAMER for page in room.pages):
                room.state |= await self._reader.costs(room.place)

    def _tell(self, room: Room) -> None:
        for page in tuple(room.pages):
            if page.client.behind:  # it gets what is new then, not what was in between
                continue
            mine = room.state
            if page.invite.level < Level.STREAMER:
                mine = mine | {"costs": None}
            new = difference(page.sent, mine)
            if not new:
                continue
            if not page.sent:
                who = {"name": page.invite.name, "level": LEVELS[page.invite.level]}
                new = EMPTY | new | {"me": who}
            page.client.send({"type": "state", "now": self._clock()} | new)
            page.sent = dict(mine)

    async def _check(self, room: Room) -> None:
        """Put out whoever is invited no more; take over what changed of the others."""
        holding = await self._holding({page.invite.id for page in room.pages})
        gone = [page for page in room.pages if page.invite.id not in holding]
        await asyncio.gather(*(self._put_out(page) for page in gone))

    async def _put_out(self, page: Page) -> None:
        """However its browser takes that: nothing more is sent, and soon nothing can be."""
        for room in self._rooms.values():
            room.pages.discard(page)
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(CHECK_EVERY / 2):
                await page.client.socket.close(code=OVER)
        if page.transport is not None:
            page.transport.close()


LEVELS = {Level.MANAGER: "manager", Level.STREAMER: "streamer"}
# Until something is known.
EMPTY: State = {
    "paused": False, "quiet": False, "corner": None, "queue": [], "speaking": None, "held": [],
    "gifts": [], "to_check": [], "alarms": [], "ignored": [], "parts": [], "costs": None,
    "stories": None, "programme": [], "gift_words": [],
    "overlay": {"watched": False, "address": False}, "answering": True,
}  # fmt: skip
