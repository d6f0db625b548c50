"""An installation of several processes on a real Redis and a real PostgreSQL."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import aiohttp
from aiohttp import ClientSession
from cryptography.fernet import Fernet

from tests import postgres_server, redis_server
from tests.conftest import until
from tests.faults.process import End, started
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

STARTED_WITHIN = 60.0
ENDED_WITHIN = 20.0


@dataclass
class Member:
    """One process."""

    name: str
    roles: str
    process: ForkServerProcess
    out: Path
    log: Path
    url: str = ""

    async def ready(self) -> bool:
        """Whether it says so."""
        if not self.url:
            said = self.out.read_text("utf-8").split() if self.out.exists() else []
            found = [word for word in said if word.startswith("http://")]
            if not found:
                return False
            self.url = "/".join(found[0].split("/")[:3])
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with ClientSession() as session, session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        return False


@dataclass
class Fleet:
    """`env` is what all processes have in common."""

    folder: Path
    env: dict[str, str]
    redis: RedisServer
    postgres: PostgresServer
    members: dict[str, Member] = field(default_factory=dict)
    begun: int = 0

    def start(self, name: str, roles: str, end: End | None = None, **more: str) -> Member:
        """A process of these roles; one of the same name took its place before."""
        self.begun += 1
        out, log = self.folder / f"{name}-{self.begun}.out", self.folder / f"{name}.log"
        own = {"LOVELM_ROLES": roles, "LOVELM_DATA_DIR": str(self.folder / "data" / name)}
        process = started(self.env | own | more, out, log, end)
        self.members[name] = member = Member(name, roles, process, out, log)
        return member

    async def ready(self, *names: str) -> None:
        """Return when these are, or all."""
        async with asyncio.timeout(STARTED_WITHIN):
            for name in names or tuple(self.members):
                member = self.members[name]
                while not await member.ready():
                    assert member.process.is_alive(), member.log.read_text("utf-8")[-3_000:]
                    await asyncio.sleep(0.05)

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        pid = self.members[name].process.pid
        assert pid is not None
        os.kill(pid, how)

    async def ended(self, name: str) -> int | None:
        """Its exit status, when it has ended."""
        process = self.members[name].process
        await until(lambda: not process.is_alive(), ENDED_WITHIN)
        return process.exitcode

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))


@asynccontextmanager
async def fleet(folder: Path, env: dict[str, str] | None = None) -> AsyncIterator[Fleet]:
    """No process yet; whatever still runs at the end is killed."""
    with _servers() as (redis, postgres):
        common = {
            "PORT": "0",
            "LOVELM_REDIS_URL": redis.url,
            "LOVELM_DATABASE_URL": postgres.url("postgres"),
            "LOVELM_PAGE_KEY": "a-key-of-the-tests-only",
            "LOVELM_SECRET_KEYS": Fernet.generate_key().decode(),
        }
        made = Fleet(folder, common | (env or {}), redis, postgres)
        try:
            yield made
        finally:
            for member in made.members.values():
                with contextlib.suppress(ProcessLookupError):
                    made.kill(member.name, signal.SIGCONT)
                member.process.kill()
                member.process.join()


@contextmanager
def _servers() -> Iterator[tuple[RedisServer, PostgresServer]]:
    with redis_server.serving() as redis, postgres_server.serving() as postgres:
        yield redis, postgres
