"""Idle talk and corners in several processes: one has the clock, one the chat, one the overlay."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bots.roles.clockwork import TICK_EVERY
from core.channels.settings import ChannelSettings
from core.corners.slot import Kind, Slot
from core.korea import KOREA
from core.labels import Platform
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import until
from tests.e2e.apart import Hall, hall, screen


def begun() -> Slot:
    """A corner that is on since this hour, or half of it, began."""
    now = datetime.now(KOREA)
    return Slot(
        id="a", name="사연 라디오", kind=Kind.RADIO, minutes=120,
        cron=f"{now.minute // 30 * 30} {now.hour} * * *",
    )  # fmt: skip


def notices(there: Hall) -> list[str]:
    return [line.text for line in there.twitch.said if "사연 라디오" in line.text]


async def test_the_clock_is_in_one_process_the_channel_in_another(tmp_path: Path) -> None:
    decided = ChannelSettings(programme=(begun(),), idle=True, idle_after=0)
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(hall(tmp_path))
        target = make_url(there.fleet.env["LOVELM_DATABASE_URL"])
        async with open_database(target) as database:
            await SqlSettings(database).save_channel(Platform.TWITCH, "1337", decided)
        there.twitch.live.add("1337")
        there.start("chat", "chat", there.twitch)
        there.start("clock", "jobs")
        there.web("web")
        await there.engine("engine", stack)
        await there.fleet.ready()
        await there.heard()
        async with screen(there.overlay("1337")) as page:
            await until(lambda: bool(page.kinds("notice") and notices(there)), 20.0)
            assert "지금부터 120분 동안" in page.kinds("notice")[0]["text"]
            await until(lambda: bool(page.spoken()), 20.0)
            there.fleet.kill("chat")
            there.start("chat", "chat", there.twitch)
            await there.fleet.ready("chat")
            await there.heard()
            await asyncio.sleep(3 * TICK_EVERY)
            assert len(page.kinds("notice")) == len(notices(there)) == 1
            said = page.spoken()
            assert len(set(said)) == len(said)
        assert [line.text for line in there.twitch.said] == notices(there), "for the overlay only"
