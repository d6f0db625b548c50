"""A process that only writes turns to a file, and tells what was committed."""

import asyncio
import os
import secrets
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from storage.database import open_database
from storage.turns import SqlTurns
from tests.faults.process import FORKS
from tests.storage.test_turns import reply, turn

AT_ONCE = 8


def writing(database: Path, told: Path) -> ForkServerProcess:
    """The process; a line of `told` for each turn that was accepted or answered."""
    process = FORKS.Process(target=_run, args=(database, told))
    process.start()
    return process


def _run(database: Path, told: Path) -> None:
    asyncio.run(_write(database, os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)))


async def _write(database: Path, told: int) -> None:
    life = secrets.token_hex(4)

    async def run(number: int) -> None:
        for count in range(1 << 30):
            mine = turn(f"{life}:{number}:{count}")
            assert await turns.accept([mine])
            os.write(told, f"accepted {mine.id}\n".encode())
            assert await turns.answered(mine.id, reply(mine))
            os.write(told, f"answered {mine.id}\n".encode())

    async with open_database(database) as engine, asyncio.TaskGroup() as tasks:
        turns = SqlTurns(engine, time.time)
        for number in range(AT_ONCE):
            tasks.create_task(run(number))
