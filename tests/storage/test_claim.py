"""The right to run on a database of PostgreSQL, when that restarts or cannot be reached."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import ConfigError
from storage.claim import claimed
from storage.database import open_database
from storage.postgres import address
from tests.faults.toxics import Proxy
from tests.postgres_server import PostgresServer, serving

LOST, BACK = "the connection that shows who runs here was lost", "the database is back"
STILL_AWAY = "still away"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with serving() as server:
        yield server


@pytest.fixture
async def engine(server: PostgresServer) -> AsyncIterator[AsyncEngine]:
    async with open_database(address(server.url(server.database()))) as engine:
        yield engine


class Said(logging.Handler):
    """What the holder logs, as it logs it."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.put_nowait(record.getMessage())

    async def said(self, line: str) -> None:
        async with asyncio.timeout(30.0):
            while line not in await self._lines.get():
                pass


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Said]:
    caplog.set_level(logging.DEBUG, "storage.claim")
    handler = Said()
    logging.getLogger("storage.claim").addHandler(handler)
    yield handler
    logging.getLogger("storage.claim").removeHandler(handler)


class Holder:
    """A process that looks when it is told to."""

    def __init__(self, held: AbstractAsyncContextManager[None], looks: asyncio.Semaphore) -> None:
        self._held, self._looks = held, looks
        self._end, self._holds = asyncio.Event(), asyncio.Event()
        self.cleaned = False
        self.task = asyncio.create_task(self._hold())

    async def _hold(self) -> None:
        async with self._held:
            self._holds.set()
            try:
                await self._end.wait()
            finally:
                await asyncio.sleep(0)
                self.cleaned = True

    async def holds(self) -> None:
        await self._holds.wait()

    def look(self) -> None:
        self._looks.release()

    async def end(self) -> None:
        self._end.set()
        await self.task


async def holder(engine: AsyncEngine, alone: bool = False, *parts: str) -> Holder:
    looks = asyncio.Semaphore(0)
    made = Holder(claimed(engine, alone, parts, pause=looks.acquire), looks)
    await made.holds()
    return made


def restart(server: PostgresServer) -> None:
    server.kill()
    server.start()


async def refused(engine: AsyncEngine, alone: bool, *parts: str) -> None:
    with pytest.raises(ConfigError):
        async with claimed(engine, alone, parts):
            pass


@asynccontextmanager
async def running(engine: AsyncEngine, alone: bool, *parts: str) -> AsyncIterator[None]:
    """Another process, in time for all it is to do."""
    async with asyncio.timeout(30.0), claimed(engine, alone, parts):
        yield


async def test_after_a_restart_it_is_taken_again(
    server: PostgresServer, engine: AsyncEngine, log: Said
) -> None:
    first = await holder(engine, False, "web", "jobs")
    restart(server)
    first.look()
    await log.said(BACK)
    await refused(engine, False, "web")
    await refused(engine, False, "jobs")
    await refused(engine, True)
    async with running(engine, False, "other"):
        pass
    await first.end()
    async with running(engine, True):
        pass


async def test_who_shares_it_keeps_out_who_would_be_alone(
    server: PostgresServer, engine: AsyncEngine, log: Said
) -> None:
    first, second = await holder(engine), await holder(engine)
    restart(server)
    for one in (first, second):
        one.look()
        await log.said(BACK)
    await first.end()
    await refused(engine, True)
    await second.end()


@pytest.mark.parametrize(
    ("ours", "theirs", "key", "why"),
    [
        ((False, "web", "jobs"), (False, "web"), "LOVELM_ROLES", "began to do web"),
        ((True,), (True,), "LOVELM_DATABASE_URL", "another LoveLM began to run"),
        ((False,), (True,), "LOVELM_DATABASE_URL", "another LoveLM began to run"),
    ],
)
async def test_whoever_comes_too_late_stops_and_says_why(
    server: PostgresServer,
    engine: AsyncEngine,
    ours: tuple[bool, str],
    theirs: tuple[bool, str],
    key: str,
    why: str,
) -> None:
    late = await holder(engine, *ours)
    restart(server)
    async with running(engine, *theirs):
        late.look()
        with pytest.raises(ConfigError, match=why) as error:
            await late.task
        assert error.value.key == key
        assert late.cleaned, "it stopped in an orderly way"
        await refused(engine, *theirs)


async def test_a_server_that_is_away_is_waited_for(
    server: PostgresServer, engine: AsyncEngine, log: Said
) -> None:
    first = await holder(engine, True)
    server.kill()
    first.look()
    await log.said(LOST)
    for _ in range(3):
        await log.said(STILL_AWAY)
        assert not first.task.done()
        first.look()
    server.start()
    first.look()
    await log.said(BACK)
    await refused(engine, True)
    await first.end()


async def test_it_is_taken_again_as_often_as_it_is_lost(
    server: PostgresServer, engine: AsyncEngine, log: Said
) -> None:
    first = await holder(engine, False, "web")
    for _ in range(3):
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        first.look()
        await log.said(BACK)
    await refused(engine, False, "web")
    await first.end()


async def test_who_is_stopped_while_the_server_is_away_stops(
    server: PostgresServer, engine: AsyncEngine, log: Said
) -> None:
    first = await holder(engine, True)
    server.kill()
    first.look()
    await log.said(STILL_AWAY)
    first.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first.task
    server.start()


async def test_an_error_inside_stays_what_it_was(engine: AsyncEngine) -> None:
    with pytest.raises(ConfigError, match="PORT"):
        async with claimed(engine, True):
            raise ConfigError("PORT", "is taken", "choose another")
    async with running(engine, True):
        pass


class Nowhere:
    """Bytes are taken and come nowhere; nobody is told, nor when the connection ends."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()

    async def through(self, data: bytes, passed: int) -> AsyncIterator[bytes]:
        self.reached.set()
        await asyncio.Event().wait()
        yield data


async def test_a_connection_that_was_cut_without_a_word_is_not_another_process(
    server: PostgresServer, log: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server still has it and its locks when the new one comes."""
    monkeypatch.setattr("storage.claim.ANSWER", 2.0)
    async with (
        Proxy(server.url(server.database())).serve() as network,
        open_database(address(network.url)) as engine,
    ):
        first = await holder(engine, False, "web")
        network.up = (nowhere := Nowhere(),)
        first.look()
        await nowhere.reached.wait()
        network.up = ()
        await log.said(BACK)
        await refused(engine, False, "web")
        await first.end()
