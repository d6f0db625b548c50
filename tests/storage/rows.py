"""Rows in every table, and what every table holds."""

from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

import storage.credentials  # noqa: F401 - has a table of its own

Rows = dict[str, list[tuple[Any, ...]]]


async def fill(engine: AsyncEngine, count: int = 3) -> None:
    """`count` rows in each table, of every kind of value that its columns take."""
    async with engine.begin() as connection:
        for table in SQLModel.metadata.tables.values():
            made = [{c.name: _value(c, number) for c in table.c} for number in range(count)]
            await connection.execute(insert(table), made)


async def everything(engine: AsyncEngine) -> Rows:
    """The rows of each table, in one order everywhere."""
    async with engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in await connection.execute(select(table))), key=repr
            )
            for table in SQLModel.metadata.tables.values()
        }


async def contents(engine: AsyncEngine) -> dict[str, bytes]:
    """The bytes of each file of a database, or of each table where the files are a server's."""
    if engine.dialect.name != "sqlite":
        return {name: repr(rows).encode() for name, rows in (await everything(engine)).items()}
    path = Path(str(engine.url.database))
    return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number == 1:
        return None
    if isinstance(column.type, Boolean):
        return number % 2 == 0
    if isinstance(column.type, LargeBinary):
        return bytes(range(256)) + bytes([number % 256])
    if isinstance(column.type, Float):
        return 1_700_000_000.1 + number / 3
    if isinstance(column.type, BigInteger):
        return 2**52 + number
    if isinstance(column.type, Integer):
        return 2**31 - 1 - number
    return f"{column.name} {number} '\\\n두부 \U0001f9c8"
