"""Whether the parts are well."""

import asyncio
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.console import PartState
from core.ports import Adapter


def health(adapters: Mapping[str, Adapter]) -> list[PartState]:
    """Of each platform."""
    return [
        PartState(name, adapter.connected, adapter.problems) for name, adapter in adapters.items()
    ]


async def ready(database: AsyncEngine) -> dict[str, str]:
    """State of each part that an answer needs."""
    try:
        async with asyncio.timeout(2.0), database.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as error:  # whatever is wrong with it, the database is not ready
        return {"database": type(error).__name__}
    return {"database": "ok"}
