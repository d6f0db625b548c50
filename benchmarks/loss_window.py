"""How long a line of chat is in memory only, in the composed whole: what kill -9 may cost."""

import asyncio
import contextlib
import sqlite3
import tempfile
import time
from pathlib import Path

from benchmarks.frames import Chat
from bots.compose import compose
from bots.settings import Settings
from core.events import ChatMessage, Viewer
from core.labels import Platform

RATE = 20
LOOK = 0.01


async def waits(seconds: float) -> list[float]:
    """Seconds from a line's arrival to its commit, of RATE lines a second for so long."""
    with tempfile.TemporaryDirectory() as folder:
        async with compose(Settings(data_dir=Path(folder), PORT=0, twitch_client_id="")) as app:
            running = asyncio.create_task(app.run())
            await asyncio.sleep(1.0)
            file = Path(folder) / "lovelm.db"
            heard: list[float] = []
            stored: list[float] = []
            looking = asyncio.create_task(_look(file, stored))
            chat = Chat(int(RATE * seconds))
            for number, line in enumerate(chat.lines):
                # What discloses a crisis is never logged.
                if app.hear(_said(number, line.text)):
                    heard.append(time.monotonic())
                await asyncio.sleep(1 / RATE)
            async with asyncio.timeout(10.0):
                while len(stored) < len(heard):  # noqa: ASYNC110 - a file sets no event
                    await asyncio.sleep(LOOK)
            looking.cancel()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    return [after - before for before, after in zip(heard, stored, strict=True)]


def _said(number: int, text: str) -> ChatMessage:
    who = Viewer(f"room:{number}", "두부")
    return ChatMessage(
        id=f"room:{number:032}", platform=Platform.ROOM, channel="room", viewer=who,
        at=time.time(), text=text,
    )  # fmt: skip


async def _look(file: Path, stored: list[float]) -> None:
    """Note when each row was there, as another connection sees it."""
    database = sqlite3.connect(file, isolation_level=None)
    try:
        while True:
            (count,) = database.execute("SELECT count(*) FROM chat").fetchone()
            stored += [time.monotonic()] * (count - len(stored))
            await asyncio.sleep(LOOK)
    finally:
        database.close()
