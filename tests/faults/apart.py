"""A world whose chats, engines, pages and clock are processes of their own."""

import asyncio
import contextlib
import hmac
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bots.secret_file import kept_secret
from core.labels import Platform
from tests.conftest import until
from tests.faults.ledger import Database, Findings, compare
from tests.faults.process import End
from tests.faults.world import World, world
from tests.fleet import Fleet, fleet

CHATS, ENGINES = ("chat1", "chat2"), ("engine1", "engine2")
ROLES = {
    "chat1": "chat",
    "chat2": "chat",
    "engine1": "engine",
    "engine2": "engine",
    "web": "web",
    "jobs": "jobs",
}
CHANNELS = 4
PLATFORMS = (Platform.TWITCH, Platform.CHZZK, Platform.DISCORD)
KEY_BYTES = 16
SERVED_WITHIN = 60.0
# Of platforms that take few lines, when chats were dead most of the time.
SETTLED_WITHIN = 900.0


@dataclass
class Apart:
    """The world and its processes."""

    there: World
    fleet: Fleet
    rounds: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    # Those that will die by themselves.
    armed: set[str] = field(default_factory=set)

    @property
    def database(self) -> Database:
        return Database(self.fleet.postgres.url("postgres"))

    def start(self, name: str, end: End | None = None) -> None:
        (self.armed.add if end else self.armed.discard)(name)
        self.fleet.start(name, ROLES[name], end)

    async def served(self) -> None:
        """Return when every platform is heard by somebody."""
        for server in (self.there.twitch, self.there.chzzk, self.there.discord):
            await server.listening(SERVED_WITHIN)

    def dead(self, name: str) -> bool:
        return not self.fleet.members[name].process.is_alive()

    async def revived(self) -> None:
        """All live again, and listen, and none will die by itself."""
        for name in ROLES:
            if name in self.armed:
                await self.replaced(name)
            elif self.dead(name):
                self.start(name)
        await self.fleet.ready()
        await self.served()

    async def settled(self) -> Findings:
        """What came of all that was accepted, once nothing is on its way any more."""
        await self.database.settled(SETTLED_WITHIN)
        return await asyncio.to_thread(self.findings)

    @asynccontextmanager
    async def under_load(self, every: float) -> AsyncIterator[None]:
        """A round of life every so many seconds, until left."""

        async def living() -> None:
            async with asyncio.TaskGroup() as giving:
                while not over.is_set():
                    with contextlib.suppress(ConnectionError):
                        await self.there.live(self.rounds)
                    platform = PLATFORMS[self.rounds % len(PLATFORMS)]
                    giving.create_task(self.there.donate(platform, f"후원{self.rounds}"))
                    self.rounds += 1
                    await asyncio.sleep(every)

        over = asyncio.Event()
        load = asyncio.create_task(living())
        try:
            yield
            over.set()
            # Whoever gives, gives until it is taken.
            await self.revived()
            async with asyncio.timeout(SETTLED_WITHIN):
                await load
        finally:
            load.cancel()
            await asyncio.wait({load})

    async def replaced(self, name: str, end: End | None = None) -> None:
        """Kill a process unless it has died already, and start one in its place."""
        self.deaths["by itself" if self.dead(name) else "killed"] += 1
        if not self.dead(name):
            self.fleet.kill(name)
        await until(lambda: self.dead(name))
        self.start(name, end)

    def findings(self) -> Findings:
        """What came of all that was accepted."""
        keys = [kept_secret(path) for path in self.fleet.folder.glob("data/*/log.key")]
        return compare(self.database, self.there.said(), self.there.donors, self.fleet.logs(), keys)


@asynccontextmanager
async def apart(folder: Path, seed: int, grace: float) -> AsyncIterator[Apart]:
    """Two chats, two engines, pages and clock, all listening."""
    async with world(folder, seed, grace, CHANNELS) as there:
        async with fleet(folder, there.env) as ships:
            made = Apart(there, ships)
            for name in ROLES:
                made.start(name)
            await made.revived()
            there.url = ships.members["web"].url
            key = ships.env["LOVELM_PAGE_KEY"].encode()
            there.hook = hmac.new(key, b"hook", sha256).digest()[:KEY_BYTES]
            yield made
