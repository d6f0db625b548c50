"""What is done by the clock."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from bots import settings
from bots.compose import compose
from bots.roles import clockwork
from core.events import ChatMessage, Viewer
from core.labels import Platform
from storage.chat_log import SqlChatLog
from storage.database import open_database
from storage.retention import DAY
from storage.tables import CHAT


def line(days: float) -> ChatMessage:
    return ChatMessage(
        id=f"{days} days ago", platform=Platform.ROOM, channel="room",
        viewer=Viewer("room:1", "두부"), text="안녕", at=time.time() - days * DAY,
    )  # fmt: skip


async def stored(path: Path) -> list[str]:
    async with open_database(path) as database, database.connect() as connection:
        return list((await connection.execute(select(CHAT.c.id))).scalars())


async def test_a_machine_that_is_off_at_night_forgets_by_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clockwork, "SETTLED", 0.0)
    chosen = settings.load()
    path = settings.data_folder(chosen) / "lovelm.db"
    async with open_database(path) as database:
        log = SqlChatLog(database)
        for days in (40, 2):
            log.append(line(days))
        await log.flush()
    assert len(await stored(path)) == 2
    async with compose(chosen) as app:
        task = asyncio.create_task(app.run())
        async with open_database(path) as database, database.connect() as connection:

            async def left() -> list[str]:
                return list((await connection.execute(select(CHAT.c.id))).scalars())

            async with asyncio.timeout(20.0):
                while len(await left()) == 2:
                    await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait({task})
    assert await stored(path) == ["2 days ago"]
