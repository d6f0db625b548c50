"""Whoever linked accounts is one person to the running application."""

import asyncio
import json
import time

from aiohttp import ClientSession, ClientWebSocketResponse

from bots.settings import Settings, data_folder
from storage.database import open_database
from storage.identities import SqlIdentities
from tests.conftest import line
from tests.e2e.conftest import overlay_socket, running

ONE, OTHER = "room:one", "twitch:two"


async def until_shown(overlay: ClientWebSocketResponse, kind: str) -> None:
    """Until that came; nothing is ever reported as played."""
    async with asyncio.timeout(8.0):
        while all(event["type"] != kind for event in json.loads(await overlay.receive_str())):
            pass


async def test_a_crisis_from_one_account_ends_what_is_said_to_the_other() -> None:
    folder = data_folder(Settings())
    folder.mkdir(parents=True, exist_ok=True)
    async with open_database(folder / "lovelm.db") as engine:
        await SqlIdentities(engine).link("person:1", [ONE, OTHER], time.time())
    async with running() as app, ClientSession() as session:
        overlay = await overlay_socket(session, app)
        await until_shown(overlay, "hello")
        app.hear(line("!상담 온유 썸남이 갑자기 연락을 줄였어요", ONE, time.time()))
        await until_shown(overlay, "speak")
        app.hear(line("이제 그만 죽고 싶어요", OTHER, time.time()))
        await until_shown(overlay, "interrupt")
        await overlay.close()
