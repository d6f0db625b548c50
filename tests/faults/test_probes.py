"""What `/livez` and `/readyz` say while something is wrong, and after."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from adapters.simulated.twitch import SimulatedTwitch
from tests import postgres_server, redis_server
from tests.faults.report import Row, RowOf
from tests.faults.watched import BLOCKED, Watched

WITHIN = 5.0
MUST = "right within 5 s; `/livez` says the loop's lag only"

Told = Callable[[tuple[int, dict[str, Any]]], bool]


async def told(process: Watched, path: str, wanted: Told) -> float:
    """Seconds until it is told. Raises TimeoutError."""
    began = time.monotonic()
    async with asyncio.timeout(WITHIN):
        while not wanted(await process.probe(path)):
            await asyncio.sleep(0.05)
    return time.monotonic() - began


def wrong(part: str) -> Told:
    """Not ready, for that part alone."""

    def tells(answer: tuple[int, dict[str, Any]]) -> bool:
        status, about = answer
        ill = [name for name, state in about.get("parts", {}).items() if state != "ok"]
        return status == 503 and ill == [part]

    return tells


def well(answer: tuple[int, dict[str, Any]]) -> bool:
    return answer[0] == 200


async def noticed(
    process: Watched, part: str, break_: Callable[[], Any], mend: Callable[[], Any] | None
) -> list[float]:
    """Seconds until it was told, and until its end was."""
    await told(process, "/readyz", well)
    break_()
    took = [await told(process, "/readyz", wrong(part))]
    assert (await process.probe("/livez"))[0] == 200, "a restart mends no other program"
    if mend is not None:
        mend()
        took.append(await told(process, "/readyz", well))
    return took


def figure(found: Row, took: list[float]) -> None:
    found.figure = "told after " + ", its end after ".join(f"{seconds:.1f} s" for seconds in took)


async def test_a_process_by_itself(row: RowOf, tmp_path: Path) -> None:
    async with SimulatedTwitch().serve() as twitch:
        async with Watched(tmp_path, twitch.settings()).alive() as process:
            await twitch.listening(20.0)
            other = sqlite3.connect(tmp_path / "data" / "lovelm.db")
            with row(20, "SQLite locked", MUST) as found:
                lock, free = "BEGIN IMMEDIATE", "ROLLBACK"
                breaks, mends = (lambda: other.execute(lock)), (lambda: other.execute(free))
                figure(found, await noticed(process, "database", breaks, mends))
            other.close()
            with row(20, f"event loop blocked for {BLOCKED:g} s", MUST) as found:
                process.block()
                stuck = await told(process, "/livez", lambda answer: answer[0] == 503)
                # The worst of the last five seconds counts.
                await asyncio.sleep(WITHIN)
                figure(found, [stuck, WITHIN + await told(process, "/livez", well)])
            with row(20, "Twitch away", MUST) as found:
                await told(process, "/readyz", well)
                await twitch.stop()
                took = await told(process, "/readyz", wrong("twitch"))
                assert (await process.probe("/livez"))[0] == 200
                figure(found, [took])


async def test_one_of_several_processes(row: RowOf, tmp_path: Path) -> None:
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server.serving())
        redis = stack.enter_context(redis_server.serving(*redis_server.DURABLE))
        env = {
            "LOVELM_DATABASE_URL": postgres.url("postgres"),
            "LOVELM_REDIS_URL": redis.url,
            "LOVELM_PAGE_KEY": secrets.token_hex(16),
            "LOVELM_SECRET_KEYS": Fernet.generate_key().decode(),
        }
        async with Watched(tmp_path, env).alive() as process:
            with row(20, "PostgreSQL killed", MUST) as found:
                figure(found, await noticed(process, "database", postgres.kill, postgres.start))
            with row(20, "Redis killed", MUST) as found:
                figure(found, await noticed(process, "redis", redis.kill, redis.start))
