"""Bytes a row in PostgreSQL: `python -m benchmarks.chat_size [--quick]`, for docs/scaling.md.

Lines of chat and answered turns as `benchmarks.storage_rows` writes them, with what their tables and
indexes then take on the disk. The log of writes ahead is not in it.
"""

import argparse
import asyncio
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.report import Finding, table, write
from benchmarks.storage_rows import reply, said, targets, turn
from core.turns import State
from storage.chat_log import SqlChatLog
from storage.database import Target, open_database
from storage.turns import SqlTurns

LINES, ANSWERS = 100_000, 5_000
AT_ONCE = 100
# Less than what the chat log holds in memory, so that no line is dropped.
BATCH = 10_000


async def lines(engine: AsyncEngine, count: int) -> None:
    log = SqlChatLog(engine)
    for number in range(count):
        log.append(said(number))
        if number % BATCH == BATCH - 1:
            await log.flush()
    await log.flush()


async def answers(engine: AsyncEngine, count: int) -> None:
    """Turns through all their states: what is changed leaves room behind."""
    turns = SqlTurns(engine, time.time)

    async def answered(number: int) -> None:
        one = turn(number)
        await turns.accept([one])
        await turns.answered(one.id, reply(one))
        await turns.move(one.id, State.SAYING)
        await turns.move(one.id, State.SAID)

    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*(answered(number) for number in range(first, first + AT_ONCE)))


async def size(engine: AsyncEngine, name: str) -> int:
    """Bytes of a table with its indexes."""
    async with engine.begin() as connection:
        found = await connection.scalar(
            text("SELECT pg_total_relation_size(CAST(:name AS regclass))"), {"name": name}
        )
        assert found
        return int(found)


async def measured(target: Target, share: int) -> list[Finding]:
    many, few = LINES // share, ANSWERS // share
    async with open_database(target) as engine:
        await lines(engine, many)
        await answers(engine, few)
        chat, turns = await size(engine, "chat"), await size(engine, "turn")
    return [
        Finding("size", "PostgreSQL: a line of chat", chat / many, "B"),
        Finding("size", "PostgreSQL: an answered turn", turns / few, "B"),
    ]


def main(chosen: argparse.Namespace) -> None:
    with targets() as where:
        found = asyncio.run(measured(where["PostgreSQL"], 10 if chosen.quick else 1))
    print(table(found))
    write(chosen.json, found, {}, {})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chat_size", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--json", type=Path, default=Path("build/bench/chat_size.json"))
    main(parser.parse_args())
