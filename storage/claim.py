"""The right to run on a database of PostgreSQL: one process has it, however often that restarts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import ConfigError
from storage.postgres import KEEPALIVE, KEY, TRY, engine_at

# Seconds between two looks whether it is still held.
LOOK: Final = 3.0
# Seconds until a server that is silent counts as away; some network boxes cut without a word.
ANSWER: Final = 10.0

log = logging.getLogger(__name__)

Pause = Callable[[], Awaitable[object]]


async def pause() -> None:
    """Until the next look."""
    await asyncio.sleep(LOOK)


@asynccontextmanager
async def claimed(
    engine: AsyncEngine, alone: bool, parts: Sequence[str] = (), pause: Pause = pause
) -> AsyncIterator[None]:
    """Run on this database until left: as the one LoveLM there is, or beside others with each of
    `parts` for oneself. Held on a connection of its own, with which it goes; a lost one is
    replaced and the right taken again, for which a database that is away is waited for.

    Until then another may take it: for LOOK seconds after a restart, and half a minute where the
    network went without a word. So long, and while the loser stops, there may be two.

    Raises ConfigError where another runs already. Where another has taken it meanwhile, what runs
    inside is cancelled, and ConfigError raised when that has ended.
    """
    claim = _Claim(engine_at(engine.url, pooled=False), alone, parts)
    try:
        if (missing := await claim.take()) is not None:
            raise _refused(missing)
        async with _beside(claim.keep(pause)):
            yield
    finally:
        await claim.drop()


class _Claim:
    """The connection that holds it."""

    def __init__(self, engine: AsyncEngine, alone: bool, parts: Sequence[str]) -> None:
        self._engine = engine
        # Of two that want the same parts one gets them all if both begin with the same.
        self._wanted = {"": TRY if alone else TRY_SHARED} | dict.fromkeys(sorted(parts), TRY)
        self._connection: AsyncConnection | None = None
        self._session: dict[str, object] | None = None

    async def take(self) -> str | None:
        """Hold it, on a new connection; what of it another process has, "" the database itself.
        Raises SQLAlchemyError and OSError for a database that is away."""
        await self.drop()
        self._connection = connection = await self._engine.connect()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        # A machine that is gone without a word must not keep its place for hours.
        for statement in KEEPALIVE:
            await connection.execute(text(statement))
        await self._end_former(connection)
        found = await connection.execute(text(SESSION))
        self._session = dict(found.mappings().one())
        for part, statement in self._wanted.items():
            name = f"{RUNNING}: {part}" if part else RUNNING
            if not (await connection.execute(text(statement), {"name": name})).scalar_one():
                return part
        return None

    async def _end_former(self, connection: AsyncConnection) -> None:
        """The server may not have noticed yet that our last connection is gone: what that holds
        would look like another process's."""
        if self._session is None:
            return
        if not all((await connection.execute(text(END), self._session)).scalars()):
            raise TimeoutError("the former connection does not end")

    async def keep(self, pause: Pause) -> None:
        """Take it again whenever the connection is lost. Raises ConfigError where another has."""
        while True:
            await pause()
            if await self._answered():
                continue
            log.warning("the connection that shows who runs here was lost")
            while not await self._taken_again():
                await pause()
            log.warning("the database is back, and this process goes on")

    async def _answered(self) -> bool:
        assert self._connection is not None
        try:
            async with asyncio.timeout(ANSWER):
                await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            log.debug("because", exc_info=error)
            return False
        return True

    async def _taken_again(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER):
                missing = await self.take()
        except (SQLAlchemyError, OSError) as error:
            log.debug("still away", exc_info=error)
            return False
        if missing is not None:
            # What was taken before it is kept until this process has stopped.
            replaced = _replaced(missing)
            log.error("stopping", extra={"why": replaced.why})
            raise replaced
        return True

    async def drop(self) -> None:
        """Let go of it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # It may be broken: nothing may be asked on it.
            await connection.invalidate()
            await connection.close()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do `work` until left. Should it fail, what is inside is cancelled, and its error raised
    instead of whatever that ends with."""
    inside = asyncio.current_task()
    assert inside is not None
    asked = inside.cancelling()
    failures: list[BaseException] = []

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            failures.append(failure)
            inside.cancel()

    task = asyncio.create_task(work)
    task.add_done_callback(ended)
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        # Whoever was told to stop anyway stops.
        if failures and inside.uncancel() <= asked:
            raise failures[0] from error
        raise
    finally:
        task.remove_done_callback(ended)
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()


def _refused(part: str) -> ConfigError:
    if not part:
        return ConfigError(
            KEY,
            "another LoveLM is running on that database, and Redis does not join the two",
            "stop that process, give this one a database of its own (createdb lovelm_two), "
            "or set the same LOVELM_REDIS_URL for both",
        )
    return ConfigError(
        ROLES,
        f"another process of this installation does {part} already",
        f"stop it, or leave {part} out here: chat and engine may run many times",
    )


def _replaced(part: str) -> ConfigError:
    if not part:
        return ConfigError(
            KEY,
            "while the database was away another LoveLM began to run on it, and Redis does not "
            "join the two; this one has stopped",
            "nothing, if the other is to run; otherwise stop it and start this one",
        )
    return ConfigError(
        ROLES,
        f"while the database was away another process of this installation began to do {part}; "
        "this one has stopped",
        f"nothing, if the other is to do {part}; otherwise stop it and start this one",
    )


ROLES: Final = "LOVELM_ROLES"
RUNNING: Final = "running"
TRY_SHARED: Final = "SELECT pg_try_advisory_lock_shared(hashtextextended(:name, 0))"
SESSION: Final = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
# Whose number it had may be another's by now.
END: Final = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE pid = :pid AND backend_start = :backend_start
"""
